/**
 * @file Crops → features. The light model's encoder is BlazePose as it is, one session for any number
 * of crops; the others are a part of the network, compiled with its weights for one person's regions.
 */

import { IMAGENET, UNIT } from '../imaging/index.ts';
import {
  BLAZEPOSE_SIDE,
  ENCODERS,
  inferenceModel,
  inputSize,
  LIGHT_WIDTH,
  type NetworkConfig,
} from '../network/index.ts';
import type { HostTensor, Runtime, Session, SessionOptions, Weights } from '../platform/index.ts';
import { SessionPool } from '../platform/index.ts';
import { joinedFeatures, runPose } from './blazepose.ts';
import type { CropFormat } from './crops.ts';
import { floatsOf } from './floats.ts';

/** An encoder that is being run: crops in, features out. */
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

/** More crops a run gain nothing on a CPU and take 0.8 MB each. */
const LIGHT_PEOPLE_PER_RUN = 4;

/** @param session of `blazepose-*.onnx`, asked for when first needed. */
export function lightEncoder(session: () => Promise<Session>, rois: number): CropEncoder {
  return {
    format: { width: BLAZEPOSE_SIDE, height: BLAZEPOSE_SIDE, normalisation: UNIT },
    width: LIGHT_WIDTH,
    peoplePerRun: LIGHT_PEOPLE_PER_RUN,
    async encode(planes, people) {
      const count = people * rois;
      return joinedFeatures(await runPose(await session(), planes, count), count);
    },
  };
}

/** What the encoder of a network takes. */
export function encoderFormat(config: NetworkConfig): CropFormat {
  const [height, width] = inputSize(config);
  return { width, height, normalisation: IMAGENET };
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
    format: encoderFormat(config),
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
