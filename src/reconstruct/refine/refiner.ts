/**
 * @file Brings a person nearer to what the pose encoder saw: a few Gauss–Newton steps on pose, shape and place against
 * its 2D and world landmarks, with the network's answer as the anchor.
 *
 * CONTRIBUTOR NOTES. 700 synthetic people of the calibration, 100 of each stratum's recipe, `light` 0.3.0, MPJPE / PA-MPJPE, mm,
 * all and upright: unrefined 144.3 / 87.8, 93.0 / 67.6; joints in the place of mixes, image scale .06, anchor as it is 143.1 / 87.2,
 * 90.7 / 65.9; mixes, .04, looseness trust² 143.1 / 86.9, 90.3 / 65.9; .03 and 1.3 trust² 144.1 / 87.4, 90.1 / 65.3; **.03 and trust⁴
 * 143.0 / 86.8, 90.4 / 66.0**; 1.2 trust⁶ 143.1 / 86.9, 90.5 / 66.0. World points of .2 m instead of .3 cost 0.6 mm.
 */

import { Matrix } from 'ml-matrix';
import type { BodyModel } from '../../body/index.ts';
import type { Runtime, Session } from '../../platform/index.ts';
import { floatsOf } from '../../inference/index.ts';
import { anchorPrecision } from './anchor.ts';
import { gaussNewton, type LeastSquares, type Linearisation } from './gauss-newton.ts';
import { objectiveModel, RESIDUAL_COUNT } from './objective.ts';
import { observationOf, worldInView, type LandmarkInput, type Observation } from './observation.ts';
import { HIP_COUNT, POINT_COUNT } from './points.ts';
import { UNKNOWN_COUNT, withUnknowns, type PlacedPose } from './unknowns.ts';

/** Gauss–Newton steps at most; people take four runs of the graph on average, the first one included. */
const STEPS = 4;
/** How far well seen points are from their place, b and m, and how much farther unseen ones are. */
const IMAGE_SCALE = 0.03;
const WORLD_SCALE = 0.3;
const UNSEEN = 4;
/** How fast the anchor tightens with doubt, and the least mean trust that is told apart. */
const LOOSENING = 4;
const LEAST_TRUST = 0.3;
/** Points believed as much as this count in `Refined.before` and `after`. */
const CONFIDENT = 0.5;

export interface Refined extends PlacedPose {
  /** Mean distance of projected points from those that the encoder saw with confidence, px; null when it saw none. */
  readonly beforePx: number | null;
  readonly afterPx: number | null;
}

function scalesOf({ trust }: Observation): Float64Array {
  const scales = new Float64Array(RESIDUAL_COUNT);
  for (let n = 0; n < POINT_COUNT; n++) {
    const doubt = 1 + UNSEEN * (1 - trust[n]);
    scales.fill(IMAGE_SCALE * doubt, 2 * n, 2 * n + 2);
    const world = 2 * POINT_COUNT + 3 * n;
    // world points are measured from the hips
    scales.fill(n < HIP_COUNT ? Infinity : WORLD_SCALE * doubt, world, world + 3);
  }
  return scales;
}

/**
 * By what the anchor's spreads are multiplied: a person who is in plain sight may be moved farther than one of whom
 * the encoder guesses the half.
 */
function loosenessOf({ trust }: Observation): number {
  const mean = trust.reduce((sum, one) => sum + one, 0) / POINT_COUNT;
  return Math.max(mean, LEAST_TRUST) ** LOOSENING;
}

function missPx(
  residuals: ArrayLike<number>,
  { trust }: Observation,
  sizePx: number,
): number | null {
  let [sum, count] = [0, 0];
  for (let n = 0; n < POINT_COUNT; n++) {
    // also for trust that is no number
    if (!(trust[n] >= CONFIDENT)) continue;
    sum += sizePx * Math.hypot(residuals[2 * n], residuals[2 * n + 1]);
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** Refines people of one body; the session is made when first needed. */
export class Refiner {
  readonly #runtime: Runtime;
  readonly #body: BodyModel;
  readonly #precision = anchorPrecision();
  #session: Promise<Session> | undefined;

  constructor(runtime: Runtime, body: BodyModel) {
    this.#runtime = runtime;
    this.#body = body;
  }

  /** @returns the person as it was when nothing better was found, also for looks that are not finite. */
  async refine(person: PlacedPose, looks: LandmarkInput): Promise<Refined> {
    const seen = observationOf(looks);
    const problem: LeastSquares = {
      scales: scalesOf(seen),
      precision: Matrix.mul(this.#precision, 1 / loosenessOf(seen) ** 2),
      steps: STEPS,
    };
    const linearise = await this.#objective(person, seen);
    const { unknowns, first, last } = await gaussNewton(linearise, problem);
    const [{ size }] = looks.rois;
    return {
      ...withUnknowns(person, unknowns, seen.span),
      beforePx: missPx(first, seen, size),
      afterPx: missPx(last, seen, size),
    };
  }

  async #objective(
    { rotmats, betas, pelvis }: PlacedPose,
    { span, seen, world }: Observation,
  ): Promise<(unknowns: readonly number[]) => Promise<Linearisation>> {
    // a model of small arrays: threads, other processors and other servers would only cost time
    this.#session ??= this.#runtime.createSession(objectiveModel(this.#body), { threads: 1 });
    const session = await this.#session;
    const float32 = (shape: number[], data: ArrayLike<number>) =>
      ({ type: 'float32', shape, data: Float32Array.from(data) }) as const;
    const given = {
      rotmats: float32([1, 24, 3, 3], rotmats),
      betas: float32([1, 10], betas),
      pelvis: float32([1, 3], pelvis),
      span: float32([1, 1], [span]),
      seen: float32([1, POINT_COUNT, 2], seen),
      world: float32([1, POINT_COUNT, 3], worldInView(world, pelvis)),
    };
    return async (unknowns) => {
      const feeds = { ...given, unknowns: float32([1, UNKNOWN_COUNT], unknowns) };
      const { residuals, jacobian } = await session.run(feeds);
      return {
        residuals: floatsOf('refine "residuals"', residuals, RESIDUAL_COUNT),
        jacobian: floatsOf('refine "jacobian"', jacobian, RESIDUAL_COUNT * UNKNOWN_COUNT),
      };
    };
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await (await session)?.dispose();
  }
}
