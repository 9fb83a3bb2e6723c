/** @file How far the regions' cameras agree, and what each region takes from the others. */

import type { Person, PersonConfidence } from '../../src/result/index.ts';
import { drawFusionWeights } from '../../src/viewer/index.ts';
import { fitted, h } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { selectedPerson } from '../state/state.ts';
import { panel } from './panel.ts';

/** Centimetres: within the first the regions agree, beyond the second they do not. */
const VERDICTS = [
  { below: 5, name: 'good', text: 'The regions agree' },
  { below: 15, name: 'fair', text: 'The regions agree roughly' },
  { below: Infinity, name: 'bad', text: 'The regions disagree' },
] as const;

function row(name: string, centimetres: number): Node[] {
  const meter = h('meter', { min: 0, max: 30, low: 5, high: 15, optimum: 0, value: centimetres });
  meter.setAttribute('aria-label', `Disagreement ${name}: ${centimetres.toFixed(1)} cm`);
  return [h('span', {}, name), meter, h('span', {}, `± ${centimetres.toFixed(1)} cm`)];
}

/** The weights as a drawing, and in words for those who do not see it. */
function matrix({ store }: Page): HTMLElement {
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

/** Levels in plain words; the regions' agreement cannot see what all of them have wrong. */
const LEVELS = {
  good: { name: 'good', text: 'Good' },
  rough: { name: 'fair', text: 'Rough' },
  guess: { name: 'bad', text: 'A guess' },
} as const;

function levelText({ reasons, expectedMm, placePx }: PersonConfidence): string {
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return `${why}: joints of such people are ${expectedMm.toFixed(0)} mm off, the body ${Math.max(1, placePx).toFixed(0)} px.`;
}

/** Nothing for weights without a calibration, and for a body changed by hand. */
function expectedText(person: Person | null): string {
  const expected = person?.expectedError;
  if (!expected) return '';
  const [mean, low, high] = [expected.meanMm, ...expected.rangeMm].map((mm) => mm.toFixed(0));
  return `Joints are expected ${mean} mm off; four of five such people are ${low} to ${high} mm off.`;
}

/** How far the regions put the person apart, across, down and in depth, cm. */
function apart({ consistency, camera }: Person): [number, number, number] {
  const { x, y, s } = consistency;
  return [100 * x, 100 * y, 100 * s * camera.t[2]];
}
const disagreement = (person: Person): number => Math.hypot(...apart(person));

export function confidencePanel(page: Page): HTMLElement {
  const expected = h('p', { className: 'note' });
  const verdict = h('div', { className: 'verdict' });
  const rows = h('div', { className: 'confidence' });
  page.store.watch(selectedPerson, (person) => {
    rows.hidden = person === null || person.rois.length < 2;
    expected.textContent = expectedText(person);
    if (person === null) {
      verdict.textContent = '';
      return;
    }
    const { confidence } = person;
    if (confidence !== undefined) {
      const { name, text } = LEVELS[confidence.level];
      verdict.className = `verdict ${name}`;
      verdict.textContent = text + levelText(confidence);
    } else if (person.rois.length < 2) {
      verdict.className = 'verdict';
      verdict.textContent = 'One region has nothing to disagree with';
    } else {
      const verdictOf = VERDICTS.find(({ below }) => disagreement(person) < below) ?? VERDICTS[2];
      verdict.className = `verdict ${verdictOf.name}`;
      verdict.textContent = verdictOf.text;
    }
    const [x, y, z] = apart(person);
    rows.replaceChildren(...row('across', x), ...row('down', y), ...row('depth', z));
  });
  return panel('Confidence', true, verdict, rows, expected, matrix(page));
}
