/** @file A training step on images by the engine that computes its encoder. */

import { Graph, initialise, type Tensor } from '../../graph/index.ts';
import { lower, NativeEncoder } from '../../native/index.ts';
import { buildEncoder, inputSize } from '../../network/index.ts';
import { nodeRuntime } from '../../node/index.ts';
import type { HostTensor, SessionOptions } from '../../platform/index.ts';
import type { Rng } from '../../base/index.ts';
import {
  buildHeadsStep,
  buildStep,
  EncoderStepper,
  imageLabels,
  ImageStepper,
  type ImageBatch,
  type MixedPrecision,
  type StepOptions,
  type Stepper,
} from '../../training/index.ts';

/** A step that can be begun with random variables, and compiled. */
export interface EngineStep {
  initial(rng: Rng): Map<string, HostTensor>;
  compile(): Promise<Stepper<ImageBatch> & { dispose(): Promise<void> }>;
}

/** Encoder and all that follows it as one graph. @param session what it runs on. */
export function graphStep(options: StepOptions, session: SessionOptions): EngineStep {
  const step = buildStep(options, imageLabels);
  return {
    initial: (rng) => step.initial(rng),
    compile: () => ImageStepper.create(nodeRuntime, options.config, step, session),
  };
}

/** The encoder by oneDNN; the graph begins behind it. The same seed gives the same variables to begin with. */
export function nativeStep(
  options: StepOptions,
  mixedPrecision: MixedPrecision,
  session: SessionOptions,
): EngineStep {
  const { config, people, maxGradientNorm } = options;
  const heads = buildHeadsStep(options, imageLabels);
  const graph = new Graph(`${config.model}-encoder`);
  const images: Tensor = graph.input('images', [people * config.rois, 3, ...inputSize(config)]);
  const features = buildEncoder(graph, config, images, 'frozen');
  const plan = lower(graph, images, [features]);
  return {
    initial: (rng) => new Map([...initialise(graph, rng), ...heads.initial(rng)]),
    compile: () => {
      const encoder = new NativeEncoder(plan, { mixedPrecision });
      const steps = { config, heads, encoder, maxGradientNorm };
      return EncoderStepper.create(nodeRuntime, steps, session);
    },
  };
}
