/** @file docs/results/confidence.md and .json: how well expected errors were kept on `synthetic-v1`, for each weights file. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reliability } from '../../src/evaluation/index.ts';
import { writeWhole } from '../../src/node/index.ts';

/** One weights file. */
export interface ConfidenceRow {
  readonly name: string;
  /** SHA-256. */
  readonly weights: string;
  /** Of the calibration. */
  readonly people: number;
  readonly command: string;
  /** Of the person's mean error, by number of regions. */
  readonly byRois: Readonly<Record<string, Reliability>>;
  /** The same of the most regions, by stratum. */
  readonly byStratum: Readonly<Record<string, Reliability>>;
  /** The single joints, of the most regions. */
  readonly byJoint: Readonly<Record<string, Reliability>>;
  /** Spearman of what stands in results beside it: each evidence alone, of the most regions. */
  readonly alone: Readonly<Record<string, number>>;
  /** Of each beta, of the most regions. */
  readonly betas: readonly BetaError[];
}

/** How well one component of the shape is known. */
export interface BetaError {
  /** Pearson's, of what was predicted and the truth. */
  readonly correlation: number;
  /** Root mean square error, and what the mean shape's would be. */
  readonly rms: number;
  readonly rmsOfMean: number;
  /** What results say of it (`betasSd`). */
  readonly expected: number;
}

const COLUMNS = ['people', 'expected, mm', 'true, mm', 'Spearman', 'slope', 'inside of the range'];

function table(first: string, rows: Readonly<Record<string, Reliability>>): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = Object.entries(rows).map(([name, of]) =>
    line([
      name,
      String(of.people),
      of.expectedMm.toFixed(1),
      of.trueMm.toFixed(1),
      of.spearman.toFixed(2),
      of.slope.toFixed(2),
      of.coverage === null ? '–' : `${(100 * of.coverage).toFixed(0)} %`,
    ]),
  );
  return [line([first, ...COLUMNS]), line([first, ...COLUMNS].map(() => '---')), ...lines].join(
    '\n',
  );
}

function shapeTable(betas: readonly BetaError[]): string {
  const row = (name: string, of: (beta: BetaError) => number): string =>
    `| ${name} | ${betas.map((beta) => of(beta).toFixed(2)).join(' | ')} |`;
  return [
    `| beta | ${betas.map((_, s) => s).join(' | ')} |`,
    `| --- | ${betas.map(() => '---').join(' | ')} |`,
    row('correlation with the truth', ({ correlation }) => correlation),
    row('error, root mean square', ({ rms }) => rms),
    row('the same of the mean shape', ({ rmsOfMean }) => rmsOfMean),
    row('`betasSd`', ({ expected }) => expected),
  ].join('\n');
}

function section(row: ConfidenceRow): string {
  const alone = Object.entries(row.alone)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .map(([name, value]) => `${name} ${value.toFixed(2)}`);
  return `## ${row.name}

Weights \`${row.weights.slice(0, 12)}\`, calibrated on ${row.people} synthetic people:

\`\`\`
${row.command}
\`\`\`

![Reliability of ${row.name}: people and joints](confidence-${row.name}.svg)

${table('regions', row.byRois)}

${table('stratum', row.byStratum)}

${table('joint', row.byJoint)}

Spearman of each evidence alone: ${alone.join(', ')}.

Shape:

${shapeTable(row.betas)}
`;
}

function page(rows: readonly ConfidenceRow[]): string {
  return `# Expected errors on synthetic-v1

How the expected errors of results (docs/confidence.md) compare with the true ones on the frozen synthetic benchmark, whose pictures no
calibration sees; its poses and those of the calibration are drawn from the same held-out clips. The true error is the mean distance of the
24 joints, or the distance of one, with the pelvis in one place. *Slope* is that of the true error by the expected one: 1 is calibrated.
*Inside of the range*: how many true errors lie in \`rangeMm\`, which is meant to hold 80 %. In the plots, dots are tenths of all people by
expected error with the range of the middle 80 % of their true errors; crosses are strata.

${rows.map(section).join('\n')}`;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

/** Writes a row into the page, in the place of one of the same name. */
export async function writeConfidencePage(folder: string, row: ConfidenceRow): Promise<void> {
  const path = join(folder, 'confidence.json');
  const text = await readFile(path, 'utf8').catch(() => '[]');
  const old = JSON.parse(text) as ConfidenceRow[];
  const rows = [...old.filter(({ name }) => name !== row.name), row];
  await writeWhole(path, `${JSON.stringify(rows, rounded, 1)}\n`);
  await writeWhole(join(folder, 'confidence.md'), page(rows));
}
