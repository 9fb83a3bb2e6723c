/**
 * @file Finished cells as lines of JSON, which are committed: an ablation goes on from them on any machine. Rows of
 * another definition are refused, since their numbers cannot stand in one table with these.
 */

import { z } from 'zod';
import { messageOf, MultiRoiError, throwIssues, type Issue } from '../../base/index.ts';
import { checkedAs } from '../../format/index.ts';

/** Means over the held-out people. */
export interface CellScore {
  readonly mpjpeMm: number;
  readonly paMpjpeMm: number;
}

/** A cell trained with one seed, with its errors in millimetres. */
export interface CellRow extends CellScore {
  readonly kind: 'cell';
  readonly cell: string;
  readonly seed: number;
  /** Of the definition (`cellDigest`). */
  readonly digest: string;
  /** Mean error of the depth over the depth, percent. */
  readonly depthPercent: number;
  /** How far apart a person's regions put it, standard deviation. */
  readonly cameraSpreadMm: number;
  /** People whom a region puts behind the camera, who count for neither of the two. */
  readonly unplaced: number;
  /** L_2D of training, unweighted, mean over the last epoch. */
  readonly joints2d: number;
  /** Means over groups of held-out people, in one order for all rows. */
  readonly groups: { readonly [score in keyof CellScore]: readonly number[] };
  /** Scores on the way; empty for most cells. */
  readonly curve: readonly (CellScore & { readonly epoch: number })[];
  /** Wall clock of training and scoring; other work may have run beside it. */
  readonly seconds: number;
  /** Versions and machine. */
  readonly on: string;
}

/** How fast a network of so many regions reconstructs people on a machine. */
export interface SpeedRow {
  readonly kind: 'speed';
  readonly rois: number;
  /** One person at a time, from crops to mesh and camera. */
  readonly peoplePerSecond: number;
  readonly on: string;
}

/** A line of an ablation file. */
export type AblationRow = CellRow | SpeedRow;

const positive = z.number().min(0);
const score = { mpjpeMm: positive, paMpjpeMm: positive };
const rowSchema: z.ZodType<AblationRow> = z.union([
  z.strictObject({
    kind: z.literal('speed'),
    rois: z.int().min(1),
    peoplePerSecond: z.number().gt(0),
    on: z.string(),
  }),
  z.strictObject({
    kind: z.literal('cell'),
    cell: z.string(),
    seed: z.int(),
    digest: z.string(),
    ...score,
    depthPercent: positive,
    cameraSpreadMm: positive,
    unplaced: z.int().min(0),
    joints2d: positive,
    groups: z.strictObject({ mpjpeMm: z.array(positive), paMpjpeMm: z.array(positive) }),
    curve: z.array(z.strictObject({ epoch: positive, ...score })),
    seconds: positive,
    on: z.string(),
  }),
]);

/** All lines of an ablation file, by kind. */
export interface AblationRows {
  readonly cells: readonly CellRow[];
  /** The last of each number of regions. */
  readonly speeds: readonly SpeedRow[];
}

/** A row as a line of JSON. */
export function formatRow(given: AblationRow): string {
  return `${JSON.stringify(given)}\n`;
}

/**
 * Reads rows. What stands behind the last line's end is the half line of a killed run, and is dropped.
 * @param digests of every cell, by its id.
 * @throws E_FORMAT for lines that are no rows, E_CONFIG for rows of another definition.
 */
export function parseRows(text: string, digests: ReadonlyMap<string, string>): AblationRows {
  const cells = new Map<string, CellRow>();
  const speeds = new Map<number, SpeedRow>();
  const foreign: Issue[] = [];
  for (const [i, line] of text.split('\n').slice(0, -1).entries()) {
    const read = parseRow(line, i + 1);
    if (read.kind === 'speed') {
      speeds.set(read.rois, read);
      continue;
    }
    const { cell, seed, digest } = read;
    const wanted = digests.get(cell);
    const key = `${cell} ${seed}`;
    const path = `line ${i + 1} (${cell}, seed ${seed})`;
    if (digest !== wanted) {
      const message = `expected the definition ${wanted ?? 'of a known cell'}, got ${digest}`;
      foreign.push({ path, message });
    } else if (cells.has(key))
      foreign.push({ path, message: 'expected each cell once, got it again' });
    else cells.set(key, read);
  }
  throwIssues('E_CONFIG', 'ablate', foreign);
  return { cells: [...cells.values()], speeds: [...speeds.values()] };
}

function parseRow(line: string, number: number): AblationRow {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new MultiRoiError(
      'E_FORMAT',
      `ablate: expected a row of JSON, got other text (line ${number}: ${messageOf(cause)})`,
      { cause },
    );
  }
  return checkedAs(`ablate: line ${number}`, rowSchema, value);
}

/**
 * Means over groups of neighbours of equal size, to a hundredth. @throws E_SHAPE when the values do not fill the
 * groups.
 */
export function groupMeans(values: ArrayLike<number>, groups: number): number[] {
  const size = values.length / groups;
  if (!Number.isInteger(size) || size === 0) {
    throw new MultiRoiError(
      'E_SHAPE',
      `groupMeans: expected a multiple of ${groups} values, got ${values.length}`,
    );
  }
  return Array.from({ length: groups }, (_, g) => {
    let sum = 0;
    for (let i = g * size; i < (g + 1) * size; i++) sum += values[i];
    return Math.round((100 * sum) / size) / 100;
  });
}
