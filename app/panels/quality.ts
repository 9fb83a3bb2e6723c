/** @file How hard is looked at people. */

import { h, toggle } from '../shell/dom.ts';
import { segments } from '../shell/segments.ts';
import type { Page } from '../actions/actions.ts';
import { mirrors } from '../state/state.ts';
import { panel } from './panel.ts';

export function qualityPanel({ store, actions }: Page): HTMLElement {
  const { quality, refine } = store.state;
  const choice = segments(
    'quality',
    'Quality',
    [
      { value: 'standard', text: 'Standard' },
      { value: 'best', text: 'Best' },
    ],
    quality,
    (chosen) => void actions.chooseQuality(chosen),
  );
  const laid = toggle('Lay on key-points', refine, (on) => void actions.chooseRefine(on));
  laid.title =
    'Moves bodies until they lie on the joints that are seen; off: what the network says';
  const mirror = toggle('Look in a mirror too', mirrors(store.state), (on) => {
    void actions.chooseMirror(on);
  });
  mirror.title = 'The mean of two looks: a little nearer to the truth, twice the time';
  store.watch(mirrors, (on) => mirror.setAttribute('aria-pressed', String(on)));
  return panel(
    'Quality',
    true,
    choice,
    h('div', { className: 'row' }, laid, mirror),
    h('p', { className: 'note' }, 'Best looks twice: nearer to the truth, and slower.'),
  );
}
