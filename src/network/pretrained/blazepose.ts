/**
 * @file BlazePose's landmark network (Bazarevsky et al. 2020; `@mediapipe/pose`, Apache-2.0): the layout of what it takes and
 * gives, the names of its landmarks, and the graph. Its heat-map and mask decoders are left out unless they are asked for,
 * which takes two thirds of its time away; in `heavy` the landmarks use part of them.
 */

import { MultiRoiError } from '../../base/index.ts';
import type { TfliteModel } from '../../format/index.ts';
import { importTflite, reshape, type Graph, type Tensor } from '../../graph/index.ts';
import { sizeOf } from '../../base/index.ts';

/** Side of the square crop it takes, px, RGB 0–1, the person upright and centred. */
export const BLAZEPOSE_SIDE = 256;

/** Rows of its landmarks. The first 33 are `LANDMARK`, the body's; two of alignment and four of the hands follow, unused here. */
export const LANDMARK_ROWS = 39;

/** Numbers of a row: x, y, z in crop pixels, then visibility and presence as logits. */
export const LANDMARK_STRIDE = 5;

/** Numbers of a row of world landmarks: x, y, z, m. */
export const WORLD_STRIDE = 3;

/** The body's landmarks and their rows; every right one follows its left one. */
export const LANDMARK = {
  nose: 0,
  leftEyeInner: 1,
  leftEye: 2,
  leftEyeOuter: 3,
  rightEyeInner: 4,
  rightEye: 5,
  rightEyeOuter: 6,
  leftEar: 7,
  rightEar: 8,
  mouthLeft: 9,
  mouthRight: 10,
  leftShoulder: 11,
  rightShoulder: 12,
  leftElbow: 13,
  rightElbow: 14,
  leftWrist: 15,
  rightWrist: 16,
  leftPinky: 17,
  rightPinky: 18,
  leftIndex: 19,
  rightIndex: 20,
  leftThumb: 21,
  rightThumb: 22,
  leftHip: 23,
  rightHip: 24,
  leftKnee: 25,
  rightKnee: 26,
  leftAnkle: 27,
  rightAnkle: 28,
  leftHeel: 29,
  rightHeel: 30,
  leftFootIndex: 31,
  rightFootIndex: 32,
} as const;

/** 33. */
export const LANDMARK_COUNT: number = Object.keys(LANDMARK).length;

/** The landmark nearest to a joint of `smpl24`, by the joint's name; the trunk's joints have none. */
export const JOINT_LANDMARK: Readonly<Record<string, number>> = {
  left_hip: LANDMARK.leftHip,
  right_hip: LANDMARK.rightHip,
  left_knee: LANDMARK.leftKnee,
  right_knee: LANDMARK.rightKnee,
  left_ankle: LANDMARK.leftAnkle,
  right_ankle: LANDMARK.rightAnkle,
  left_foot: LANDMARK.leftFootIndex,
  right_foot: LANDMARK.rightFootIndex,
  head: LANDMARK.nose,
  left_shoulder: LANDMARK.leftShoulder,
  right_shoulder: LANDMARK.rightShoulder,
  left_elbow: LANDMARK.leftElbow,
  right_elbow: LANDMARK.rightElbow,
  left_wrist: LANDMARK.leftWrist,
  right_wrist: LANDMARK.rightWrist,
  left_hand: LANDMARK.leftIndex,
  right_hand: LANDMARK.rightIndex,
};

/** Numbers of one crop's outputs as the light model reads them, in this order. */
export const LIGHT_PARTS: Readonly<Record<'feature' | 'landmarks' | 'world' | 'presence', number>> =
  {
    feature: 1152,
    landmarks: LANDMARK_ROWS * LANDMARK_STRIDE,
    world: LANDMARK_ROWS * WORLD_STRIDE,
    presence: 1,
  };

/** 1465: the length of `LIGHT_PARTS` together. */
export const LIGHT_WIDTH: number = Object.values(LIGHT_PARTS).reduce((sum, n) => sum + n, 0);

/**
 * - `landmarks` [N, 39, 5]: see `LANDMARK` and `LANDMARK_STRIDE`.
 * - `world` [N, 39, 3]: metres, origin between the hips, x right, y down, z away from the camera.
 * - `presence` [N, 1]: 0–1, whether there is a person.
 * - `feature` [N, F·2·2]: what the heads above see, channel by channel; F = 288, 192 for `lite`.
 * - `mask` [N, 1, 256, 256]: logits of the person's pixels.
 * - `heatmaps` [N, 39, 64, 64]: logits of the landmarks' places.
 */
export type BlazePoseOutput = 'landmarks' | 'world' | 'presence' | 'feature' | 'mask' | 'heatmaps';

/** Where each output is in the file, by the shape it has there. */
const FILE_SHAPES = {
  landmarks: [1, LIGHT_PARTS.landmarks],
  world: [1, LIGHT_PARTS.world],
  presence: [1, 1],
  mask: [1, BLAZEPOSE_SIDE, BLAZEPOSE_SIDE, 1],
  heatmaps: [1, 64, 64, LANDMARK_ROWS],
} as const;

/**
 * @param images [N, 3, 256, 256]
 * @param weights trainable parameters are named as `importTflite` says.
 * @returns the outputs asked for.
 * @throws E_FORMAT when the file is another network.
 */
export function blazePose<Output extends BlazePoseOutput>(
  graph: Graph,
  model: TfliteModel,
  images: Tensor,
  outputs: readonly Output[],
  weights: 'constant' | 'parameter',
): Record<Output, Tensor> {
  const indices = outputs.map((output: BlazePoseOutput) =>
    output === 'feature' ? featureOf(model) : outputOf(model, FILE_SHAPES[output]),
  );
  const tensors = importTflite(graph, model, { input: images, outputs: indices, weights });
  const named = outputs.map((output, i) => [output, shaped(output, tensors[i])] as const);
  return Object.fromEntries(named) as Record<Output, Tensor>;
}

function shaped(output: BlazePoseOutput, tensor: Tensor): Tensor {
  const [N, ...rest] = tensor.shape;
  if (output === 'landmarks') return reshape(tensor, [N, LANDMARK_ROWS, LANDMARK_STRIDE]);
  if (output === 'world') return reshape(tensor, [N, LANDMARK_ROWS, WORLD_STRIDE]);
  if (output === 'feature') return reshape(tensor, [N, sizeOf(rest)]);
  return tensor;
}

function outputOf(model: TfliteModel, shape: readonly number[]): number {
  const found = model.outputs.find((index) => model.tensors[index].shape.join() === shape.join());
  if (found === undefined) throw otherNetwork(`an output [${shape.join(', ')}]`);
  return found;
}

/** The tensor that the landmark head convolves: its kernel covers it whole. */
function featureOf(model: TfliteModel): number {
  const landmarks = outputOf(model, FILE_SHAPES.landmarks);
  const flatten = model.operators.find(({ outputs }) => outputs[0] === landmarks);
  const head = model.operators.find(({ outputs }) => outputs[0] === flatten?.inputs[0]);
  if (flatten?.kind !== 'reshape' || head?.kind !== 'conv2d') {
    throw otherNetwork('landmarks from a convolution');
  }
  return head.inputs[0];
}

function otherNetwork(wanted: string): MultiRoiError {
  return new MultiRoiError('E_FORMAT', `blazePose: expected ${wanted}, got another network`);
}
