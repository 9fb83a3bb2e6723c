/**
 * @file BlazePose being run on crops, and what its outputs say of one landmark, once they are joined to the light model's
 * features [M, 1465].
 */

import {
  BLAZEPOSE_SIDE,
  LANDMARK_STRIDE,
  LIGHT_PARTS,
  LIGHT_WIDTH,
  WORLD_STRIDE,
} from '../network/index.ts';
import { UNIT } from '../imaging/index.ts';
import type { HostTensor, Session } from '../platform/index.ts';
import type { CropFormat } from './crops.ts';
import { floatsOf } from './floats.ts';

/** What the session gives of crops [N, 3, 256, 256]; see `BlazePoseOutput`. */
type PoseOutputs = Readonly<Record<keyof typeof LIGHT_PARTS, Float32Array>>;

/** Runs BlazePose on crops [N, 3, 256, 256]. @param session of `blazepose-*.onnx`. */
export async function runPose(
  session: Session,
  planes: Float32Array,
  count: number,
): Promise<PoseOutputs> {
  const shape = [count, 3, BLAZEPOSE_SIDE, BLAZEPOSE_SIDE];
  const images: HostTensor = { type: 'float32', shape, data: planes };
  const outputs = await session.run({ images });
  const part = (name: keyof typeof LIGHT_PARTS): Float32Array =>
    floatsOf(`pose encoder "${name}"`, outputs[name], count * LIGHT_PARTS[name]);
  return {
    landmarks: part('landmarks'),
    world: part('world'),
    presence: part('presence'),
    feature: part('feature'),
  };
}

/** What the crops of `runWorld` are like. */
export const WORLD_FORMAT: CropFormat = {
  width: BLAZEPOSE_SIDE,
  height: BLAZEPOSE_SIDE,
  normalisation: UNIT,
};

/**
 * Runs BlazePose on one crop [3, 256, 256] for its world landmarks [39, 3] alone.
 * @param session of `blazepose-*.onnx`.
 */
export async function runWorld(
  session: Session,
  planes: Float32Array,
): Promise<{ readonly world: Float32Array; readonly presence: number }> {
  const shape = [1, 3, BLAZEPOSE_SIDE, BLAZEPOSE_SIDE];
  const images: HostTensor = { type: 'float32', shape, data: planes };
  const outputs = await session.run({ images }, ['world', 'presence']);
  const [presence] = floatsOf('pose encoder "presence"', outputs['presence'], LIGHT_PARTS.presence);
  return {
    world: floatsOf('pose encoder "world"', outputs['world'], LIGHT_PARTS.world),
    presence,
  };
}

/** One vector of each crop [N, 1465], in the order of `LIGHT_PARTS`. */
export function joinedFeatures(outputs: PoseOutputs, count: number): Float32Array {
  const features = new Float32Array(count * LIGHT_WIDTH);
  for (let n = 0; n < count; n++) {
    let at = n * LIGHT_WIDTH;
    for (const part of ['feature', 'landmarks', 'world', 'presence'] as const) {
      const length = LIGHT_PARTS[part];
      features.set(outputs[part].subarray(n * length, (n + 1) * length), at);
      at += length;
    }
  }
  return features;
}

/** A landmark in its crop. */
export interface CropLandmark {
  /** Share of the crop's side from its centre, x right. */
  readonly x: number;
  /** The same, y down. */
  readonly y: number;
  /** Logit: inside the crop and not hidden. */
  readonly visibility: number;
  /** Logit: inside the crop. */
  readonly inside: number;
}

/** A landmark of region m. @param features [M, 1465]; more may follow. */
export function landmarkAt(features: ArrayLike<number>, m: number, landmark: number): CropLandmark {
  const row = m * LIGHT_WIDTH + LIGHT_PARTS.feature + LANDMARK_STRIDE * landmark;
  return {
    x: features[row] / BLAZEPOSE_SIDE - 0.5,
    y: features[row + 1] / BLAZEPOSE_SIDE - 0.5,
    visibility: features[row + 3],
    inside: features[row + 4],
  };
}

/** The world landmark of region m, x right, y down, z away, m, origin between the hips. */
export function worldLandmarkAt(
  features: ArrayLike<number>,
  m: number,
  landmark: number,
): [number, number, number] {
  const row =
    m * LIGHT_WIDTH + LIGHT_PARTS.feature + LIGHT_PARTS.landmarks + WORLD_STRIDE * landmark;
  return [features[row], features[row + 1], features[row + 2]];
}

/** 0–1: whether region m shows a person at all. */
export function presenceAt(features: ArrayLike<number>, m: number): number {
  return features[(m + 1) * LIGHT_WIDTH - LIGHT_PARTS.presence];
}
