/** @file One pose of a recipe: drawn, mixed, made into a kind, mirrored, limited, checked. */

import { POSE_SIZE } from '../body/index.ts';
import type { Rng } from '../base/index.ts';
import { composeAxisAngle, removeHeading } from './heading.ts';
import { applyKind, type PoseKind } from './pose-kinds.ts';
import { clampPose, type PoseLimits } from './pose-prior.ts';
import type { PoseSource } from './pose-source.ts';
import type { Recipe } from './recipe.ts';
import type { SelfContact } from './self-contact.ts';
import { LEFT_ARM, LEFT_LEG, mirrorPose, RIGHT_ARM, RIGHT_LEG } from './skeleton.ts';

/** Draws tried for one whose limbs stay out of the body; the best of them is taken. */
const ATTEMPTS = 8;
/** Overlap of capsules that counts as skin on skin, metres. */
const TOUCH = 0.02;
/** Standard deviation of the noise on every joint, radians. */
const JITTER = 0.05;

/** A drawn pose, and what it was made into. */
export interface SampledPose {
  readonly kind: PoseKind;
  /** Axis-angle [24, 3], radians, world y up. */
  readonly pose: Float64Array;
}

/** Draws poses of the kinds that a recipe asks for. */
export interface PoseSampler {
  sample(recipe: Pick<Recipe, 'kinds' | 'limbMixing'>, rng: Rng): SampledPose;
}

function pickWeighted(weights: Recipe['kinds'], rng: Rng): PoseKind {
  const entries = Object.entries(weights) as [PoseKind, number][];
  let ticket = rng.uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of entries) {
    ticket -= weight;
    if (ticket < 0) return kind;
  }
  return entries[entries.length - 1][0];
}

function copyJoints(joints: readonly number[], from: Float64Array, to: Float64Array): void {
  for (const j of joints) to.set(from.subarray(3 * j, 3 * j + 3), 3 * j);
}

/**
 * @param source captured poses or the prior.
 * @param limits ranges of the prior; captured poses keep them too, since captures have glitches.
 */
export function createPoseSampler(
  source: PoseSource,
  limits: PoseLimits,
  contact: SelfContact,
): PoseSampler {
  const draw = (rng: Rng): Float64Array => {
    const pose = new Float64Array(POSE_SIZE);
    source.draw(rng, pose);
    removeHeading(pose.subarray(0, 3), pose.subarray(0, 3));
    return rng.chance(0.5) ? mirrorPose(pose, new Float64Array(POSE_SIZE)) : pose;
  };
  const attempt = (recipe: Pick<Recipe, 'limbMixing'>, kind: PoseKind, rng: Rng): Float64Array => {
    const pose = draw(rng);
    if (rng.chance(recipe.limbMixing)) copyJoints(LEFT_ARM, draw(rng), pose);
    if (rng.chance(recipe.limbMixing)) copyJoints(RIGHT_ARM, draw(rng), pose);
    if (rng.chance(recipe.limbMixing / 3)) copyJoints([...LEFT_LEG, ...RIGHT_LEG], draw(rng), pose);
    applyKind(kind, pose, rng);
    for (let i = 0; i < POSE_SIZE; i++) pose[i] += rng.normal(0, JITTER);
    clampPose(pose, limits);
    return pose;
  };
  return {
    sample: (recipe, rng) => {
      const kind = pickWeighted(recipe.kinds, rng);
      let best = attempt(recipe, kind, rng);
      let depth = contact.depth(best);
      for (let i = 1; i < ATTEMPTS && depth > TOUCH; i++) {
        const next = attempt(recipe, kind, rng);
        const nextDepth = contact.depth(next);
        if (nextDepth < depth) [best, depth] = [next, nextDepth];
      }
      const root = best.subarray(0, 3);
      composeAxisAngle([0, rng.uniform(-Math.PI, Math.PI), 0], root, root);
      return { kind, pose: best };
    },
  };
}
