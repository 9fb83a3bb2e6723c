/** @file report.html: what a run was and its curves. */

import { valuesOf, type MetricsLine } from './metrics.ts';
import { escapeHtml, htmlPage, shortNumber, ticks } from '../../base/index.ts';

/** What the page of a run shows. */
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

interface ChartPoint {
  readonly step: number;
  readonly value: number;
}

/** Means of neighbours, so that a long run draws no more than `MOST_POINTS`. */
function thinned(points: readonly ChartPoint[]): ChartPoint[] {
  const group = Math.ceil(points.length / MOST_POINTS);
  const out: ChartPoint[] = [];
  for (let i = 0; i < points.length; i += group) {
    const some = points.slice(i, i + group);
    const mean = some.reduce((sum, { value }) => sum + value, 0) / some.length;
    out.push({ step: some[some.length - 1].step, value: mean });
  }
  return out;
}

/** One curve with its axes. */
function chart(name: string, all: readonly ChartPoint[]): string {
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
    return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text x="${MARGIN.left - 6}" y="${at}" dy="4" text-anchor="end">${shortNumber(value)}</text>`;
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
  return `<figure><figcaption>${escapeHtml(name)} <b>${shortNumber(last)}</b></figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(name)} over steps"><g class="axes">${rows.join('')}${columns.join('')}</g><polyline points="${path}"/>${points.length === 1 ? `<circle cx="${x(from).toFixed(1)}" cy="${y(last).toFixed(1)}" r="3"/>` : ''}</svg></figure>`;
}

/** The page. */
export function renderReport({ title, status, facts, lines, config }: RunReport): string {
  const names = [...new Set(lines.flatMap((line) => Object.keys(valuesOf(line))))];
  const charts = names.map((name) =>
    chart(
      name,
      lines.filter((line) => name in line).map((line) => ({ step: line.step, value: line[name] })),
    ),
  );
  return htmlPage({
    title,
    status,
    facts: Object.entries(facts),
    body: `<div class="charts">${charts.join('\n')}</div>
<details><summary>Configuration</summary><pre>${escapeHtml(JSON.stringify(config, null, 2))}</pre></details>`,
  });
}
