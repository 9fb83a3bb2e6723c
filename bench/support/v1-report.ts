/** @file The table of results on `synthetic-v1`: rows as JSON, and as the tables of a page. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SYNTHETIC_V1 } from '../../src/synthetic/index.ts';
import { writeWhole } from '../../src/node/index.ts';

/** A mean with its 95 % interval. */
export type Interval = readonly [mean: number, low: number, high: number];

export interface Errors {
  readonly mpjpeMm: Interval;
  readonly paMpjpeMm: Interval;
}

/** Errors by stratum, and `all`. */
type ByStratum = Readonly<Record<string, Errors>>;

export interface Row {
  readonly name: string;
  /** Encoder, regions and roll. */
  readonly look: string;
  /** First digits of the weights' SHA-256. */
  readonly weights?: string;
  readonly joints24?: ByStratum;
  readonly limbs: ByStratum;
}

export interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly joints: 12 | 24;
  /** What `to` is better by. */
  readonly gain: ByStratum;
}

export interface Results {
  readonly rows: readonly Row[];
  readonly comparisons: readonly Comparison[];
}

export async function readResults(path: string): Promise<Results> {
  const text = await readFile(path, 'utf8').catch(() => '{"rows":[],"comparisons":[]}');
  return JSON.parse(text) as Results;
}

/** Later entries of the same key replace earlier ones, in their place. */
function merged<T>(old: readonly T[], fresh: readonly T[], key: (entry: T) => string): T[] {
  const byKey = new Map(old.map((entry) => [key(entry), entry]));
  for (const entry of fresh) byKey.set(key(entry), entry);
  return [...byKey.values()];
}

const COLUMNS = [...SYNTHETIC_V1.strata.map(({ name }) => name), 'all'];
const half = ([mean, low, high]: Interval): string =>
  `${mean.toFixed(0)} ± ${((high - low) / 2).toFixed(0)}`;
const range = ([mean, low, high]: Interval): string =>
  `${mean.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;

function table(first: string, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line([first, ...COLUMNS]),
    line([first, ...COLUMNS].map(() => '---')),
    ...rows.map(line),
  ].join('\n');
}

function errorTable(rows: readonly Row[], of: (row: Row) => ByStratum | undefined): string {
  const cells = rows.flatMap((row) => {
    const errors = of(row);
    if (errors === undefined) return [];
    return [
      [
        row.name,
        ...COLUMNS.map((c) => `${half(errors[c].mpjpeMm)} / ${half(errors[c].paMpjpeMm)}`),
      ],
    ];
  });
  return table('MPJPE / PA-MPJPE, mm', cells);
}

function page({ rows, comparisons }: Results): string {
  const people = SYNTHETIC_V1.strata.map(({ name, count }) => `${name} ${count}`).join(', ');
  const gains = comparisons.map(({ from, to, joints, gain }) => [
    `${from} → ${to} (${joints} joints)`,
    ...COLUMNS.map((c) => `${range(gain[c].mpjpeMm)} / ${range(gain[c].paMpjpeMm)}`),
  ]);
  const looks = rows.map(
    ({ name, look, weights }) =>
      `| ${name} | ${look} | ${weights === undefined ? '' : `\`${weights}\``} |`,
  );
  return `# synthetic-v1

Errors on the frozen synthetic benchmark: ${people}. Its people are drawn from clips that training never meets, and its
pixels are the same on every machine (\`src/synthetic/benchmark.ts\`). Everybody gets the same boxes, those of the
true joints moved as a detector's are. Written by

\`\`\`
npx tsx src/cli/main.ts synth --benchmark synthetic-v1 --out v1
npx tsx bench/synthetic-v1.ts --data v1 --features features --landmarks full,heavy --weights name=file,…
\`\`\`

± is half the 95 % interval of the mean when people are drawn again (bootstrap, 2000 draws); it says nothing of another
training run.

## 24 joints of SMPL, aligned at the pelvis

${errorTable(rows, ({ joints24 }) => joints24)}

## 12 limb joints, aligned between the hips

BlazePose's own world landmarks stand here for comparison; they have no other joints in common with SMPL, and their
joints are defined a little differently.

${errorTable(rows, ({ limbs }) => limbs)}

## Gains, person by person

Millimetres by which the second is better, with the 95 % interval of the paired bootstrap.

${table('gain in MPJPE / PA-MPJPE, mm', gains)}

## Rows

| row | encoder, regions, roll | SHA-256 of the weights |
| --- | --- | --- |
${looks.join('\n')}
`;
}

/** One entry a line, hundredths of a millimetre. */
function textOf({ rows, comparisons }: Results): string {
  const lines = (entries: readonly object[]): string =>
    entries.map((entry) => JSON.stringify(entry, rounded)).join(',\n');
  return `{"rows":[\n${lines(rows)}\n],"comparisons":[\n${lines(comparisons)}\n]}\n`;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(100 * value) / 100 : value;
}

/** Writes `synthetic-v1.json` and `synthetic-v1.md` into a folder. */
export async function writeResults(
  out: string,
  old: Results,
  rows: readonly Row[],
  comparisons: readonly Comparison[],
): Promise<void> {
  const results: Results = {
    rows: merged(old.rows, rows, ({ name }) => name),
    comparisons: merged(old.comparisons, comparisons, ({ from, to }) => `${from} → ${to}`),
  };
  await writeWhole(join(out, 'synthetic-v1.json'), textOf(results));
  await writeWhole(join(out, 'synthetic-v1.md'), page(results));
}
