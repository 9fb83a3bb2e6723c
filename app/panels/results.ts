/** @file The folder that `multiroi view out/` shows: a list with a small picture of each result. */

import { byId, h } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { panel } from './panel.ts';

interface Entry {
  readonly name: string;
}

/** A result's line; its picture is fetched when it comes into sight. */
function line({ name }: Entry, index: number, open: () => void): HTMLButtonElement {
  const picture = h('img', { alt: '', width: 64, height: 48 });
  picture.loading = 'lazy';
  // a result without a picture has a line without one
  picture.addEventListener('error', () => {
    picture.hidden = true;
  });
  picture.src = new URL(`results/${index}/thumbnail`, document.baseURI).href;
  const words = h('span', {}, name.replace(/\.json$/, ''));
  return h('button', { className: 'result', on: { click: open } }, picture, words);
}

/** A list above the other panels, where the host has a folder of results to show; the first is shown at once. */
export async function resultsPanel({ actions }: Page): Promise<void> {
  if (document.querySelector('meta[name="multiroi-results"]') === null) return;
  const response = await fetch(new URL('results/index.json', document.baseURI));
  const entries = (await response.json()) as Entry[];
  const lines = entries.map((entry, index) => line(entry, index, () => void open(index)));
  const open = async (index: number): Promise<void> => {
    for (const [i, each] of lines.entries()) {
      if (i === index) each.setAttribute('aria-current', 'true');
      else each.removeAttribute('aria-current');
    }
    await actions.openListedResult(entries[index].name, index);
  };
  const list = h('ul', { className: 'results' }, ...lines.map((each) => h('li', {}, each)));
  byId('panels').prepend(panel('Results', true, list));
  if (entries.length > 0) await open(0);
}
