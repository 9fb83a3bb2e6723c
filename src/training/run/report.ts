/** @file report.html: what a run was and its curves, in one file without scripts or anything from outside. */

import { valuesOf, type MetricsLine } from './metrics.ts';

export interface RunReport {
  readonly title: string;
  /** Such as “step 300 of 1000”. */
  readonly status: string;
  /** Facts in the order they are shown. */
  readonly facts: Readonly<Record<string, string>>;
  readonly lines: readonly MetricsLine[];
  /** The resolved configuration. */
  readonly config: unknown;
}

const WIDTH = 420;
const HEIGHT = 180;
const MARGIN = { left: 52, right: 10, top: 8, bottom: 22 };
/** Points of a curve; more would not be seen. */
const MOST_POINTS = 600;

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

interface Point {
  readonly step: number;
  readonly value: number;
}

/** Means of neighbours, so that a long run draws no more than `MOST_POINTS`. */
function thinned(points: readonly Point[]): Point[] {
  const group = Math.ceil(points.length / MOST_POINTS);
  const out: Point[] = [];
  for (let i = 0; i < points.length; i += group) {
    const some = points.slice(i, i + group);
    const mean = some.reduce((sum, { value }) => sum + value, 0) / some.length;
    out.push({ step: some[some.length - 1].step, value: mean });
  }
  return out;
}

/** Two to six round numbers from low to high. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** One curve with its axes. */
function chart(name: string, all: readonly Point[]): string {
  const points = thinned(all.filter(({ value }) => Number.isFinite(value)));
  if (points.length === 0) return '';
  const values = points.map(({ value }) => value);
  let [low, high] = [Math.min(...values), Math.max(...values)];
  // a flat curve is drawn in the middle
  if (high - low <= 1e-12 * Math.abs(high)) {
    const room = Math.abs(high) / 2 || 1;
    [low, high] = [low - room, high + room];
  }
  const from = points[0].step;
  const to = Math.max(points[points.length - 1].step, from + 1);
  const x = (step: number): number =>
    MARGIN.left + ((step - from) / (to - from)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number): number =>
    HEIGHT - MARGIN.bottom - ((value - low) / (high - low)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const rows = ticks(low, high).map((value) => {
    const at = y(value).toFixed(1);
    return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text x="${MARGIN.left - 6}" y="${at}" dy="4" text-anchor="end">${shown(value)}</text>`;
  });
  const columns = ticks(from, to)
    .filter(Number.isInteger)
    .map(
      (step) =>
        `<text x="${x(step).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="middle">${step}</text>`,
    );
  const path = points
    .map(({ step, value }) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`)
    .join(' ');
  const last = points[points.length - 1].value;
  return `<figure><figcaption>${escape(name)} <b>${shown(last)}</b></figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(name)} over steps"><g class="axes">${rows.join('')}${columns.join('')}</g><polyline points="${path}"/>${points.length === 1 ? `<circle cx="${x(from).toFixed(1)}" cy="${y(last).toFixed(1)}" r="3"/>` : ''}</svg></figure>`;
}

const STYLE = `
:root { color-scheme: light dark; --line: #2563eb; --grid: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1320px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 1rem; }
figure { margin: 0; } figcaption { font-size: .9rem; } svg { width: 100%; height: auto; }
.axes line { stroke: var(--grid); } .axes text { font-size: 11px; fill: currentColor; opacity: .7; }
polyline { fill: none; stroke: var(--line); stroke-width: 1.6; } circle { fill: var(--line); }
pre { overflow: auto; padding: 1rem; background: #8881; }`;

/** The page. */
export function renderReport({ title, status, facts, lines, config }: RunReport): string {
  const names = [...new Set(lines.flatMap((line) => Object.keys(valuesOf(line))))];
  const charts = names.map((name) =>
    chart(
      name,
      lines.filter((line) => name in line).map((line) => ({ step: line.step, value: line[name] })),
    ),
  );
  const list = Object.entries(facts).map(
    ([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}</h1><p>${escape(status)}</p>
<dl>${list.join('')}</dl>
<div class="charts">${charts.join('\n')}</div>
<details><summary>Configuration</summary><pre>${escape(JSON.stringify(config, null, 2))}</pre></details>
</body></html>
`;
}
