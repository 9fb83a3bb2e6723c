/** @file Files that were given together, a folder perhaps: one is shown at a time. */

import { filesToChoose } from '../actions/open-files.ts';
import type { Page } from '../actions/actions.ts';
import { h } from '../shell/dom.ts';
import { panel } from './panel.ts';

const MOST_ROWS = 8;

export function filesPanel({ store, actions }: Page): HTMLElement {
  const choice = h('select', {
    attr: { 'aria-label': 'Files' },
    on: { change: () => void actions.openGivenFile(Number(choice.value)) },
  });
  const element = panel('Files', true, choice);
  store.watch(
    ({ files }) => files,
    (files) => {
      const places = filesToChoose(files);
      element.hidden = places.length < 2;
      choice.size = Math.min(MOST_ROWS, Math.max(2, places.length));
      choice.replaceChildren(
        ...places.map((at) => h('option', { value: String(at) }, files[at].name)),
      );
    },
  );
  store.watch(
    ({ fileAt }) => fileAt,
    (at) => {
      choice.value = String(at);
    },
  );
  return element;
}
