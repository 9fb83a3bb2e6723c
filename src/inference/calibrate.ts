/** @file Float weights → 8-bit weights: what the encoder's activations range over on examples decides their scales. */

import { writeOnnx } from '../format/index.ts';
import {
  quantisationOf,
  watchActivations,
  type ActivationRange,
  type WatchedActivations,
} from '../graph/index.ts';
import {
  ENCODERS,
  foldedWeights,
  inferenceGraph,
  inputSize,
  isQuantised,
  loadWeights,
  quantiseNetwork,
  type WeightsFile,
} from '../network/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { HostTensor, Runtime, SessionOptions, Weights } from '../platform/index.ts';
import { floatsOf } from './floats.ts';

/**
 * Of the numbers of an activation in one look at a person, the share at either end that may lie beyond its range: few enough to
 * matter nothing, and a step of the other levels that is as much smaller.
 */
const OUTLIERS = 1e-5;
const BINS = 2048;

/** The range of numbers without its outliers, 0 in it. */
export function rangeOf(values: Float32Array, outliers: number = OUTLIERS): ActivationRange {
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  const step = (high - low) / BINS;
  if (!(step > 0)) return [low, high];
  const counts = new Uint32Array(BINS + 1);
  for (const value of values) counts[Math.floor((value - low) / step)]++;
  const spare = outliers * values.length;
  const trimmed = (at: number, by: 1 | -1): number => {
    let left = spare;
    while (at >= 0 && at < BINS && counts[at] <= left) {
      left -= counts[at];
      at += by;
    }
    return at;
  };
  const first = trimmed(0, 1);
  const last = trimmed(BINS, -1);
  return [Math.min(0, low + first * step), Math.max(0, Math.min(high, low + (last + 1) * step))];
}

/** @throws E_UNSUPPORTED for `light`, E_CONFIG for weights that are 8-bit ones already. */
function checkFloat({ config, tensors }: WeightsFile): void {
  if (ENCODERS[config.model].encode === null) {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `quantise: expected weights of an encoder of pixels, got those of ${config.model}`,
    );
  }
  if (isQuantised(tensors)) {
    throw new MultiRoiError('E_CONFIG', 'quantise: expected float weights, got 8-bit ones');
  }
}

/**
 * The weights of a network with its encoder's convolutions on 8 bits: what `writeWeightsFile` writes and everything that takes weights
 * takes, but for training.
 * @param people crops of one person's regions at a time [M, 3, H, W], normalised as the network wants them; all are in memory once.
 * @throws E_RANGE without any people, E_UNSUPPORTED for `light`, E_CONFIG for 8-bit weights; as `loadWeights`.
 */
export async function calibrateWeights(
  runtime: Runtime,
  file: WeightsFile,
  people: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  options: SessionOptions = {},
): Promise<WeightsFile> {
  checkFloat(file);
  const { config } = file;
  const { weights } = loadWeights(config, file.tensors);
  const graph = inferenceGraph(config, weights, {
    people: 1,
    input: 'images',
    outputs: ['features'],
  });
  const watched = watchActivations(graph);
  const session = await runtime.createSession(writeOnnx(watched.model), options);
  const ranges = new Map<string, ActivationRange>();
  try {
    for await (const data of people) {
      const shape = [1, config.rois, 3, ...inputSize(config)];
      const images: HostTensor = { type: 'float32', shape, data };
      widen(ranges, watched, await session.run({ images }), images);
    }
  } finally {
    await session.dispose();
  }
  if (ranges.size === 0) {
    throw new MultiRoiError('E_RANGE', 'quantise: expected people to calibrate on, got none');
  }
  const folded: Weights = foldedWeights(config, weights);
  return { ...file, tensors: quantiseNetwork(folded, quantisationOf(graph, ranges)) };
}

function widen(
  ranges: Map<string, ActivationRange>,
  { tensors }: WatchedActivations,
  outputs: Readonly<Record<string, HostTensor>>,
  images: HostTensor,
): void {
  for (const [activation, tensor] of tensors) {
    // what is not computed is what the network is fed
    const { data } = outputs[tensor] ?? images;
    const [low, high] = rangeOf(
      floatsOf(`quantise "${activation}"`, outputs[tensor] ?? images, data.length),
    );
    const [least, most] = ranges.get(activation) ?? [low, high];
    ranges.set(activation, [Math.min(least, low), Math.max(most, high)]);
  }
}
