/** @file A network with its weights as one ONNX model: folded, constant, ready for any runtime. */

import { relationLength } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { writeOnnx, type OnnxModel } from '../format/index.ts';
import { Graph, quantiseModel, toOnnxModel, type Tensor } from '../graph/index.ts';
import type { Weights } from '../platform/index.ts';
import { encoderWidth, inputSize, type NetworkConfig } from './config.ts';
import { foldBatchNorm } from './fold.ts';
import { usesRelation } from './fusion.ts';
import { inputNotes } from './input-notes.ts';
import { buildNetwork, INFERENCE, type Network, type NetworkMode } from './network.ts';
import { quantisationIn } from './quantised.ts';
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
  /** Fold batch normalisation into the layers before it; default true; 8-bit weights have it folded always. */
  readonly folded?: boolean;
  /** Of 8-bit weights: whether activations are rounded, too, and convolutions done on 8 bits; default true. */
  readonly rounded?: boolean;
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
 * @throws E_CONFIG when a weight is missing, `features` are asked for that are the input, or 8-bit weights as float16.
 */
export function inferenceModel(
  config: NetworkConfig,
  weights: Weights,
  options: InferenceOptions,
): Uint8Array {
  const model = inferenceGraph(config, weights, options);
  const quantisation = quantisationIn(weights);
  if (quantisation === undefined || options.rounded === false) return writeOnnx(model);
  if (options.half === true) {
    throw new MultiRoiError(
      'E_CONFIG',
      'inferenceModel: expected float32 beside 8-bit weights, got 16 bits',
    );
  }
  return writeOnnx(quantiseModel(model, quantisation));
}

/** The same as {@link inferenceModel} before it is written, and never rounded. @throws as it */
export function inferenceGraph(
  config: NetworkConfig,
  weights: Weights,
  { people, input, outputs = PREDICTION_OUTPUTS, half = false, folded = true }: InferenceOptions,
): OnnxModel {
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
  const alreadyFolded = quantisationIn(weights) !== undefined;
  const mode = {
    ...(folded || alreadyFolded ? INFERENCE : FROZEN),
    projection: outputs.includes('z'),
  };
  const network = buildNetwork(graph, config, { ...source, boxes, ...relation }, mode);
  return toOnnxModel(graph, {
    outputs: Object.fromEntries(outputs.map((name) => [name, outputOf(network, name)])),
    weights: folded && !alreadyFolded ? foldBatchNorm(weights, network.folds) : weights,
    half,
    metadata: {
      [CONFIG_KEY]: JSON.stringify(config),
      'multiroi.inputs': JSON.stringify(inputNotes(config, input)),
    },
  });
}
