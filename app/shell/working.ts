/** @file How far the work is, over a stage that has nobody on it yet. */

import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { byId, h } from './dom.ts';

export function working(store: Store<State>): void {
  const text = h('span');
  // the status line has the same for those who listen
  const progress = h('progress', { max: 1, attr: { 'aria-label': 'How much is done' } });
  const element = byId('working');
  element.append(text, progress);
  store.watch(
    ({ status, result, photo, clip, live }) => ({
      status,
      shown: result === null && (photo !== null || clip !== null || live !== null),
    }),
    ({ status, shown }) => {
      element.hidden = !shown || status.kind !== 'busy';
      text.textContent = status.text;
      if (status.share === undefined) progress.removeAttribute('value');
      else progress.value = status.share;
    },
  );
}
