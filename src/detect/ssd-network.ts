/**
 * @file The network of `ssdDetector` as a graph (`@mediapipe/objectron`, Apache-2.0): SSD on
 * MobileNetV2, trained on OpenImages.
 */

import { MultiRoiError } from '../base/index.ts';
import type { TfliteModel } from '../format/index.ts';
import { importTflite, reshape, slice, type Graph, type Tensor } from '../graph/index.ts';

/** Side of the square it takes, RGB −1…1. */
export const SSD_SIDE = 300;
/** Class "Person" of the label file beside the network; 0 is the background. */
const PERSON = 4;

export interface SsdTensors {
  /** Raw codes [N, 1917, 4], see ssd-anchors.ts. */
  readonly boxes: Tensor;
  /** Logits of all classes [N, 1917, 24]. */
  readonly classes: Tensor;
  /** Logits of persons [N, 1917]. */
  readonly person: Tensor;
}

/**
 * @param images [N, 3, 300, 300]
 * @throws E_FORMAT when the file is another network.
 */
export function ssdNetwork(
  graph: Graph,
  model: TfliteModel,
  images: Tensor,
  weights: 'constant' | 'parameter',
): SsdTensors {
  const outputs = [4, 24].map((width) => {
    const shape = [1, 1917, width].join();
    return model.outputs.find((index) => model.tensors[index].shape.join() === shape);
  });
  const [boxIndex, classIndex] = outputs;
  if (boxIndex === undefined || classIndex === undefined) {
    const got = model.outputs.map((index) => `[${model.tensors[index].shape.join(', ')}]`);
    throw new MultiRoiError(
      'E_FORMAT',
      `ssdNetwork: expected outputs [1, 1917, 4] and [1, 1917, 24], got ${got.join(', ')}`,
    );
  }
  const [boxes, classes] = importTflite(graph, model, {
    input: images,
    outputs: [boxIndex, classIndex],
    weights,
  });
  const [N, anchors] = classes.shape;
  const person = reshape(slice(classes, [PERSON], [PERSON + 1], [2]), [N, anchors]);
  return { boxes, classes, person };
}
