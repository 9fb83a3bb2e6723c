/** @file A reliability plot as SVG: true errors over expected ones, people in bins of alike expectation. */

import type { ReliabilityBin } from '../../src/evaluation/index.ts';
import { escapeHtml, ticks } from '../../src/base/index.ts';

export interface Panel {
  readonly title: string;
  readonly bins: readonly ReliabilityBin[];
  /** Groups of people, each by its means. */
  readonly marks: readonly {
    readonly name: string;
    readonly expectedMm: number;
    readonly trueMm: number;
  }[];
}

const PLOT_PX = 330;
const MARGIN = { left: 58, right: 22, top: 34, bottom: 46 };
const WIDTH = MARGIN.left + PLOT_PX + MARGIN.right;
const HEIGHT = MARGIN.top + PLOT_PX + MARGIN.bottom;
const INK = '#222';
const FAINT = '#ddd';
const BINS = '#1f5fa8';
const MARKS = '#b4511b';

function drawPanel({ title, bins, marks }: Panel, left: number): string {
  const most = 1.06 * Math.max(...bins.map(({ highMm }) => highMm), ...marks.map((m) => m.trueMm));
  const x = (mm: number): string => (left + MARGIN.left + (mm / most) * PLOT_PX).toFixed(1);
  const y = (mm: number): string => (MARGIN.top + PLOT_PX - (mm / most) * PLOT_PX).toFixed(1);
  const grid = ticks(0, most).map(
    (mm) =>
      `<path d="M${x(0)} ${y(mm)}H${x(most)}M${x(mm)} ${y(0)}V${y(most)}" stroke="${FAINT}"/>` +
      `<text x="${x(0)}" y="${y(mm)}" dx="-6" dy="4" text-anchor="end">${mm}</text>` +
      `<text x="${x(mm)}" y="${y(0)}" dy="16" text-anchor="middle">${mm}</text>`,
  );
  const whiskers = bins.map(
    ({ expectedMm, lowMm, highMm }) =>
      `<path d="M${x(expectedMm)} ${y(lowMm)}V${y(highMm)}" stroke="${BINS}" stroke-opacity=".35" stroke-width="5"/>`,
  );
  const line = bins.map(({ expectedMm, trueMm }) => `${x(expectedMm)} ${y(trueMm)}`).join('L');
  const dots = bins.map(
    ({ expectedMm, trueMm }) =>
      `<circle cx="${x(expectedMm)}" cy="${y(trueMm)}" r="3.5" fill="${BINS}"/>`,
  );
  const groups = marks.map(
    ({ name, expectedMm, trueMm }) =>
      `<path d="M${x(expectedMm)} ${y(trueMm)}m-4 -4l8 8m0 -8l-8 8" stroke="${MARKS}" stroke-width="1.6"/>` +
      `<text x="${x(expectedMm)}" y="${y(trueMm)}" dx="7" dy="12" fill="${MARKS}">${escapeHtml(name)}</text>`,
  );
  const middle = (left + MARGIN.left + PLOT_PX / 2).toFixed(1);
  return [
    ...grid,
    `<path d="M${x(0)} ${y(0)}L${x(most)} ${y(most)}" stroke="${INK}" stroke-dasharray="4 4"/>`,
    ...whiskers,
    `<path d="M${line}" fill="none" stroke="${BINS}" stroke-width="1.6"/>`,
    ...dots,
    ...groups,
    `<text x="${middle}" y="20" text-anchor="middle" font-size="14">${escapeHtml(title)}</text>`,
    `<text x="${middle}" y="${HEIGHT - 8}" text-anchor="middle">expected error, mm</text>`,
    `<text transform="translate(${left + 14} ${MARGIN.top + PLOT_PX / 2}) rotate(-90)" text-anchor="middle">true error, mm</text>`,
  ].join('\n');
}

/** Panels beside each other, on white. */
export function reliabilityPlot(panels: readonly Panel[]): string {
  const width = panels.length * WIDTH;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" font-family="sans-serif" font-size="11" fill="${INK}">
<rect width="100%" height="100%" fill="#fff"/>
${panels.map((panel, i) => drawPanel(panel, i * WIDTH)).join('\n')}
</svg>
`;
}
