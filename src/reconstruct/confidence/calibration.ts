/**
 * @file From evidence to an expected error in millimetres: a linear score of the logarithm of the error, then a
 * monotone curve. Its numbers hold for one file of weights and are found by its hash; `tools/light/calibrate.ts`
 * makes them.
 */

import * as z from 'zod';
import { MAX_ROIS } from '../../camera/index.ts';
import { checkedAs, parseJson } from '../../format/index.ts';
import type { ResultExpectedError } from '../../result/index.ts';
import { JOINT_EVIDENCE, PERSON_EVIDENCE, type Evidence } from './evidence.ts';

/** What evidence says before the curve: evidence is clipped to what was seen, weighted and added up. */
export interface Score {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
}

/** Millimetres by score: linear between the knots, level beyond the outermost; none of them ever falls. */
export interface Curve {
  readonly scores: readonly number[];
  readonly meanMm: readonly number[];
}

/** Of a person also the range that holds four of five errors. */
export interface RangeCurve extends Curve {
  readonly lowMm: readonly number[];
  readonly highMm: readonly number[];
}

/** What holds for one number of regions. */
export interface RoiCalibration {
  readonly rois: number;
  readonly person: { readonly score: Score; readonly curve: RangeCurve };
  /** `[23]`: joints 1 … 23, each by the person's evidence and then its own. */
  readonly joints: readonly { readonly score: Score; readonly curve: Curve }[];
  /** Root mean square error of each beta [10], the same for everybody: no evidence tells whose shape is right. */
  readonly betasSd: readonly number[];
}

/** What makes expected errors of evidence, for one file of weights. */
export interface Calibration {
  /** SHA-256 of the weights, hexadecimal. */
  readonly weights: string;
  /** Synthetic people that it was fitted to. */
  readonly people: number;
  readonly byRois: readonly RoiCalibration[];
}

const MAX_KNOTS = 64;
const MAX_TEXT = 16 * 1024 * 1024;

function rises(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value >= values[i - 1]);
}

const finite = z.number();
const score = (length: number): z.ZodType<Score> =>
  z.strictObject({
    low: z.array(finite).length(length),
    high: z.array(finite).length(length),
    weights: z.array(finite).length(length),
    bias: finite,
  });
const rising = z.array(finite).min(1).max(MAX_KNOTS).refine(rises, 'expected numbers that rise');
const sameLengths = (curve: object): boolean =>
  new Set(Object.values(curve).map((values: readonly number[]) => values.length)).size === 1;
const curve = z
  .strictObject({ scores: rising, meanMm: rising })
  .refine(sameLengths, 'expected as many millimetres as scores');
const rangeCurve = z
  .strictObject({ scores: rising, meanMm: rising, lowMm: rising, highMm: rising })
  .refine(sameLengths, 'expected as many millimetres as scores');
const P = PERSON_EVIDENCE.length;
const BETAS = 10;

const fileSchema: z.ZodType<{ format: 1; calibrations: Calibration[] }> = z.strictObject({
  format: z.literal(1),
  calibrations: z
    .array(
      z.strictObject({
        weights: z.string().regex(/^[0-9a-f]{64}$/),
        people: z.int().positive(),
        byRois: z
          .array(
            z.strictObject({
              rois: z.int().min(1).max(MAX_ROIS),
              person: z.strictObject({ score: score(P), curve: rangeCurve }),
              joints: z
                .array(z.strictObject({ score: score(P + JOINT_EVIDENCE.length), curve }))
                .length(23),
              betasSd: z.array(z.number().nonnegative()).length(BETAS),
            }),
          )
          .max(MAX_ROIS),
      }),
    )
    .max(100),
});

/** The asset that holds the calibrations of the shipped weights. */
export const CALIBRATIONS_ASSET = 'weights/confidence.json';

/** One calibration of a file. */
export interface CalibrationKey {
  readonly weights: string;
  readonly rois: number;
}

/** What is unknown may have a property. */
type Loose<K extends string> = { readonly [key in K]?: unknown } | null | undefined;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The file as if it held one calibration alone; a value without lists stays as it is. */
function alone(value: unknown, { weights, rois }: CalibrationKey): unknown {
  const all = (value as Loose<'calibrations'>)?.calibrations;
  if (!Array.isArray(all)) return value;
  const own = all.filter((each: Loose<'weights'>) => each?.weights === weights);
  const calibrations = own.map((each: Loose<'byRois'>) => ({
    ...each,
    byRois: listOf(each?.byRois).filter((one) => (one as Loose<'rois'>)?.rois === rois),
  }));
  return { ...(value as object), calibrations };
}

/**
 * @param only the calibration that is asked for: the others, which take most of the time, are not looked at.
 * @throws E_FORMAT with every problem found.
 */
export function parseCalibrations(text: string, only?: CalibrationKey): readonly Calibration[] {
  const hint = 'calibrate again: tools/light/calibrate.ts';
  const all = parseJson('parseCalibrations', text, { maxLength: MAX_TEXT, hint });
  const value = only === undefined ? all : alone(all, only);
  return checkedAs('parseCalibrations', fileSchema, value, { root: 'calibrations' }).calibrations;
}

/** A calibration of the same weights takes the place of an older one. */
export function calibrationsText(all: readonly Calibration[], added: Calibration): string {
  const others = all.filter(({ weights }) => weights !== added.weights);
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(5)) : value;
  return `${JSON.stringify({ format: 1, calibrations: [...others, added] }, rounded)}\n`;
}

/** Weighted sum of evidence that is clipped to what was seen when it was fitted. */
export function scoreOf({ low, high, weights, bias }: Score, evidence: ArrayLike<number>): number {
  return weights.reduce(
    (sum, weight, i) => sum + weight * Math.min(Math.max(evidence[i], low[i]), high[i]),
    bias,
  );
}

/** A curve at a score. */
export function readCurve(
  scores: readonly number[],
  values: readonly number[],
  score: number,
): number {
  const right = scores.findIndex((knot) => knot > score);
  if (right === 0) return values[0];
  if (right < 0) return values[values.length - 1];
  const share = (score - scores[right - 1]) / (scores[right] - scores[right - 1]);
  return values[right - 1] + share * (values[right] - values[right - 1]);
}

/** What is known of a joint: of the person, then of itself. */
export function jointEvidence({ person, joints }: Evidence, joint: number): Float64Array {
  const own = JOINT_EVIDENCE.length;
  const all = new Float64Array(person.length + own);
  all.set(person);
  all.set(joints.subarray(joint * own, (joint + 1) * own), person.length);
  return all;
}

/** How wrong an answer with this evidence was, on average. */
export function expectedError(
  { person, joints, betasSd }: RoiCalibration,
  evidence: Evidence,
): ResultExpectedError {
  const { scores, meanMm, lowMm, highMm } = person.curve;
  const score = scoreOf(person.score, evidence.person);
  const read = (values: readonly number[]): number => readCurve(scores, values, score);
  return {
    meanMm: read(meanMm),
    rangeMm: [read(lowMm), read(highMm)],
    jointsMm: {
      smpl24: [
        0,
        ...joints.map((joint, j) => {
          const own = scoreOf(joint.score, jointEvidence(evidence, j + 1));
          return readCurve(joint.curve.scores, joint.curve.meanMm, own);
        }),
      ],
    },
    betasSd: [...betasSd],
  };
}
