/** @file What a reader can do with the stage, told with the first result and not again once it was read. */

import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { byId, h } from './dom.ts';

const READ = 'multiroi-hint-read';

/** Private windows refuse storage: the hint comes again there. */
function remembered(): boolean {
  try {
    return localStorage.getItem(READ) !== null;
  } catch {
    return false;
  }
}

export function firstUse(store: Store<State>): void {
  const hint = byId('hint');
  const close = h(
    'button',
    {
      type: 'button',
      className: 'chip',
      on: {
        click: () => {
          hint.remove();
          try {
            localStorage.setItem(READ, 'yes');
          } catch {
            // as above
          }
        },
      },
    },
    'Got it',
  );
  hint.append(close);
  // who turns the scene knows
  byId('around').addEventListener('pointerdown', () => hint.remove(), { once: true });
  if (remembered()) {
    hint.remove();
    return;
  }
  store.watch(
    ({ result }) => result !== null && result.people.length > 0,
    (somebody) => {
      hint.hidden = !somebody;
    },
  );
}
