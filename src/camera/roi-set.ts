/**
 * @file The set of RoIs as data: where each lies relative to the base box and how large it is.
 * Nie et al. 2024 §3.5; the larger set is the one of the authors' later code.
 */

import * as z from 'zod';
import { MultiRoiError } from '../base/index.ts';
import { checkedAs, parseJson } from '../format/index.ts';

/** M RoIs relative to the base box of height b. Row 0 is the base box itself. */
export interface RoiSet {
  readonly id: string;
  /** Shifts of the centre [M, 2] in units of the base b (not of the rescaled one); x right, y down. */
  readonly offsets: readonly (readonly [number, number])[];
  /** Factors on b [M]. */
  readonly scales: readonly number[];
}

/** §3.5: each shift is paired with one resizing factor. M < 5 takes the first rows. */
export const PAPER5: RoiSet = {
  id: 'paper5',
  // oxfmt-ignore
  offsets: [[0, 0], [0.1, 0], [-0.1, 0], [0, 0.1], [0, -0.1]],
  scales: [1, 1.5, 1.25, 0.8, 0.65],
};

/**
 * §3.5's shifts with factors that keep the person inside: what a frozen pose encoder sees of a person whose limbs are
 * cut off is worth little (its presence flag falls below one half in 29 % of crops at factor 0.8, 42 % at 0.65).
 */
export const WIDE5: RoiSet = {
  id: 'wide5',
  offsets: PAPER5.offsets,
  scales: [1, 1.5, 1.25, 1.1, 1.1],
};

/** Diagonal shifts added and the factors respaced, for M = 6 … 9. */
export const EXTENDED9: RoiSet = {
  id: 'extended9',
  // oxfmt-ignore
  offsets: [
    [0, 0], [0.1, 0], [-0.1, 0], [0, 0.1], [0, -0.1],
    [0.1, 0.1], [-0.1, -0.1], [0.1, -0.1], [-0.1, 0.1],
  ],
  scales: [1, 1.6, 1.45, 1.3, 1.15, 0.85, 0.7, 0.55, 0.4],
};

/**
 * The published set that holds `count` RoIs.
 * @throws E_CONFIG unless 1 ≤ count ≤ 9.
 */
export function roiSetFor(count: number): RoiSet {
  if (Number.isInteger(count) && count >= 1) {
    if (count <= PAPER5.scales.length) return PAPER5;
    if (count <= EXTENDED9.scales.length) return EXTENDED9;
  }
  throw new MultiRoiError(
    'E_CONFIG',
    `roiSetFor: expected 1 to ${EXTENDED9.scales.length} RoIs, got ${count}; give a set of your own`,
  );
}

/** More RoIs than this is a mistake: memory and time grow with M, the relation with M². */
export const MAX_ROIS = 64;
/** A RoI-set file is a few hundred bytes. */
const MAX_TEXT = 100_000;

/** A set that came from outside. */
export const roiSetSchema: z.ZodType<RoiSet> = z
  .strictObject({
    id: z.string().min(1).max(100),
    offsets: z
      .array(z.tuple([z.number().min(-100).max(100), z.number().min(-100).max(100)]))
      .min(1)
      .max(MAX_ROIS),
    scales: z.array(z.number().min(0.01).max(100)).min(1).max(MAX_ROIS),
  })
  .superRefine(({ offsets, scales }, context) => {
    const problem = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (offsets.length !== scales.length) {
      problem(
        'scales',
        `expected as many scales as offsets, got ${scales.length} and ${offsets.length}`,
      );
    }
    if (offsets.at(0)?.some((shift) => shift !== 0) === true) {
      problem('offsets', 'expected [0, 0] first, because RoI 0 is the box itself');
    }
    if (scales.length > 0 && scales[0] !== 1)
      problem('scales', 'expected 1 first, because RoI 0 is the box itself');
  });

/**
 * Reads a set from JSON: `{ "id": "wide3", "offsets": [[0, 0], …], "scales": [1, …] }`; offsets [M, 2] in heights of
 * the base box, x right and y down, scales [M].
 * @throws E_FORMAT with every problem found.
 * @example
 * ```ts
 * import { parseRoiSet } from 'multiroi';
 * import { MultiRoi } from 'multiroi/node';
 *
 * const rois = parseRoiSet('{ "id": "two", "offsets": [[0, 0], [0.1, 0]], "scales": [1, 1.5] }');
 * const hmr = await MultiRoi.load({ rois });
 * console.log(hmr.model.rois); // 2
 * await hmr.dispose();
 * ```
 */
export function parseRoiSet(json: string): RoiSet {
  const value = parseJson('parseRoiSet', json, { maxLength: MAX_TEXT });
  return checkedAs('parseRoiSet', roiSetSchema, value, { root: 'set' });
}

/**
 * Refuses a set that a program made and that makes no sense.
 * @throws E_RANGE with every problem found.
 */
export function checkRoiSet(who: string, set: RoiSet): void {
  checkedAs(who, roiSetSchema, set, { code: 'E_RANGE', root: 'set' });
}
