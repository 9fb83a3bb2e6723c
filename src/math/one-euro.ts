/**
 * @file The one-euro filter (Casiez, Roussel and Vogel, CHI 2012) on vectors and on rotations: a low-pass whose
 * cut-off rises with speed, so that what rests is steady and what moves is not late. Times are given with
 * every sample, which need not come evenly.
 */

import { axisAngleFromQuatWxyz, quatWxyzFromAxisAngle } from './rotations.ts';

/**
 * How a one-euro filter trades jitter for lag (Casiez et al., CHI 2012): the cut-off is `minCutoffHz + speedGain ·
 * |speed|`.
 */
export interface OneEuroOptions {
  /** Cut-off of what does not move (Hz). Something that moves steadily is late by 1 / (2π·minCutoffHz) s at most. */
  readonly minCutoffHz: number;
  /** How much the cut-off rises with speed: Hz per unit of the signal a second. */
  readonly speedGain: number;
  /** Cut-off of the speed itself (Hz); 1 in the paper. */
  readonly speedCutoffHz?: number;
}

/** One sample in, the filtered one out; both in the filter's own representation. */
export interface OneEuro {
  /**
   * @param timeS seconds. A sample that is not later than the one before it starts the filter anew: somebody
   * has gone back in time.
   */
  next(sample: ArrayLike<number>, timeS: number): number[];
}

const SPEED_CUTOFF_HZ = 1;

/** Weight of the new sample in a first-order low-pass. */
function gain(cutoffHz: number, stepS: number): number {
  const tauS = 1 / (2 * Math.PI * cutoffHz);
  return 1 / (1 + tauS / stepS);
}

/** What vectors and rotations do differently. */
interface Space {
  /** The way from one value to another as a tangent vector. */
  readonly between: (from: readonly number[], to: readonly number[]) => number[];
  /** Where a tangent vector leads. */
  readonly along: (from: readonly number[], way: readonly number[]) => number[];
}

function oneEuro(
  { between, along }: Space,
  { minCutoffHz, speedGain, speedCutoffHz = SPEED_CUTOFF_HZ }: OneEuroOptions,
): OneEuro {
  let [value, raw]: number[][] = [];
  let velocity: number[] = [];
  let lastS = -Infinity;
  return {
    next(sample, timeS) {
      const now = Array.from(sample);
      const stepS = timeS - lastS;
      lastS = timeS;
      // a first sample has no speed
      if (!(stepS > 0 && stepS < Infinity)) {
        velocity = between(now, now);
        raw = value = now;
        return [...value];
      }
      const a = gain(speedCutoffHz, stepS);
      velocity = between(raw, now).map((d, k) => velocity[k] + a * (d / stepS - velocity[k]));
      raw = now;
      const speed = Math.sqrt(velocity.reduce((sum, v) => sum + v * v, 0));
      const b = gain(minCutoffHz + speedGain * speed, stepS);
      value = along(
        value,
        between(value, now).map((d) => b * d),
      );
      return [...value];
    },
  };
}

const PLAIN: Space = {
  between: (from, to) => to.map((x, k) => x - from[k]),
  along: (from, way) => from.map((x, k) => x + way[k]),
};

/** The filter of vectors of any length; one cut-off serves all components, so that axes do not matter. */
export function oneEuroVector(options: OneEuroOptions): OneEuro {
  return oneEuro(PLAIN, options);
}

/** Hamilton's product of quaternions wxyz; of the conjugate of `p` where `inverse`. */
function product(p: readonly number[], q: readonly number[], inverse: boolean): number[] {
  const sign = inverse ? -1 : 1;
  const [w, x, y, z] = [p[0], sign * p[1], sign * p[2], sign * p[3]];
  return [
    w * q[0] - x * q[1] - y * q[2] - z * q[3],
    w * q[1] + x * q[0] + y * q[3] - z * q[2],
    w * q[2] - x * q[3] + y * q[0] + z * q[1],
    w * q[3] + x * q[2] - y * q[1] + z * q[0],
  ];
}

/** Rotations along their shortest ways: log and exp of SO(3), through quaternions. */
const ROTATIONS: Space = {
  between: (from, to) => Array.from(axisAngleFromQuatWxyz(product(from, to, true))),
  along: (from, way) => {
    const q = product(from, Array.from(quatWxyzFromAxisAngle(way)), false);
    const norm = Math.sqrt(q.reduce((sum, x) => sum + x * x, 0));
    return q.map((x) => x / norm);
  },
};

/** The filter of rotations, axis-angle [3] in and out (rad); speeds are of the turn (rad/s). */
export function oneEuroRotation(options: OneEuroOptions): OneEuro {
  const filter = oneEuro(ROTATIONS, options);
  return {
    next: (axisAngle, timeS) =>
      Array.from(axisAngleFromQuatWxyz(filter.next(quatWxyzFromAxisAngle(axisAngle), timeS))),
  };
}
