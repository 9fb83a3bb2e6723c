/** @file What is printed of a run over real frames with 3D truth: errors by joint, drift to the box, expected errors. */

import {
  bootstrapStatistic,
  meanOf,
  reliabilityBins,
  spearman,
} from '../../src/evaluation/index.ts';
import type { FrameItem } from './frames3d.ts';
import { LIMBS } from './limbs.ts';
import { DRAWS, groupedBy, printTable, strataOf, withInterval } from './summary.ts';

const PARTS = [...new Set(LIMBS.map((name) => name.replace(/^(left|right)_/, '')))];
/** Below this spread of true offsets there is no slope to speak of. */
const LEAST_SPREAD = 1e-6;

/** Mean over frames of a group, then over groups. */
function groupMean(rows: readonly { readonly cluster: string; readonly value: number }[]): number {
  const groups = [...groupedBy(rows, ({ cluster }) => cluster).values()];
  return meanOf(groups.map((own) => meanOf(own.map(({ value }) => value))));
}

/** Errors of each joint, left and right together. */
export function printByJoint(items: readonly FrameItem[]): void {
  const rows = strataOf(items).flatMap(([source, own]) =>
    (['paByJoint', 'byJoint'] as const).flatMap((key) => {
      const scored = own.flatMap(({ cluster, [key]: errors }) =>
        errors === undefined ? [] : [{ cluster, errors }],
      );
      if (scored.length === 0) return [];
      const cells = PARTS.map((_, part) =>
        groupMean(
          scored.map(({ cluster, errors }) => ({
            cluster,
            value: (errors[2 * part] + errors[2 * part + 1]) / 2,
          })),
        ).toFixed(0),
      );
      return [[source, key === 'paByJoint' ? 'PA' : 'MPJPE', ...cells]];
    }),
  );
  console.log('\nerrors by joint, mm');
  printTable(['', '', ...PARTS], rows);
}

/** Sums of a regression of y on x over some points. */
type Moments = readonly [n: number, x: number, y: number, xx: number, xy: number];

function momentsOf(pairs: readonly (readonly [x: number, y: number])[]): Moments {
  return pairs.reduce<Moments>(
    ([n, sx, sy, xx, xy], [x, y]) => [n + 1, sx + x, sy + y, xx + x * x, xy + x * y],
    [0, 0, 0, 0, 0],
  );
}

/** Covariance and variance of all points together, times their number. */
function spreadOf(moments: readonly Moments[]): { readonly xy: number; readonly xx: number } {
  const [n, x, y, xx, xy] = [0, 1, 2, 3, 4].map((k) => moments.reduce((sum, m) => sum + m[k], 0));
  return { xy: xy - (x * y) / n, xx: xx - (x * x) / n };
}

/** Least squares with an intercept for each axis. @param groups moments of each axis. */
function slopeOf(groups: readonly (readonly Moments[])[]): number {
  const axes = groups[0].map((_, axis) => spreadOf(groups.map((group) => group[axis])));
  const sum = (key: 'xy' | 'xx'): number => axes.reduce((all, spread) => all + spread[key], 0);
  return sum('xy') / sum('xx');
}

/**
 * The slope of the predicted to the true offset of the body from the middle of its box: 1 where a body stands where it
 * is, 0 where it stands wherever the box is. Of nothing when boxes are the joints' own.
 */
