/**
 * @file Crops → features. The light model's encoder is BlazePose as it is, one session for any number
 * of crops; the others are a part of the network, compiled with its weights for one person's regions.
 */

import { MultiRoiError } from '../base/index.ts';
import { IMAGENET, UNIT } from '../imaging/index.ts';
import {
  ENCODERS,
  inferenceModel,
  inputSize,
  LIGHT_PARTS,
  LIGHT_WIDTH,
  type NetworkConfig,
} from '../network/index.ts';
import type { HostTensor, Runtime, Session, SessionOptions, Weights } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';
import { SessionPool } from '../platform/index.ts';
import type { CropFormat } from './crops.ts';

export interface CropEncoder {
  /** What it takes. */
  readonly format: CropFormat;
  /** D of the features it gives. */
  readonly width: number;
  /** How many people it is given at once, at most. */
  readonly peoplePerRun: number;
  /** @param planes [P·M, 3, H, W], person by person; @returns features [P·M, D]. */
  encode(planes: Float32Array, people: number): Promise<Float32Array>;
}

/** Numbers of an output, checked. */
export function floatsOf(
  name: string,
  tensor: HostTensor | undefined,
  length: number,
): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) {
    const got = tensor === undefined ? 'nothing' : tensor.type;
    throw new MultiRoiError('E_SHAPE', `${name}: expected float32, got ${got}`);
  }
  checkLength(name, tensor.data.length, [length]);
  return tensor.data;
}

/** More crops a run gain nothing on a CPU and take 0.8 MB each. */
const LIGHT_PEOPLE_PER_RUN = 4;
const LIGHT_SIDE = 256;

/** What the light encoder's session says of crops [N, 3, 256, 256], before it is one vector. */
export interface PoseOutputs {
  /** [N, 39, 5]: x, y, z in crop pixels, visibility and presence as logits. */
  readonly landmarks: Float32Array;
  /** [N, 39, 3], metres. */
  readonly world: Float32Array;
  /** [N], 0–1. */
  readonly presence: Float32Array;
  /** [N, 1152]. */
  readonly feature: Float32Array;
}

/** Runs BlazePose on crops. */
export async function runPose(
  session: Session,
  planes: Float32Array,
  count: number,
): Promise<PoseOutputs> {
  const shape = [count, 3, LIGHT_SIDE, LIGHT_SIDE];
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

/** @param session of `blazepose-*.onnx`, asked for when first needed. */
export function lightEncoder(session: () => Promise<Session>, rois: number): CropEncoder {
  return {
    format: { width: LIGHT_SIDE, height: LIGHT_SIDE, normalisation: UNIT },
    width: LIGHT_WIDTH,
    peoplePerRun: LIGHT_PEOPLE_PER_RUN,
    async encode(planes, people) {
      const count = people * rois;
      const outputs = await runPose(await session(), planes, count);
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
    },
  };
}

/** The encoder of a network of ours, and what releases its session. */
export function networkEncoder(
  runtime: Runtime,
  options: SessionOptions,
  config: NetworkConfig,
  weights: Weights,
): CropEncoder & { dispose(): Promise<void> } {
  const [height, width] = inputSize(config);
  const { width: D } = ENCODERS[config.model];
  const pool = new SessionPool(runtime, options, () =>
    inferenceModel(config, weights, { people: 1, input: 'images', outputs: ['features'] }),
  );
  return {
    format: { width, height, normalisation: IMAGENET },
    width: D,
    // compiled for a fixed batch, and heavy enough that more at once gains nothing
    peoplePerRun: 1,
    async encode(planes, people) {
      const session = await pool.get(1);
      const shape = [people, config.rois, 3, height, width];
      const images: HostTensor = { type: 'float32', shape, data: planes };
      const { features } = await session.run({ images });
      return floatsOf('encoder "features"', features, people * config.rois * D);
    },
    dispose: () => pool.dispose(),
  };
}
