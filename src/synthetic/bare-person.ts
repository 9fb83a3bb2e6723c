/**
 * @file People without pictures: the poses, shapes, cameras and places of a recipe, as joints alone. Some
 * thousands a second, where rendering makes a handful.
 */

import { createPoser, JOINT_COUNT, type BodyModel, type Poser } from '../body/index.ts';
import { axisAngleFromRotmat, matmul3, rotmatFromAxisAngle } from '../math/index.ts';
import type { Rng } from '../base/index.ts';
import { placeSubject } from './placement.ts';
import type { PosePrior } from './pose-prior.ts';
import { createPoseSampler, type PoseSampler } from './pose-sampler.ts';
import type { PoseSource } from './pose-source.ts';
import type { Recipe } from './recipe.ts';
import { createSelfContact } from './self-contact.ts';
import { JOINT } from './skeleton.ts';
import { sampleView, uniformIn } from './view.ts';

/** Betas beyond this are not people one meets. */
const BETA_LIMIT = 2.5;
/** From the head's joint to the crown, in the axes of the head, metres. */
const CROWN = [0, 0.2, 0.03] as const;
/** `placeSubject` looks at every third of a body's points. */
const EVERY = 3;

/** Someone in front of a camera. */
export interface BarePerson {
  /** Axis-angle [72], camera frame at the root. */
  readonly pose: Float32Array;
  readonly betas: Float32Array;
  /** Where the model's origin stands, m. */
  readonly t: readonly [number, number, number];
  /** Rows [R | p] of the joints [24, 12] in camera axes about the model's origin; overwritten by the next person. */
  readonly frames: Float64Array;
  /** Of the picture that nobody renders, px. */
  readonly width: number;
  readonly height: number;
  readonly focalPx: number;
}

/** Draws people of a recipe without clothes, surroundings or pixels: pose, shape, camera and place. */
export class BarePersonSampler {
  readonly #poser: Poser;
  readonly #poses: PoseSampler;
  readonly #shapes: number;
  readonly #frames = new Float64Array(12 * JOINT_COUNT);
  readonly #joints = new Float32Array(3 * JOINT_COUNT);
  readonly #points = new Float32Array(3 * EVERY * (JOINT_COUNT + 1));

  /** @param poses where poses are drawn from; default: the prior. */
  constructor(body: BodyModel, prior: PosePrior, poses?: PoseSource) {
    this.#poser = createPoser(body);
    this.#shapes = body.shapeCount;
    const contact = createSelfContact(this.#poser, body.shapeCount);
    this.#poses = createPoseSampler(poses ?? prior, prior.limits, contact);
  }

  /** One person of a recipe; everything about them is drawn from `rng`. */
  sample(recipe: Recipe, rng: Rng): BarePerson {
    const extent = uniformIn(rng, rng.chance(recipe.cut) ? recipe.cutExtent : recipe.extent);
    const view = sampleView(recipe, extent, rng);
    const { pose: inWorld } = this.#poses.sample(recipe, rng);
    const root = inWorld.subarray(0, 3);
    axisAngleFromRotmat(matmul3(view.camFromWorld, rotmatFromAxisAngle(root)), root);
    const betas = Float32Array.from({ length: this.#shapes }, () =>
      Math.min(BETA_LIMIT, Math.max(-BETA_LIMIT, rng.normal())),
    );
    const pose = Float32Array.from(inWorld.subarray(0, 3 * JOINT_COUNT));
    this.#poser.poseFrames(
      { globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas },
      this.#frames,
    );
    const t = placeSubject(this.#outline(), view, recipe, extent, rng);
    const { width, height, focalPx } = view;
    return { pose, betas, t, frames: this.#frames, width, height, focalPx };
  }

  /** Joints and crown, for what would be a surface. */
  #outline(): { readonly vertices: Float32Array; readonly joints: Float32Array } {
    for (let j = 0; j < JOINT_COUNT; j++) {
      for (let k = 0; k < 3; k++) {
        const value = this.#frames[12 * j + 4 * k + 3];
        this.#joints[3 * j + k] = value;
        this.#put(j, k, value);
      }
    }
    for (let k = 0; k < 3; k++) {
      const row = 12 * JOINT.head + 4 * k;
      let value = this.#frames[row + 3];
      for (let c = 0; c < 3; c++) value += this.#frames[row + c] * CROWN[c];
      this.#put(JOINT_COUNT, k, value);
    }
    return { vertices: this.#points, joints: this.#joints };
  }

  #put(point: number, axis: number, value: number): void {
    for (let copy = 0; copy < EVERY; copy++)
      this.#points[3 * (EVERY * point + copy) + axis] = value;
  }
}
