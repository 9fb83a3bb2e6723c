/** @file How far the regions' cameras agree, and what each region takes from the others. */

import { h } from '../dom.ts';
import type { Session } from '../session.ts';
import { panel } from './panel.ts';

/** Centimetres: within the first the regions speak with one voice, beyond the second they do not. */
const VERDICTS = [
  { below: 5, name: 'good', text: 'The regions agree' },
  { below: 15, name: 'fair', text: 'The regions agree roughly' },
  { below: Infinity, name: 'bad', text: 'The regions disagree' },
] as const;

function row(name: string, centimetres: number): Node[] {
  const meter = h('meter', { min: 0, max: 30, low: 5, high: 15, optimum: 0, value: centimetres });
  return [h('span', {}, name), meter, h('span', {}, `± ${centimetres.toFixed(1)} cm`)];
}

function matrix(weights: readonly (readonly number[])[]): HTMLElement {
  const head = h('tr', {}, h('td'), ...weights.map((_, n) => h('th', { scope: 'col' }, String(n))));
  const rows = weights.map((row, m) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, String(m)),
      ...row.map((w) => {
        const cell = h(
          'td',
          { title: w.toFixed(4) },
          w < 0.005 ? '·' : w.toFixed(2).slice(w < 1 ? 1 : 0),
        );
        cell.style.background = `color-mix(in srgb, var(--accent) ${Math.round(100 * Math.sqrt(w) * 0.8)}%, var(--sunken))`;
        if (w > 0.45) cell.style.color = 'var(--accent-ink)';
        return cell;
      }),
    ),
  );
  const caption = h('caption', { className: 'note' }, 'Row m: what region m takes from region n');
  return h('table', { className: 'fusion' }, caption, head, ...rows);
}

export function confidencePanel(session: Session): HTMLElement {
  const verdict = h('div', { className: 'verdict' });
  const rows = h('div', { className: 'confidence' });
  const fusion = h('div');
  session.onChange(() => {
    const person = session.selected;
    rows.hidden = person === null || person.rois.length < 2;
    if (person === null) {
      verdict.textContent = '';
      fusion.replaceChildren();
      return;
    }
    if (person.rois.length < 2) {
      verdict.className = 'verdict';
      verdict.textContent = 'One region has nothing to disagree with';
    } else {
      const { consistency, camera } = person;
      const [x, y, z] = [consistency.x, consistency.y, consistency.s * camera.t[2]].map(
        (metres) => 100 * metres,
      );
      const total = Math.hypot(x, y, z);
      const said = VERDICTS.find(({ below }) => total < below) ?? VERDICTS[2];
      verdict.className = `verdict ${said.name}`;
      verdict.textContent = said.text;
      rows.replaceChildren(...row('across', x), ...row('down', y), ...row('depth', z));
    }
    fusion.replaceChildren(...(person.fusion === undefined ? [] : [matrix(person.fusion)]));
  });
  return panel('Confidence', true, verdict, rows, fusion);
}
