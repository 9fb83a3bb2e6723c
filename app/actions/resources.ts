/** @file What the state holds and must be closed: pictures and videos, once something else takes their place. */

import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';

/** Watches last of all, so that nobody draws what is closed. */
export function closeReplaced(store: Store<State>): void {
  const closing = (select: (state: State) => { close(): void } | null): void => {
    let before: { close(): void } | null = null;
    store.watch(select, (now) => {
      before?.close();
      before = now;
    });
  };
  closing(({ photo }) => photo?.bitmap ?? null);
  closing(({ clip }) => clip?.video ?? null);
}
