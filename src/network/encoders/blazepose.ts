/**
 * @file BlazePose's landmark network as a graph (Bazarevsky et al. 2020; `@mediapipe/pose`,
 * Apache-2.0). Its heat-map and mask decoders are left out unless they are asked for, which takes
 * two thirds of its time away; in `heavy` the landmarks use part of them.
 */

import { MultiRoiError } from '../../base/index.ts';
import type { TfliteModel } from '../../format/index.ts';
import { importTflite, reshape, type Graph, type Tensor } from '../../graph/index.ts';
import { sizeOf } from '../../base/index.ts';

/** Side of the square crop it takes, RGB 0–1, the person upright and centred. */
export const BLAZEPOSE_SIDE = 256;

/**
 * - `landmarks` [N, 39, 5]: x, y, z in crop pixels, then visibility and presence as logits. The
 *   first 33 are the body's; the others are two for alignment and four of the hands, unused here.
 * - `world` [N, 39, 3]: metres, origin between the hips, x right, y down, z away from the camera.
 * - `presence` [N, 1]: 0–1, whether there is a person.
 * - `feature` [N, F·2·2]: what the heads above see, channel by channel; F = 288, 192 for `lite`.
 * - `mask` [N, 1, 256, 256]: logits of the person's pixels.
 * - `heatmaps` [N, 39, 64, 64]: logits of the landmarks' places.
 */
export type BlazePoseOutput = 'landmarks' | 'world' | 'presence' | 'feature' | 'mask' | 'heatmaps';

/** Where each output is in the file, by the shape it has there. */
const FILE_SHAPES = {
  landmarks: [1, 195],
  world: [1, 117],
  presence: [1, 1],
  mask: [1, 256, 256, 1],
  heatmaps: [1, 64, 64, 39],
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
  if (output === 'landmarks') return reshape(tensor, [N, 39, 5]);
  if (output === 'world') return reshape(tensor, [N, 39, 3]);
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
