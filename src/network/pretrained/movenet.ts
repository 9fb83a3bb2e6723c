/**
 * @file MoveNet Thunder (Google, Apache-2.0; TensorFlow Hub `movenet/singlepose/thunder/4`): the 17
 * key-points of one person in a square crop. A MobileNetV2 with a feature pyramid and four heads on a
 * grid of 64 × 64 cells. What chooses among the cells is `inference/movenet.ts`; what the network
 * receives of a crop, the choice made, is laid out here.
 */

import type { TfjsModel } from '../../format/index.ts';
import { importTfjs, mul, sub, type Graph, type Tensor } from '../../graph/index.ts';

/** Side of the square crop it takes, RGB 0–1. */
export const MOVENET_SIDE = 256;
/** Cells along a side of its grid, 4 crop pixels each. */
export const MOVENET_CELLS = 64;

/** COCO's key-points, in its order. */
export const MOVENET_KEYPOINTS = [
  'nose',
  'leftEye',
  'rightEye',
  'leftEar',
  'rightEar',
  'leftShoulder',
  'rightShoulder',
  'leftElbow',
  'rightElbow',
  'leftWrist',
  'rightWrist',
  'leftHip',
  'rightHip',
  'leftKnee',
  'rightKnee',
  'leftAnkle',
  'rightAnkle',
] as const;

/** The key-point on the other side of each; the nose is its own. */
export const MOVENET_FLIP: readonly number[] = MOVENET_KEYPOINTS.map((_, k) =>
  k === 0 ? 0 : k % 2 === 1 ? k + 1 : k - 1,
);

/**
 * What the network receives of one region, in this order: x, y of each key-point in sides of the crop
 * from its middle, the scores, and the spreads of the heat-maps in sides of the crop.
 */
export const MOVENET_PARTS = { points: 34, scores: 17, spreads: 17 } as const;

/** 68: the length of `MOVENET_PARTS` together. */
export const MOVENET_WIDTH: number = Object.values(MOVENET_PARTS).reduce((sum, n) => sum + n, 0);

/**
 * - `heatmaps` [N, 17, 64, 64]: logits of each key-point's cell.
 * - `centre` [N, 1, 64, 64]: logits of the cell of the person's centre.
 * - `regression` [N, 34, 64, 64]: (y, x) from a centre's cell to each key-point, in cells.
 * - `offsets` [N, 34, 64, 64]: (y, x) of each key-point in its cell.
 * - `feature8` [N, 1280, 8, 8], `feature64` [N, 24, 64, 64]: what the pyramid starts from and ends in.
 */
export type MoveNetOutput =
  | 'heatmaps'
  | 'centre'
  | 'regression'
  | 'offsets'
  | 'feature8'
  | 'feature64';
/** The outputs of the shipped model, which decoding needs. */
export const MOVENET_OUTPUTS = ['heatmaps', 'centre', 'regression', 'offsets'] as const;

const FILE = 'StatefulPartitionedCall/';
const EXTRACTOR = `${FILE}center_net_mobile_net_v2fpn_feature_extractor/model_1/`;
const FILE_NODES: Readonly<Record<MoveNetOutput, string>> = {
  heatmaps: `${FILE}kpt_heatmap_0/conv2d_5/BiasAdd`,
  centre: `${FILE}center_0/conv2d_4/BiasAdd`,
  regression: `${FILE}kpt_regress_0/conv2d_6/BiasAdd`,
  offsets: `${FILE}kpt_offset_0/conv2d_7/BiasAdd`,
  feature8: `${EXTRACTOR}model/out_relu/Relu6`,
  feature64: `${EXTRACTOR}re_lu_2/Relu`,
};
/** Behind the file's own scaling of grey levels. */
const FILE_INPUT = `${FILE}sub_1`;
/** 1/127.5 in float16, as the file has it, for inputs 0–1. */
const INPUT_GAIN = 255 * 0.007_843_017_578_125;

/** RGB 0–1 as MoveNet's networks were trained to see it. */
export function moveNetInput(images: Tensor): Tensor {
  return sub(mul(images, INPUT_GAIN), 1);
}

/**
 * @param model of `movenet-thunder.json`.
 * @param images [N, 3, 256, 256], RGB 0–1; other multiples of 32 give other grids.
 * @param weights trainable parameters are named as `importTfjs` says.
 * @returns the outputs asked for.
 * @throws E_RANGE when the file is another network.
 */
export function moveNetThunder<Output extends MoveNetOutput>(
  graph: Graph,
  model: TfjsModel,
  images: Tensor,
  outputs: readonly Output[],
  weights: 'constant' | 'parameter',
): Record<Output, Tensor> {
  const tensors = importTfjs(graph, model, {
    inputs: { [FILE_INPUT]: moveNetInput(images) },
    outputs: outputs.map((output) => FILE_NODES[output]),
    weights,
  });
  const named = outputs.map((output, i) => [output, tensors[i]] as const);
  return Object.fromEntries(named) as Record<Output, Tensor>;
}
