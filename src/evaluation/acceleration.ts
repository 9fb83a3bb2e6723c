/**
 * @file Acceleration error: the mean distance between second differences of predicted and true joints about their
 * root, in metres per squared frame step (Kanazawa et al., CVPR 2019; the field prints it in mm).
 */

import { MultiRoiError } from '../base/index.ts';

/** One person in one frame. */
export interface TrackPoint {
  /** The same for the frames of one person in one video. */
  readonly track: string;
  /** Number of the frame in its video. */
  readonly frame: number;
  /** About the root [K, 3], metres. */
  readonly predicted: ArrayLike<number>;
  readonly truth: ArrayLike<number>;
}

/** Mean distance between the second differences of one frame; metres. */
export function accelerationError(before: TrackPoint, now: TrackPoint, after: TrackPoint): number {
  const { length } = now.predicted;
  for (const { predicted, truth } of [before, now, after]) {
    if (
      predicted.length !== length ||
      truth.length !== length ||
      length === 0 ||
      length % 3 !== 0
    ) {
      throw new MultiRoiError(
        'E_SHAPE',
        `accelerationError: expected the same points [K, 3] in every frame, got ${length}, ${predicted.length} and ${truth.length} numbers`,
      );
    }
  }
  let sum = 0;
  for (let i = 0; i < length; i += 3) {
    const off = [i, i + 1, i + 2].map((k) => {
      const difference = (name: 'predicted' | 'truth'): number =>
        before[name][k] - 2 * now[name][k] + after[name][k];
      return difference('predicted') - difference('truth');
    });
    sum += Math.hypot(off[0], off[1], off[2]);
  }
  return sum / (length / 3);
}

/**
 * The error of every point that has neighbours one step before and after it; null for the others. The step of a
 * track is the least distance between two of its frames. Frames a track has twice are nobody's neighbours.
 */
export function accelerationErrors(points: readonly (TrackPoint | null)[]): (number | null)[] {
  const tracks = new Map<string, Map<number, TrackPoint | null>>();
  for (const point of points) {
    if (point === null) continue;
    const frames = tracks.get(point.track) ?? new Map<number, TrackPoint | null>();
    frames.set(point.frame, frames.has(point.frame) ? null : point);
    tracks.set(point.track, frames);
  }
  const steps = new Map([...tracks].map(([track, frames]) => [track, stepOf([...frames.keys()])]));
  return points.map((point) => {
    if (point === null) return null;
    const frames = tracks.get(point.track);
    const step = steps.get(point.track) ?? 0;
    const before = frames?.get(point.frame - step) ?? null;
    const after = frames?.get(point.frame + step) ?? null;
    if (step === 0 || frames?.get(point.frame) !== point || before === null || after === null) {
      return null;
    }
    return accelerationError(before, point, after);
  });
}

function stepOf(frames: readonly number[]): number {
  const sorted = frames.toSorted((a, b) => a - b);
  let step = Infinity;
  for (let i = 1; i < sorted.length; i++) step = Math.min(step, sorted[i] - sorted[i - 1]);
  return Number.isFinite(step) ? step : 0;
}
