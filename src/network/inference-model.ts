/** @file A network with its weights as one ONNX model: folded, constant, ready for any runtime. */

import { relationLength } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { Graph, toOnnx, type Tensor } from '../graph/index.ts';
import type { Weights } from '../platform/index.ts';
import { encoderWidth, inputSize, type NetworkConfig } from './config.ts';
import { foldBatchNorm } from './fold.ts';
import { usesRelation } from './fusion.ts';
import { inputNotes } from './input-notes.ts';
import { buildNetwork, INFERENCE, type Network, type NetworkMode } from './network.ts';
import { CONFIG_KEY } from './weights-file.ts';

/**
 * What a model can be asked for; shapes as in `Network`. `meshRotmats` [B, K, 24, 3, 3] and `meshBetas`
 * [B, K, 10] are those of every mesh: K = M where each RoI has its own, else 1.
 */
export type NetworkOutput =
  | 'rotmats'
  | 'betas'
  | 'cameras'
  | 'attention'
  | 'features'
  | 'z'
  | 'meshRotmats'
  | 'meshBetas';

/** What an inference graph takes and gives. */
export interface InferenceOptions {
  /** B: how many people one run takes. */
  readonly people: number;
  /** `features`: fusion and heads alone, after an encoder that runs by itself; always so for `light`. */
  readonly input: 'images' | 'features';
  readonly outputs?: readonly NetworkOutput[];
  /** Store weights as float16, arithmetic staying float32; default false. */
  readonly half?: boolean;
  /** Fold batch normalisation into the layers before it; default true. */
  readonly folded?: boolean;
}

/** Batch normalisation as trained, for comparison with what is folded. */
const FROZEN: NetworkMode = { normalisation: 'frozen' };

/** The outputs that prediction reads. */
export const PREDICTION_OUTPUTS: readonly NetworkOutput[] = ['rotmats', 'betas', 'cameras'];

function outputOf(network: Network, name: NetworkOutput): Tensor {
  const { meshes } = network;
  const tensor =
    name === 'meshRotmats' ? meshes.rotmats : name === 'meshBetas' ? meshes.betas : network[name];
  if (tensor === undefined) {
    throw new MultiRoiError('E_CONFIG', `inferenceModel: expected an output, got none ('${name}')`);
  }
  return tensor;
}

/**
 * The ONNX model of a network. Inputs: `images` [B, M, 3, H, W] or `features` [B, M, D], `boxes`
 * [B, M, 3], and `relation` [B, M, M, 3 + 6L] where the fusion reads it. Its metadata hold the configuration
 * (`multiroi.config`) and how to make the inputs (`multiroi.inputs`), both as JSON.
 * @param weights of the unfolded network, as `loadWeights` returns them.
 * @throws E_CONFIG when a weight is missing, or `features` are asked for that are the input.
 */
export function inferenceModel(
  config: NetworkConfig,
  weights: Weights,
  { people, input, outputs = PREDICTION_OUTPUTS, half = false, folded = true }: InferenceOptions,
): Uint8Array {
  if (input === 'features' && outputs.includes('features')) {
    throw new MultiRoiError(
      'E_CONFIG',
      "inferenceModel: expected outputs other than the input, got 'features' as both",
    );
  }
  const M = config.rois;
  // models of other inputs, regions and batches stand beside each other in a repository of models
  const graph = new Graph(`multiroi-${config.model}-${input}-m${M}-b${people}`);
  const source =
    input === 'images'
      ? { images: graph.input('images', [people, M, 3, ...inputSize(config)]) }
      : { features: graph.input('features', [people, M, encoderWidth(config)]) };
  const boxes = graph.input('boxes', [people, M, 3]);
  const E = relationLength(config.frequencies);
  const relation = usesRelation(config.fusion)
    ? { relation: graph.input('relation', [people, M, M, E]) }
    : {};
  const mode = {
    ...(folded ? INFERENCE : FROZEN),
    projection: outputs.includes('z'),
  };
  const network = buildNetwork(graph, config, { ...source, boxes, ...relation }, mode);
  return toOnnx(graph, {
    outputs: Object.fromEntries(outputs.map((name) => [name, outputOf(network, name)])),
    weights: folded ? foldBatchNorm(weights, network.folds) : weights,
    half,
    metadata: {
      [CONFIG_KEY]: JSON.stringify(config),
      'multiroi.inputs': JSON.stringify(inputNotes(config, input)),
    },
  });
}
