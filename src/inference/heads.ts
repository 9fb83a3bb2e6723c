/** @file Features and boxes → pose, shape and local cameras: fusion and regression in one session. */

import { BETA_COUNT, ROTMATS_SIZE } from '../body/index.ts';
import {
  encoderWidth,
  inferenceModel,
  PREDICTION_OUTPUTS,
  relationInput,
  seesKeypoints,
  type NetworkConfig,
  type NetworkOutput,
} from '../network/index.ts';
import type { Runtime, SessionOptions, Weights } from '../platform/index.ts';
import { batchesOf, SessionPool } from '../platform/index.ts';
import { floatsOf } from './floats.ts';
import { meanWithMirrored, mirrorBoxes, mirrorKeypoints } from './mirror.ts';
import type { Prediction } from '../network/index.ts';

/** Fusion weights are there for those who ask; runs that do not ask skip them where the runtime can. */
const OUTPUTS: readonly NetworkOutput[] = [...PREDICTION_OUTPUTS, 'attention'];
/** People a run takes; a group photograph of 30 is 9 runs. */
const BATCHES = [1, 4];

/** Fusion and heads that are being run: features and boxes in, one `Prediction` a person out. */
export class Heads {
  readonly #config: NetworkConfig;
  readonly #pool: SessionPool;

  constructor(runtime: Runtime, options: SessionOptions, config: NetworkConfig, weights: Weights) {
    this.#config = config;
    this.#pool = new SessionPool(runtime, options, (people) =>
      inferenceModel(config, weights, { people, input: 'features', outputs: OUTPUTS }),
    );
  }

  /** Compiles them for one person, ahead of the first. */
  async prepare(): Promise<void> {
    await this.#pool.get(1);
  }

  /**
   * Key-points have no pixels to look at again: those of the mirrored person are known, and what the network makes of
   * them enters the mean for next to nothing.
   * @param features [P, M, D].
   * @param boxes box information [P, M, 3].
   * @param withFusion whether `Prediction.fusion` is asked for.
   */
  async run(
    features: Float32Array,
    boxes: Float32Array,
    people: number,
    withFusion = false,
  ): Promise<Prediction[]> {
    const own = await this.#runAll(features, boxes, people, withFusion);
    if (!seesKeypoints(this.#config)) return own;
    const mirroredBoxes = boxes.slice();
    mirrorBoxes(mirroredBoxes);
    const mirroredFeatures = mirrorKeypoints(features, encoderWidth(this.#config));
    const mirrored = await this.#runAll(mirroredFeatures, mirroredBoxes, people, false);
    return own.map((each, p) => meanWithMirrored(each, mirrored[p]));
  }

  async #runAll(
    features: Float32Array,
    boxes: Float32Array,
    people: number,
    withFusion: boolean,
  ): Promise<Prediction[]> {
    const regressions: Prediction[] = [];
    for (const { start, size } of batchesOf(people, BATCHES)) {
      regressions.push(...(await this.#runBatch(features, boxes, start, size, withFusion)));
    }
    return regressions;
  }

  async #runBatch(
    features: Float32Array,
    boxes: Float32Array,
    start: number,
    size: number,
    withFusion: boolean,
  ): Promise<Prediction[]> {
    const { rois: M } = this.#config;
    const D = encoderWidth(this.#config);
    const own = <T extends Float32Array>(all: T, each: number): Float32Array =>
      all.subarray(start * each, (start + size) * each);
    const B = own(boxes, M * 3);
    const session = await this.#pool.get(size);
    const feeds = {
      features: { type: 'float32', shape: [size, M, D], data: own(features, M * D) },
      boxes: { type: 'float32', shape: [size, M, 3], data: B },
      ...(session.inputNames.includes('relation') && {
        relation: relationInput(this.#config, B, size),
      }),
    } as const;
    const outputs = await session.run(feeds, withFusion ? OUTPUTS : PREDICTION_OUTPUTS);
    const rotmats = floatsOf('heads "rotmats"', outputs['rotmats'], size * ROTMATS_SIZE);
    const betas = floatsOf('heads "betas"', outputs['betas'], size * BETA_COUNT);
    const cameras = floatsOf('heads "cameras"', outputs['cameras'], size * M * 3);
    const fusion = withFusion
      ? floatsOf('heads "attention"', outputs['attention'], size * M * M)
      : undefined;
    return Array.from({ length: size }, (_, p) => ({
      rotmats: rotmats.subarray(ROTMATS_SIZE * p, ROTMATS_SIZE * (p + 1)),
      betas: betas.subarray(BETA_COUNT * p, BETA_COUNT * (p + 1)),
      cameras: cameras.subarray(3 * M * p, 3 * M * (p + 1)),
      ...(fusion !== undefined && { fusion: fusion.subarray(M * M * p, M * M * (p + 1)) }),
    }));
  }

  dispose(): Promise<void> {
    return this.#pool.dispose();
  }
}
