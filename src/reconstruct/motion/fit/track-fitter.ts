/**
 * @file One person over the frames of a shot, laid on the key-points of all of them at once. What is looked for are the turns of
 * twenty joints and the pelvis's place in every frame. The key-points speak about them, what the network predicted of each
 * frame, that velocities change slowly, and that feet that stand stay. Shape is one for all frames, and does not move.
 *
 * Gauss and Newton's steps, damped, on windows of frames: neighbours in time are tied, so their equations are a band. A window
 * begins where the one before it is sure of what comes, and holds on to what that has found.
 */

import { BandedSystem, type Vec3 } from '../../../math/index.ts';
import {
  FREE_JOINTS,
  TURNS,
  UNKNOWNS,
  type FitTerm,
  type FitWindow,
  type TrackFrame,
} from './layout.ts';
import { PoseSequence } from './pose-sequence.ts';

/** Velocities tie three frames. */
const BAND: number = 3 * UNKNOWNS;
const STEPS = 4;
/** A step that gains less than this share of the cost is the last. */
const CONVERGED = 1e-3;
const DAMPING = { first: 1e-4, easier: 0.2, harder: 10, most: 1e3 } as const;
/** Frames of a window. */
const WINDOW = 120;
/** Its last frames do not know what comes, and are found again by the next one: so long, in frames. */
const AGAIN = { seconds: 0.6, least: 8, most: 40 } as const;

/**
 * The poses that make the terms small.
 * @param start where the search begins; kept as it is.
 * @returns `start` where the terms are nowhere finite.
 */
export function fitTrack(
  frames: readonly TrackFrame[],
  start: PoseSequence,
  terms: readonly FitTerm[],
): PoseSequence {
  const T = frames.length;
  const found = new PoseSequence(T);
  found.copyFrom(start, 0, T);
  const again = framesAgain(frames);
  const fitter = new WindowFitter(terms, T, Math.min(T, WINDOW));
  for (let from = 0; ; from += WINDOW - again) {
    const to = Math.min(T, from + WINDOW);
    fitter.minimise(found, { from, to });
    if (to === T) return found;
  }
}

function framesAgain(frames: readonly TrackFrame[]): number {
  const spanS = frames[frames.length - 1].seconds - frames[0].seconds;
  const count = Math.round((AGAIN.seconds * (frames.length - 1)) / spanS);
  return Math.min(AGAIN.most, Math.max(AGAIN.least, count));
}

class WindowFitter {
  readonly #terms: readonly FitTerm[];
  readonly #normal: BandedSystem;
  readonly #steps: Float64Array;
  readonly #before: PoseSequence;

  constructor(terms: readonly FitTerm[], length: number, frames: number) {
    this.#terms = terms;
    this.#normal = new BandedSystem(frames * UNKNOWNS, BAND);
    this.#steps = new Float64Array(frames * UNKNOWNS);
    this.#before = new PoseSequence(length);
  }

  #cost(poses: PoseSequence, window: FitWindow, normal: BandedSystem | null): number {
    return this.#terms.reduce((sum, term) => sum + term.add(poses, window, normal), 0);
  }

  /** Never uphill. */
  minimise(poses: PoseSequence, window: FitWindow): void {
    const { from, to } = window;
    let damping: number = DAMPING.first;
    for (let step = 0; step < STEPS; step++) {
      this.#normal.clear();
      // a shorter window leaves unknowns without equations
      for (let i = (to - from) * UNKNOWNS; i < this.#normal.size; i++) this.#normal.add(i, i, 1);
      const cost = this.#cost(poses, window, this.#normal);
      if (!Number.isFinite(cost)) return;
      this.#before.copyFrom(poses, from, to);
      let gain = 0;
      for (; damping <= DAMPING.most; damping *= DAMPING.harder) {
        if (!this.#normal.solve(damping, this.#steps)) continue;
        this.#move(poses, window);
        gain = cost - this.#cost(poses, window, null);
        if (gain > 0) break;
        poses.copyFrom(this.#before, from, to);
      }
      if (!(gain > CONVERGED * cost)) return;
      damping *= DAMPING.easier;
    }
  }

  #move(poses: PoseSequence, { from, to }: FitWindow): void {
    for (let t = from; t < to; t++) {
      const own = this.#steps.subarray((t - from) * UNKNOWNS, (t - from + 1) * UNKNOWNS);
      for (const [n, joint] of FREE_JOINTS.entries()) {
        const turn: Vec3 = [own[3 * n], own[3 * n + 1], own[3 * n + 2]];
        poses.turn(t, joint, turn);
      }
      for (let a = 0; a < 3; a++) poses.places[3 * t + a] += own[TURNS + a];
    }
  }
}
