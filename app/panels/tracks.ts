/** @file Who is seen when: a row for each person of a video, over all its frames. */

import { personColour } from '../../src/imaging/index.ts';
import type { Page } from '../actions/actions.ts';
import { trimOf, type Clip } from '../state/state.ts';
import { h } from '../shell/dom.ts';

/** More rows than this are not drawn: nobody could tell them apart. */
const MOST_ROWS = 6;

/** Stretches of frames in which a person is seen, both ends inclusive. */
function stretchesOf(frames: Clip['frames']): Map<number, [number, number][]> {
  const all = new Map<number, [number, number][]>();
  frames.forEach(({ result }, i) => {
    for (const { id } of result.people) {
      const own = all.get(id) ?? [];
      all.set(id, own);
      const last = own.at(-1);
      if (last !== undefined && last[1] === i - 1) last[1] = i;
      else own.push([i, i]);
    }
  });
  return all;
}

function row(
  id: number,
  stretches: readonly (readonly [number, number])[],
  length: number,
  choose: () => void,
): HTMLElement {
  const bars = stretches.map(([from, to]) => {
    const bar = h('span', { className: 'stretch' });
    bar.style.left = `${(100 * from) / length}%`;
    bar.style.width = `${(100 * (to - from + 1)) / length}%`;
    bar.style.background = `rgb(${personColour(id).join(' ')})`;
    return bar;
  });
  const seen = stretches.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const label = `Person ${id + 1}, seen in ${seen} of ${length} frames`;
  const attr = { 'aria-label': label, 'data-person': String(id) };
  return h(
    'button',
    { type: 'button', className: 'track', title: label, attr, on: { click: choose } },
    ...bars,
  );
}

/** The rows, and over them what is trimmed away. */
export function tracks({ store, actions }: Page): HTMLElement {
  const rows = h('div', { className: 'rows' });
  const before = h('span', { className: 'cut' });
  const after = h('span', { className: 'cut' });
  const element = h('div', { className: 'tracks' }, rows, before, after);
  store.watch(
    ({ clip }) => clip?.frames ?? null,
    (frames) => {
      const stretches = [...stretchesOf(frames ?? [])].slice(0, MOST_ROWS);
      element.hidden = stretches.length === 0;
      rows.replaceChildren(
        ...stretches.map(([id, own]) =>
          row(id, own, frames?.length ?? 1, () => actions.choosePerson(id)),
        ),
      );
    },
  );
  store.watch(
    ({ view, clip }) => [view.selected, clip?.frames],
    () => {
      const { selected } = store.state.view;
      for (const each of rows.querySelectorAll('button')) {
        each.setAttribute('aria-pressed', String(each.dataset['person'] === String(selected)));
      }
    },
  );
  store.watch(
    ({ clip }) => [clip?.trim, clip?.frames],
    () => {
      const { clip } = store.state;
      if (clip === null) return;
      const length = Math.max(1, clip.frames.length);
      const [first, last] = trimOf(clip);
      before.style.width = `${(100 * first) / length}%`;
      after.style.width = `${(100 * (length - 1 - last)) / length}%`;
    },
  );
  return element;
}
