/** @file What the regions of interest make of a person: how far their cameras differ, and what each takes from the others. */

import type { Person } from '../../src/result/index.ts';
import { drawFusionWeights } from '../../src/viewer/index.ts';
import { fitted, h } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { selectedPerson } from '../state/state.ts';

function row(name: string, centimetres: number): Node[] {
  const meter = h('meter', { min: 0, max: 30, low: 5, high: 15, optimum: 0, value: centimetres });
  meter.setAttribute('aria-label', `Disagreement ${name}: ${centimetres.toFixed(1)} cm`);
  return [h('span', {}, name), meter, h('span', {}, `± ${centimetres.toFixed(1)} cm`)];
}

/** How far the regions put the person apart, across, down and in depth, cm. */
function apart({ consistency, camera }: Person): [number, number, number] {
  const { x, y, s } = consistency;
  return [100 * x, 100 * y, 100 * s * camera.t[2]];
}
/** Agreement is not accuracy: what all of them have wrong, none of them sees. */
export function agreement({ store }: Page): HTMLElement {
  const rows = h('div', { className: 'confidence' });
  const note = h('p', { className: 'note' });
  store.watch(selectedPerson, (person) => {
    const several = person !== null && person.rois.length > 1;
    rows.hidden = !several;
    note.textContent = several
      ? 'How far apart they put the person. They may all be wrong alike.'
      : 'Two regions or more are compared, once somebody is picked out.';
    if (!several) return;
    const [x, y, z] = apart(person);
    rows.replaceChildren(...row('across', x), ...row('down', y), ...row('depth', z));
  });
  return h('div', { className: 'stack' }, rows, note);
}

/** The weights as a drawing, and in words for those who do not see it. */
export function matrix({ store }: Page): HTMLElement {
  const canvas = h('canvas', { attr: { role: 'img', 'aria-label': 'Fusion weights' } });
  const figure = h(
    'figure',
    { className: 'fusion', hidden: true },
    canvas,
    h('figcaption', { className: 'note' }, 'Row m: what region m takes from region n'),
  );
  let shown: unknown;
  const draw = (): void => {
    const weights = selectedPerson(store.state)?.fusion;
    figure.hidden = weights === undefined;
    const side = figure.clientWidth;
    const { theme } = store.state.view;
    const key = `${JSON.stringify(weights)} ${side} ${theme}`;
    if (weights === undefined || side === 0 || key === shown) return;
    shown = key;
    const ctx = fitted(canvas, side, side);
    if (ctx === null) return;
    drawFusionWeights(ctx, weights.flat(), weights.length, { width: side, height: side, theme });
    const rows = weights.map((row, m) => `${m}: ${row.map((w) => w.toFixed(2)).join(' ')}`);
    canvas.setAttribute('aria-label', `Fusion weights, a row for each region. ${rows.join('; ')}`);
  };
  new ResizeObserver(draw).observe(figure);
  store.watch((state) => [selectedPerson(state)?.fusion, state.view.theme], draw);
  return figure;
}
