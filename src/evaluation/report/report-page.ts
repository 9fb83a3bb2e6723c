/** @file report.html: a run's rule, numbers, bars (as Fig. 7 of the paper) and worst people, in one file. */

import { escapeHtml, htmlPage, shortNumber, ticks } from '../../base/index.ts';
import { reportFacts, reportTables, type Table } from './report-tables.ts';
import type { SampleRow } from '../score/samples.ts';
import type { EvaluationReport } from './summary.ts';

/** A picture of a person the run got wrong. */
export interface WorstPicture {
  readonly caption: string;
  /** `data:image/jpeg;base64,…`. */
  readonly source: string;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 420;
const ROW = 18;
const NAMES_PX = 118;
const RIGHT = 44;

/** A bar for each name, as long as its value. */
function bars(title: string, entries: readonly (readonly [string, number])[]): string {
  const most = Math.max(...entries.map(([, value]) => value), Number.MIN_VALUE);
  const x = (value: number): number => NAMES_PX + (value / most) * (WIDTH - NAMES_PX - RIGHT);
  const rows = entries.map(([name, value], i) => {
    const y = i * ROW;
    return `<text x="${NAMES_PX - 6}" y="${y + 13}" text-anchor="end">${escapeHtml(name)}</text><rect class="bar" x="${NAMES_PX}" y="${y + 3}" width="${(x(value) - NAMES_PX).toFixed(1)}" height="${ROW - 6}"/><text x="${(x(value) + 4).toFixed(1)}" y="${y + 13}">${value.toFixed(1)}</text>`;
  });
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${entries.length * ROW}" role="img" aria-label="${escapeHtml(title)}"><g class="axes">${rows.join('')}</g></svg></figure>`;
}

const HEIGHT = 180;
const MARGIN = { left: 40, right: 10, top: 8, bottom: 22 };

/** The share of people below each error. */
function shareBelow(title: string, values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const most = sorted[sorted.length - 1] || 1;
  const x = (value: number): number =>
    MARGIN.left + (value / most) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (share: number): number =>
    HEIGHT - MARGIN.bottom - share * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share).toFixed(1);
    return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text x="${MARGIN.left - 6}" y="${at}" dy="4" text-anchor="end">${100 * share} %</text>`;
  });
  const errors = ticks(0, most).map(
    (value) =>
      `<text x="${x(value).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="middle">${shortNumber(value)}</text>`,
  );
  // a few hundred points draw any curve
  const step = Math.ceil(sorted.length / 400);
  const points = sorted
    .map((value, i) => `${x(value).toFixed(1)},${y((i + 1) / sorted.length).toFixed(1)}`)
    .filter((_, i) => i % step === 0 || i === sorted.length - 1);
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}"><g class="axes">${shares.join('')}${errors.join('')}</g><polyline points="${x(0).toFixed(1)},${y(0).toFixed(1)} ${points.join(' ')}"/></svg></figure>`;
}

/** A table with its title as a heading; texts are escaped. */
export function tableHtml({ title, head, rows }: Table): string {
  const cells = (tag: 'td' | 'th', line: readonly string[]): string =>
    line
      .map((text, i) => `<${tag}${i === 0 ? '' : ' class="number"'}>${escapeHtml(text)}</${tag}>`)
      .join('');
  const body = rows.map((line) => `<tr>${cells('td', line)}</tr>`).join('');
  return `<h2>${escapeHtml(title)}</h2><table><thead><tr>${cells('th', head)}</tr></thead><tbody>${body}</tbody></table>`;
}

function worstHtml(pictures: readonly WorstPicture[]): string {
  if (pictures.length === 0) return '';
  const figures = pictures.map(
    ({ caption, source, width, height }) =>
      `<figure><figcaption>${escapeHtml(caption)}</figcaption><img src="${source}" width="${width}" height="${height}" alt="${escapeHtml(caption)}"></figure>`,
  );
  return `<h2>Worst by MPJPE</h2><p>The picture; the prediction over it; the truth, green; both from the side, roots together.</p><div class="worst">${figures.join('')}</div>`;
}

/** An evaluation as one HTML file: tables, distributions and pictures of the worst. */
export function reportPage(
  report: EvaluationReport,
  rows: readonly SampleRow[],
  worst: readonly WorstPicture[],
): string {
  const charts = [
    shareBelow(
      'Share of people below an MPJPE, mm',
      rows.map(({ mpjpeMm }) => mpjpeMm ?? 0),
    ),
    bars('MPJPE per joint, mm', Object.entries(report.perJointMm)),
    ...report.groups.map(({ by, rows: some }) =>
      bars(
        `MPJPE per ${by}, mm`,
        some.map(({ name, mpjpeMm }) => [name, mpjpeMm ?? 0] as const),
      ),
    ),
  ];
  return htmlPage({
    title: report.protocol.title,
    status: `MPJPE ${report.mpjpeMm.toFixed(2)} mm, PA-MPJPE ${report.paMpjpeMm.toFixed(2)} mm${report.pveMm === null ? '' : `, PVE ${report.pveMm.toFixed(2)} mm`}; ${report.samples} people`,
    facts: reportFacts(report),
    body: `<div class="charts">${charts.join('\n')}</div>
${reportTables(report).map(tableHtml).join('\n')}
${worstHtml(worst)}`,
  });
}

/**
 * The comparison of two runs as one HTML file.
 * @param facts name and value of what the runs were.
 */
export function comparisonPage(
  facts: readonly (readonly [string, string])[],
  tables: readonly Table[],
): string {
  return htmlPage({
    title: 'Two evaluations of the same people',
    status: 'B − A; below zero B is better. Intervals hold 95 % of paired bootstrap means.',
    facts,
    body: tables.map(tableHtml).join('\n'),
  });
}
