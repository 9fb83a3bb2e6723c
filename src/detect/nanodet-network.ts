/**
 * @file The network of `nanodetDetector` as a graph (NanoDet by RangiLyu, Apache-2.0, trained on
 * COCO): convolutions with a feature pyramid of three levels and one head a level.
 */

import type { TfjsModel } from '../format/index.ts';
import {
  concat,
  gather,
  importTfjs,
  mul,
  reshape,
  slice,
  sub,
  type Graph,
  type Tensor,
} from '../graph/index.ts';

/** Side of the square it takes, RGB 0–1. */
export const NANODET_SIDE = 416;
/** Input pixels a cell of each level of NanoDet's outputs. */
export const NANODET_STRIDES = [8, 16, 32] as const;
/** Bins of the distribution of one side's distance: 0 … 10 strides. */
export const NANODET_BINS = 11;
/** Channels of `heads`: the logit of a person, then the bins of left, top, right and bottom. */
export const NANODET_CHANNELS: number = 1 + 4 * NANODET_BINS;
/** Classes of the file; the first one is the person. */
const CLASSES = 80;

const FILE_INPUT = 'input_1';
/** The last convolution of each level. */
const FILE_HEADS = ['PartitionedCall/Add_29', 'PartitionedCall/Add_33', 'PartitionedCall/Add_37'];
/** Grey levels, blue, green, red. */
const MEAN = [103.53, 116.28, 123.675];
const DEVIATION = [57.375, 57.12, 58.395];

/**
 * @param model of `nanodet.json`.
 * @param images [N, 3, 416, 416], RGB 0–1.
 * @returns `heads` [N, 45, 3549]: the cells of the three levels, row by row, finest first.
 * @throws E_RANGE when the file is another network.
 */
export function nanodetNetwork(
  graph: Graph,
  model: TfjsModel,
  images: Tensor,
  weights: 'constant' | 'parameter',
): { readonly heads: Tensor } {
  const perChannel = (values: readonly number[]): Tensor => graph.constant(values, [1, 3, 1, 1]);
  const scaled = mul(gather(images, [2, 1, 0], 1), perChannel(DEVIATION.map((d) => 255 / d)));
  const shift = perChannel(MEAN.map((mean, c) => mean / DEVIATION[c]));
  const levels = importTfjs(graph, model, {
    inputs: { [FILE_INPUT]: sub(scaled, shift) },
    outputs: FILE_HEADS,
    weights,
  });
  const flat = levels.map((level) => {
    const [N, channels, height, width] = level.shape;
    const person = slice(level, [0], [1], [1]);
    const bins = slice(level, [CLASSES], [channels], [1]);
    return reshape(concat([person, bins], 1), [N, NANODET_CHANNELS, height * width]);
  });
  return { heads: concat(flat, 2) };
}
