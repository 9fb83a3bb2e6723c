/** @file One person of a scene: a pose in the camera's axes, a shape, clothes, and the surface they make. */

import {
  POSE_SIZE,
  createPosedBody,
  type BodyModel,
  type PosedBody,
  type Poser,
} from '../body/index.ts';
import type { Translation } from '../camera/index.ts';
import { axisAngleFromRotmat, matmul3, rotmatFromAxisAngle } from '../math/index.ts';
import type { Rng } from '../base/index.ts';
import { DressedBody } from './dressed-body.ts';
import { sampleOutfit, type Outfit } from './outfit.ts';
import type { PoseKind } from './pose-kinds.ts';
import type { PoseSampler } from './pose-sampler.ts';
import type { Recipe } from './recipe.ts';
import type { SkirtPattern } from './skirt.ts';

import type { SyntheticView } from './view.ts';

/** Betas beyond this are not people one meets. */
const BETA_LIMIT = 2.5;

/** Someone posed but not yet put anywhere. */
export interface Actor {
  readonly kind: PoseKind;
  /** Axis-angle [72], radians, camera frame. */
  readonly pose: Float32Array;
  /** [S]. */
  readonly betas: Float32Array;
  readonly outfit: Outfit;
  /** Posed about the model's origin, camera axes. */
  readonly posed: PosedBody;
  readonly dressed: DressedBody;
}

/** Someone who stands somewhere: `t` is where the model's origin is, metres, camera axes. */
export interface PlacedActor extends Actor {
  readonly t: Translation;
}

/** Poses a body by its flat pose. */
function poseBody(
  poser: Poser,
  { pose, betas }: Pick<Actor, 'pose' | 'betas'>,
  out: PosedBody,
): void {
  poser.pose({ globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas }, out);
}

/**
 * The body under the clothes, as drawn: posed and moved into the camera frame.
 * @param person of a sample.
 * @param out vertices [V, 3] and joints [24, 3], metres.
 */
export function poseInCamera(
  poser: Poser,
  person: Pick<PlacedActor, 'pose' | 'betas' | 't'>,
  out: PosedBody,
): void {
  poseBody(poser, person, out);
  for (const points of [out.vertices, out.joints]) {
    for (let i = 0; i < points.length; i++) points[i] += person.t[i % 3];
  }
}

/** Makes people, each in one of a fixed number of sets of buffers. */
export class ActorSampler {
  readonly #model: BodyModel;
  readonly #poser: Poser;
  readonly #sampler: PoseSampler;
  readonly #pattern: SkirtPattern;
  readonly #slots: Pick<Actor, 'posed' | 'dressed'>[] = [];

  constructor(model: BodyModel, poser: Poser, sampler: PoseSampler, pattern: SkirtPattern) {
    this.#model = model;
    this.#poser = poser;
    this.#sampler = sampler;
    this.#pattern = pattern;
  }

  /** @param slot the buffers to use; an earlier actor of the same slot is overwritten. */
  sample(
    slot: number,
    recipe: Pick<Recipe, 'kinds' | 'limbMixing'>,
    { camFromWorld }: SyntheticView,
    rng: Rng,
  ): Actor {
    const buffers = (this.#slots[slot] ??= {
      posed: createPosedBody(this.#model),
      dressed: new DressedBody(this.#model, this.#pattern),
    });
    const { kind, pose: inWorld } = this.#sampler.sample(recipe, rng.fork('pose'));
    const root = inWorld.subarray(0, 3);
    axisAngleFromRotmat(matmul3(camFromWorld, rotmatFromAxisAngle(root)), root);
    const shape = rng.fork('betas');
    const betas = Float32Array.from({ length: this.#model.shapeCount }, () =>
      Math.min(BETA_LIMIT, Math.max(-BETA_LIMIT, shape.normal())),
    );
    // rounded before posing, so that the stored truth gives exactly what is drawn
    const pose = Float32Array.from(inWorld.subarray(0, POSE_SIZE));
    poseBody(this.#poser, { pose, betas }, buffers.posed);
    return { kind, pose, betas, outfit: sampleOutfit(rng.fork('outfit')), ...buffers };
  }
}
