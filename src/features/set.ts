/**
 * @file Which cached features a run trains on, and what they are called: everything that decides their numbers is
 * in the name of their folder, so that what is found there is what was asked for.
 */

import type { RoiSet } from '../camera/index.ts';
import { findRecipe, type PoseSplit } from '../synthetic/index.ts';
import { regionsOf, type NetworkConfig } from '../network/index.ts';
import { sha256 } from '../base/index.ts';
import type { BoxJitter } from './featurise.ts';

/** How pictures become features. */
export interface FeatureOptions extends Pick<NetworkConfig, 'poseEncoder' | 'limbs' | 'roll'> {
  readonly rois: RoiSet;
  readonly jitter: BoxJitter;
}

/** The features that a network of `light` is trained on. */
export function featureOptions(network: NetworkConfig, jitter: BoxJitter): FeatureOptions {
  const { poseEncoder, limbs, roll } = network;
  return { poseEncoder, limbs, roll, rois: regionsOf(network), jitter };
}

/** What a detector's box, tightened by keypoints, was seen to differ from the box of the true joints. */
export const DETECTOR_JITTER: BoxJitter = { shiftSd: 0.04, scale: [0.87, 1.2], insideOnly: 0.5 };

/** Synthetic people of one recipe. */
export interface FeatureSet {
  /** A recipe by name. */
  readonly recipe: string;
  /** People; a larger number keeps those of a smaller one. */
  readonly count: number;
  readonly seed: string;
}

/** Captured poses, by content, and which of their clips. */
export interface PosesOfFeatures {
  readonly sha256: string;
  readonly split: PoseSplit;
}

/** People of one file. */
const PEOPLE_A_SHARD = 500;
/** Changes when the same definition gives other features. */
const REVISION = 2;

/** People of a set that stand in one file. */
export interface ShardPlan {
  readonly file: string;
  /** Index of the first person. */
  readonly start: number;
  readonly count: number;
}

/** The files of a set. Their names tell their ranges: more people later leave whole files as they are. */
export function shardPlans(count: number): ShardPlan[] {
  return Array.from({ length: Math.ceil(count / PEOPLE_A_SHARD) }, (_, i) => {
    const start = PEOPLE_A_SHARD * i;
    const end = Math.min(start + PEOPLE_A_SHARD, count);
    const digits = (n: number): string => String(n).padStart(7, '0');
    return { file: `${digits(start)}-${digits(end)}.safetensors`, start, count: end - start };
  });
}

/**
 * What a set is, whatever its size, as JSON.
 * @param prior of the poses that are not captured ones, when it is not the usual one.
 * @throws E_CONFIG for an unknown recipe.
 */
export function describeFeatures(
  { recipe, seed }: FeatureSet,
  { poseEncoder, limbs, roll, rois, jitter }: FeatureOptions,
  poses: PosesOfFeatures | null,
  prior?: string,
): string {
  return JSON.stringify({
    revision: REVISION,
    recipe: findRecipe(recipe),
    seed,
    poses,
    prior,
    poseEncoder,
    // absent where there are none, as before there were any
    limbs: limbs || undefined,
    roll,
    rois: { offsets: rois.offsets, scales: rois.scales },
    jitter: { shiftSd: jitter.shiftSd, scale: jitter.scale, insideOnly: jitter.insideOnly },
  });
}

/** The name of a set's folder. @param description as `describeFeatures` gives it. */
export async function featureFolder(
  { recipe, seed }: FeatureSet,
  description: string,
): Promise<string> {
  const digest = await sha256(new TextEncoder().encode(description));
  return `${recipe}-${seed}-${digest.slice(0, 10)}`;
}
