/**
 * @file A training step on images: encoder, fusion and heads, losses with a mask for every label that a person may
 * lack, gradients, Adam. A batch may be cut into parts, whose gradients add up; batch normalisation and the
 * contrastive loss then see a part at a time.
 */

import type { BodyModel } from '../../body/index.ts';
import { relationLength } from '../../camera/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import {
  accumulatedStep,
  Graph,
  initialise,
  trainingStep,
  type Tensor,
} from '../../graph/index.ts';
import {
  buildNetwork,
  TRAINING,
  type DropoutMask,
  type NetworkConfig,
} from '../../network/index.ts';
import type { HostTensor } from '../../platform/index.ts';
import type { Rng } from '../../base/index.ts';
import { totalLoss } from '../losses/total-loss.ts';
import { imageLosses } from '../losses/image-losses.ts';
import { everyNth, personShapes, type PersonField } from './person.ts';

export interface ImageStepOptions {
  readonly config: NetworkConfig;
  readonly body: BodyModel;
  /** People in one part. */
  readonly people: number;
  /** Parts of a batch. */
  readonly parts: number;
  /** Every n-th vertex enters L_vert. */
  readonly vertexStride: number;
  /** Gradients are scaled down to this global norm; null leaves them as they are. */
  readonly maxGradientNorm: number | null;
}

export interface ImageStep {
  /** Run once a part; its outputs are the loss and its terms. */
  readonly part: Uint8Array;
  /** Run after the parts; null when there is one, whose run does everything. */
  readonly apply: Uint8Array | null;
  readonly masks: readonly DropoutMask[];
  /** Parameters, running statistics, Adam's moments and sums of gradients to begin with. */
  initial(rng: Rng): Map<string, HostTensor>;
}

function declareBatch(
  graph: Graph,
  options: ImageStepOptions,
): Readonly<Record<PersonField | 'relation', Tensor>> {
  const { config, body, people, vertexStride } = options;
  const shapes = personShapes(config, everyNth(body, vertexStride).length);
  const inputs = Object.entries(shapes).map(([name, shape]) => [
    name,
    graph.input(name, [people, ...shape]),
  ]);
  const M = config.rois;
  const relation = graph.input('relation', [people, M, M, relationLength(config.frequencies)]);
  return { ...(Object.fromEntries(inputs) as Record<PersonField, Tensor>), relation };
}

/** @throws E_CONFIG when a part is too small for the losses of the configuration; E_SHAPE */
export function buildImageStep(options: ImageStepOptions): ImageStep {
  const { config, people, parts, maxGradientNorm } = options;
  const contrast = config.rois > 1 && config.lossWeights.contrastive > 0;
  if (contrast && people < 2) {
    throw new MultiRoiError(
      'E_CONFIG',
      `buildImageStep: expected two people or more in a part, whom the contrastive loss tells apart, got ${people}`,
      { hint: 'choose a larger batch or fewer parts, or set network.lossWeights.contrastive=0' },
    );
  }
  const graph = new Graph(`${config.model}-images`);
  const batch = declareBatch(graph, options);
  const network = buildNetwork(graph, config, batch, { ...TRAINING, projection: contrast });
  const outputs = imageLosses(options, batch, network);
  const step = {
    loss: totalLoss(graph, outputs, config.lossWeights),
    outputs,
    learningRate: graph.input('learningRate', []),
    ...(maxGradientNorm !== null && { maxNorm: maxGradientNorm }),
  };
  const { masks } = network;
  if (parts === 1) {
    const part = trainingStep(graph, step);
    return { part, apply: null, masks, initial: (rng) => initialVariables(options, [graph], rng) };
  }
  const { accumulate, apply, applyGraph } = accumulatedStep(graph, parts, step);
  return {
    part: accumulate,
    apply,
    masks,
    initial: (rng) => initialVariables(options, [applyGraph, graph], rng),
  };
}

/** Those of the step, and of a projection that no loss reads: a file of weights holds it all the same. */
function initialVariables(
  options: ImageStepOptions,
  graphs: readonly Graph[],
  rng: Rng,
): Map<string, HostTensor> {
  const { config } = options;
  const whole = new Graph('initial');
  const batch = declareBatch(whole, options);
  buildNetwork(whole, config, batch, { normalisation: 'frozen', projection: true });
  const all = [whole, ...graphs].map((graph) => initialise(graph, rng));
  return new Map(all.flatMap((variables) => [...variables]));
}
