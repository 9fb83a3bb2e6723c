/**
 * @file Who is who from frame to frame. Each pair of a known person and a sighting has a cost, the negative logarithm of how much likelier
 * the pair is than a stranger: by where the person was about to be, by their key-points and by what they wear. The cheapest way to pair all of them
 * is taken, so two who cross are told apart by all there is.
 */

import type { Box } from '../camera/index.ts';
import { exp } from '../base/index.ts';
import { intersectionOverUnion } from '../detect/index.ts';
import { assignRows } from '../math/index.ts';
import { appearanceSimilarity } from './appearance.ts';
import { BoxMotion } from './box-motion.ts';

/** Somebody who is seen in a frame. */
export interface SightedBox {
  readonly box: Box;
  readonly score: number;
  /** COCO's 17: x, y, score; null when nobody looked. */
  readonly keypoints: readonly (readonly [x: number, y: number, score: number])[] | null;
  /** By `appearanceOf`; null when nobody looked. */
  readonly appearance: ArrayLike<number> | null;
}

export interface IdentityOptions {
  /** What a pair may cost before somebody is rather a stranger. */
  readonly stranger: number;
  /** Weight of key-points; halves every `keypointsKeptS`. */
  readonly keypoints: number;
  readonly keypointsKeptS: number;
  /** Weight of clothes, and the similarity that speaks neither for nor against. */
  readonly clothes: number;
  readonly neutral: number;
  /** Share of that weight for who overlaps somebody else, and may show their clothes. */
  readonly crowded: number;
  /** Who is out of sight for longer is a stranger when they come back, s. */
  readonly longestGapS: number;
}

export const IDENTITY_DEFAULTS: IdentityOptions = {
  stranger: 5,
  keypoints: 7,
  keypointsKeptS: 0.4,
  clothes: 30,
  neutral: 0.8,
  crowded: 0.6,
  longestGapS: 10,
};

/** Of a new sighting, in what is remembered of somebody's clothes. */
const CLOTHES_GAIN = 0.15;
/** Sightings that overlap another by more show clothes of both. */
const MOST_OVERLAP = 0.15;
/** COCO's spread of key-points twice over, in square roots of the box's area, roughly: limbs move. */
const KEYPOINT_SIGMA = 0.16;

interface Known {
  readonly id: number;
  readonly motion: BoxMotion;
  seenS: number;
  /** Relative to the middle of the box, in its heights, with scores. */
  keypoints: readonly (readonly [number, number, number])[] | null;
  clothes: Float64Array | null;
}

/** Numbers people over the frames of one shot; frames come in their order. */
export class IdentityTracker {
  readonly #options: IdentityOptions;
  #known: Known[] = [];
  #next = 0;

  constructor(options: Partial<IdentityOptions> = {}) {
    this.#options = { ...IDENTITY_DEFAULTS, ...options };
  }

  /** Another shot: nobody is known any more. Numbers go on. */
  forget(): void {
    this.#known = [];
  }

  /** The number of each person of a frame, in their order; strangers get one that nobody had. */
  next(sighted: readonly SightedBox[], timeS: number): number[] {
    this.#known = this.#known.filter(({ seenS }) => timeS - seenS <= this.#options.longestGapS);
    for (const { motion } of this.#known) motion.predict(timeS);
    const apart = sighted.map(({ box }, i) =>
      sighted.every((other, n) => n === i || intersectionOverUnion(other.box, box) < MOST_OVERLAP),
    );
    const costs = sighted.map((each, i) =>
      this.#known.map((known) => this.#cost(known, each, timeS, apart[i])),
    );
    const pairs = assignRows(costs, this.#options.stranger);
    return sighted.map((each, i) => {
      const known = pairs[i] < 0 ? this.#stranger(each, timeS) : this.#known[pairs[i]];
      update(known, each, timeS, apart[i]);
      return known.id;
    });
  }

  #stranger({ box }: SightedBox, timeS: number): Known {
    const motion = new BoxMotion(box, timeS);
    const known = { id: this.#next++, motion, seenS: timeS, keypoints: null, clothes: null };
    this.#known.push(known);
    return known;
  }

  #cost(
    known: Known,
    { box, keypoints, appearance }: SightedBox,
    timeS: number,
    isApart: boolean,
  ): number {
    const { keypoints: weight, keypointsKeptS, clothes, neutral, crowded } = this.#options;
    let cost = known.motion.surprise(box);
    if (known.keypoints !== null && keypoints !== null) {
      const fresh = exp((known.seenS - timeS) / keypointsKeptS);
      cost += weight * fresh * (0.5 - similarity(known, keypoints));
    }
    if (known.clothes !== null && appearance !== null) {
      const alike = appearanceSimilarity(known.clothes, appearance);
      if (alike !== null) cost += (isApart ? clothes : crowded * clothes) * (neutral - alike);
    }
    return cost;
  }
}

/** How near key-points are to where they were about to be, 0–1. */
function similarity(
  { motion, keypoints: before }: Known,
  keypoints: readonly (readonly [number, number, number])[],
): number {
  const { x0, y0, x1, y1 } = motion.box;
  const [x, y, h] = [(x0 + x1) / 2, (y0 + y1) / 2, y1 - y0];
  const sigma = KEYPOINT_SIGMA * Math.sqrt((x1 - x0) * h);
  let [shared, total] = [0, 0];
  for (const [k, [u, v, score]] of keypoints.entries()) {
    const [bu, bv, bs] = before?.[k] ?? [0, 0, 0];
    const weight = score * bs;
    const square = (u - x - bu * h) ** 2 + (v - y - bv * h) ** 2;
    shared += weight * exp(-square / (2 * sigma ** 2));
    total += weight;
  }
  return total > 0 ? shared / total : 0.5;
}

function update(
  known: Known,
  { box, keypoints, appearance }: SightedBox,
  timeS: number,
  isApart: boolean,
): void {
  known.motion.update(box);
  known.seenS = timeS;
  const { x0, y0, x1, y1 } = known.motion.box;
  const [x, y, h] = [(x0 + x1) / 2, (y0 + y1) / 2, y1 - y0];
  known.keypoints =
    keypoints?.map(([u, v, score]) => [(u - x) / h, (v - y) / h, score] as const) ?? null;
  if (appearance === null) return;
  if (known.clothes === null) known.clothes = Float64Array.from(appearance);
  else if (isApart) {
    for (let i = 0; i < known.clothes.length; i++) {
      known.clothes[i] += CLOTHES_GAIN * (appearance[i] - known.clothes[i]);
    }
  }
}
