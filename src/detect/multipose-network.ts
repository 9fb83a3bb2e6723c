/**
 * @file The network of `multiposeDetector` as a graph: MoveNet MultiPose Lightning (Google, Apache-2.0).
 * All of it is convolutional, so it takes images of every size.
 */

import type { TfjsModel } from '../format/index.ts';
import { importTfjs, type Graph, type Tensor } from '../graph/index.ts';
import { moveNetInput } from '../network/index.ts';

/** Sides of its images are multiples of this. */
export const MULTIPOSE_STEP = 32;
/** Input pixels along a side of a cell of its grid. */
export const MULTIPOSE_CELL = 4;

/**
 * Outputs on the grid [h, w] of cells of 4 × 4 pixels:
 * - `centre` [N, 1, h, w]: logits of the cells of people's centres.
 * - `boxSize`, `boxOffset` [N, 2, h, w]: (height, width) of the box around a centre, and where its
 *   middle is in the cell (y, x); all in cells.
 * - `heatmaps` [N, 17, h, w]: logits of the key-points' cells, whoever they belong to.
 * - `regression` [N, 34, h, w]: (y, x) from a centre's cell to each key-point.
 * - `offsets` [N, 34, h, w]: (y, x) of each key-point in its cell.
 */
export type MultiposeOutput =
  | 'centre'
  | 'boxSize'
  | 'boxOffset'
  | 'heatmaps'
  | 'regression'
  | 'offsets';

const FILE = 'StatefulPartitionedCall/';
const FILE_NODES: Readonly<Record<MultiposeOutput, string>> = {
  centre: `${FILE}center_0/conv2d_4/BiasAdd`,
  boxSize: `${FILE}box_scale_0/conv2d_5/BiasAdd`,
  boxOffset: `${FILE}box_offset_0/conv2d_6/BiasAdd`,
  heatmaps: `${FILE}kpt_heatmap_0/conv2d_7/BiasAdd`,
  regression: `${FILE}kpt_regress_0/conv2d_8/BiasAdd`,
  offsets: `${FILE}kpt_offset_0/conv2d_9/BiasAdd`,
};

/**
 * @param model of `movenet-multipose.json`.
 * @param images [N, 3, H, W], RGB 0–1, sides multiples of 32.
 * @throws E_RANGE when the file is another network.
 */
export function multiposeNetwork(
  graph: Graph,
  model: TfjsModel,
  images: Tensor,
  weights: 'constant' | 'parameter',
): Record<MultiposeOutput, Tensor> {
  const tensors = importTfjs(graph, model, {
    inputs: { [`${FILE}sub_1`]: moveNetInput(images) },
    outputs: Object.values(FILE_NODES),
    weights,
  });
  const named = Object.keys(FILE_NODES).map((name, i) => [name, tensors[i]] as const);
  return Object.fromEntries(named) as Record<MultiposeOutput, Tensor>;
}
