/**
 * @file One training step as one graph: forward, losses (Eq. 15–19), gradients, Adam. Parameters, running statistics
 * and moments come in and go out by name; nothing is kept between runs. What a network is fed and compared with is a
 * label provider's to say; all else is the same for images and for cached features.
 */

import { MultiRoiError } from '../../base/index.ts';
import type { BodyModel } from '../../body/index.ts';
import { accumulatedStep, Graph, initialise, outerStep, trainingStep } from '../../graph/index.ts';
import {
  buildNetwork,
  featureWidth,
  TRAINING,
  type DropoutMask,
  type Network,
  type NetworkConfig,
  type NetworkInputs,
} from '../../network/index.ts';
import type { HostTensor } from '../../platform/index.ts';
import type { Rng } from '../../base/index.ts';
import { totalLoss, type Terms } from '../losses/total-loss.ts';

/** What a step computes, whatever its labels are. */
export interface StepOptions {
  /** Its `lossWeights` are the λ of Eq. 19. */
  readonly config: NetworkConfig;
  readonly body: BodyModel;
  /** B, the people of one run: of a batch, or of a part of it. */
  readonly people: number;
  /**
   * Parts of a batch, 1 by default. Their gradients add up; batch normalisation and the contrastive loss see a part at
   * a time.
   */
  readonly parts?: number;
  /** Every n-th vertex enters L_vert; 1 takes all. */
  readonly vertexStride: number;
  /** Gradients are scaled down to this global norm; null leaves them as they are. */
  readonly maxGradientNorm: number | null;
}

/**
 * What a step learns from: which tensors a batch brings, the network's inputs among them, and how the network is
 * compared with them. Its tensors are fed by name; a feed that the step's model does not take is left out (`wanted`).
 */
export interface LabelProvider<Batch extends NetworkInputs> {
  /** Ends the name of the graph. */
  readonly name: string;
  /** Whether the variables of a run hold the projection even where no loss reads it. */
  readonly keepsProjection: boolean;
  /** Adds the inputs of B = `people` people to a graph. */
  declare(graph: Graph, options: StepOptions): Batch;
  /** The unweighted terms of Eq. 19, scalars. */
  losses(options: StepOptions, batch: Batch, network: Network): Terms;
}

/** A training step as models for `CompiledStep`. */
export interface Step {
  /** ONNX, run once a part; its outputs are `loss`, the unweighted terms and, with one part, `gradientNorm`. */
  readonly model: Uint8Array;
  /** Run after the parts; null when there is one, whose run does everything. */
  readonly apply: Uint8Array | null;
  /** Dropout masks to draw for every run of `model`. */
  readonly masks: readonly DropoutMask[];
  /** Parameters, running statistics, Adam's moments and sums of gradients to begin with. */
  initial(rng: Rng): Map<string, HostTensor>;
}

/**
 * Puts encoder, fusion, heads, losses and optimiser together.
 * @throws E_CONFIG when one run has too few people for the losses of the configuration; E_SHAPE
 */
export function buildStep<Batch extends NetworkInputs>(
  options: StepOptions,
  labels: LabelProvider<Batch>,
): Step {
  const { config, parts = 1, maxGradientNorm } = options;
  const projection = hasContrast(options);
  const graph = new Graph(`${config.model}-${labels.name}`);
  const batch = labels.declare(graph, options);
  const network = buildNetwork(graph, config, batch, { ...TRAINING, projection });
  const outputs = labels.losses(options, batch, network);
  const step = {
    loss: totalLoss(graph, outputs, config.lossWeights),
    outputs,
    learningRate: graph.input('learningRate', []),
    ...(maxGradientNorm !== null && { maxNorm: maxGradientNorm }),
  };
  const { masks } = network;
  const unread = labels.keepsProjection && !projection ? [wholeNetwork(options, labels)] : [];
  const initial = (...graphs: readonly Graph[]): Step['initial'] => {
    return (rng) => new Map([...unread, ...graphs].flatMap((each) => [...initialise(each, rng)]));
  };
  if (parts === 1) {
    return { model: trainingStep(graph, step), apply: null, masks, initial: initial(graph) };
  }
  const { accumulate, apply, applyGraph } = accumulatedStep(graph, parts, step);
  return { model: accumulate, apply, masks, initial: initial(applyGraph, graph) };
}

/**
 * The same step for an encoder that another engine trains: its features are the input `features` [B, M, D], and the
 * gradient of the loss in them is the output `inputGradient`. `gradientScale` and `learningRate` are inputs of `apply`.
 * @throws as {@link buildStep}.
 */
export function buildHeadsStep<Batch extends NetworkInputs>(
  options: StepOptions,
  labels: LabelProvider<Batch>,
): Step & { readonly apply: Uint8Array } {
  const { config, people } = options;
  const projection = hasContrast(options);
  const graph = new Graph(`${config.model}-heads-${labels.name}`);
  const batch = labels.declare(graph, options);
  const features = graph.input('features', [people, config.rois, featureWidth(config)]);
  const network = buildNetwork(graph, config, { ...batch, features }, { ...TRAINING, projection });
  const outputs = labels.losses(options, batch, network);
  const loss = totalLoss(graph, outputs, config.lossWeights);
  const learningRate = graph.input('learningRate', []);
  const { accumulate, apply, applyGraph } = outerStep(graph, features, {
    loss,
    outputs,
    learningRate,
  });
  const unread = labels.keepsProjection && !projection ? [wholeNetwork(options, labels)] : [];
  return {
    model: accumulate,
    apply,
    masks: network.masks,
    initial: (rng) =>
      new Map([...unread, applyGraph, graph].flatMap((each) => [...initialise(each, rng)])),
  };
}

/** Whether the step has the contrastive loss (Eq. 17), which needs a second region and a second person. */
function hasContrast({ config, people }: StepOptions): boolean {
  const contrast = config.rois > 1 && config.lossWeights.contrastive > 0;
  if (contrast && people < 2) {
    throw new MultiRoiError(
      'E_CONFIG',
      `buildStep: expected two people or more in a part, whom the contrastive loss tells apart, got ${people}`,
      { hint: 'choose a larger batch or fewer parts, or set network.lossWeights.contrastive=0' },
    );
  }
  return contrast;
}

/** The network with its projection, whose variables a file of weights holds even if no loss reads it. */
function wholeNetwork<Batch extends NetworkInputs>(
  options: StepOptions,
  labels: LabelProvider<Batch>,
): Graph {
  const graph = new Graph('initial');
  const batch = labels.declare(graph, options);
  buildNetwork(graph, options.config, batch, { normalisation: 'frozen', projection: true });
  return graph;
}