export function printDrift(items: readonly FrameItem[]): void {
  const rows = [...strataOf(items), ['all', items] as const].flatMap(([source, own]) => {
    const known = own.flatMap(({ cluster, offset }) =>
      offset === undefined ? [] : [{ cluster, offset }],
    );
    const groups = [...groupedBy(known, ({ cluster }) => cluster).values()].map((frames) =>
      [0, 1].map((axis) =>
        momentsOf(frames.map(({ offset }) => [offset.truth[axis], offset.predicted[axis]])),
      ),
    );
    if (known.length === 0) return [];
    const spread = spreadOf(groups.flat()).xx / (2 * known.length);
    if (spread < LEAST_SPREAD) return [];
    const slopes = [[0, 1], [0], [1]].map((axes) => {
      const some = groups.map((group) => axes.map((axis) => group[axis]));
      const interval = bootstrapStatistic([some], ([drawn]) => slopeOf(drawn), { draws: DRAWS });
      return withInterval(slopeOf(some), interval, 2);
    });
    return [[source, String(known.length), Math.sqrt(spread).toFixed(3), ...slopes]];
  });
  if (rows.length === 0) {
    console.log(
      '\ndrift to the box: boxes stand on the joints, there is no offset (--shift, --finder)',
    );
    return;
  }
  console.log(
    '\npredicted by true offset of the body from the middle of its box (slope; 1 is right)',
  );
  printTable(['', 'frames', 'true offset, rms / side', 'both axes', 'x', 'y'], rows);
}

interface Judged {
  readonly cluster: string;
  readonly expected: number;
  readonly error: number;
}

function judgedBy(items: readonly FrameItem[], key: 'pa' | 'mpjpe'): Judged[] {
  return items.flatMap(({ cluster, expectedMm, scores }) => {
    const error = scores[key] ?? null;
    return expectedMm === undefined || error === null
      ? []
      : [{ cluster, expected: expectedMm, error }];
  });
}

const rankOf = (judged: readonly Judged[]): number =>
  spearman(
    judged.map(({ expected }) => expected),
    judged.map(({ error }) => error),
  );

function rankCell(judged: readonly Judged[]): string {
  if (judged.length < 3) return '–';
  const groups = [...groupedBy(judged, ({ cluster }) => cluster).values()];
  const interval = bootstrapStatistic([groups], ([drawn]) => rankOf(drawn.flat()), {
    draws: DRAWS / 5,
  });
  return withInterval(rankOf(judged), interval, 2);
}

/** Whether what the result expects is worth believing; nothing for results that expect nothing. */
export function printExpected(items: readonly FrameItem[]): void {
  if (judgedBy(items, 'pa').length === 0) {
    console.log('\nexpected error: the results have none');
    return;
  }
  console.log('\nexpected and true error, rank correlation (Spearman)');
  printTable(
    ['', 'with MPJPE', 'with PA-MPJPE'],
    [...strataOf(items), ['all', items] as const].map(([source, own]) => [
      source,
      rankCell(judgedBy(own, 'mpjpe')),
      rankCell(judgedBy(own, 'pa')),
    ]),
  );
  const metrics = ['mpjpe', 'pa'] as const;
  printTable(
    ['frames by rising expectation', 'frames', 'expected mm', 'true mm', 'a tenth below … above'],
    metrics.flatMap((key) => {
      const judged = judgedBy(items, key);
      const bins = reliabilityBins(
        judged.map(({ expected }) => expected),
        judged.map(({ error }) => error),
        5,
      );
      return bins.map(({ people, expectedMm, trueMm, lowMm, highMm }) => [
        key === 'pa' ? 'PA-MPJPE' : 'MPJPE',
        String(people),
        expectedMm.toFixed(0),
        trueMm.toFixed(0),
        `${lowMm.toFixed(0)} … ${highMm.toFixed(0)}`,
      ]);
    }),
  );
  printLevels(items);
}

function printLevels(items: readonly FrameItem[]): void {
  const levelled = items.filter(({ level }) => level !== undefined);
  if (levelled.length === 0) return;
  const rows = [...groupedBy(levelled, ({ level }) => level ?? '')].map(([level, own]) => {
    const mean = (key: 'pa' | 'mpjpe'): string => {
      const errors = judgedBy(own, key).map(({ error }) => error);
      return errors.length === 0 ? '–' : meanOf(errors).toFixed(0);
    };
    const expected = meanOf(judgedBy(own, 'pa').map((judged) => judged.expected));
    return [level, String(own.length), expected.toFixed(0), mean('mpjpe'), mean('pa')];
  });
  printTable(['level', 'frames', 'expected mm', 'MPJPE', 'PA-MPJPE'], rows);
}
