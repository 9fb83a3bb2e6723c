/**
 * @file RoI-aware fusion (paper §3.1, Eq. 2–4): weights w [B, M, M] from features and the relation of boxes,
 * then u_m = Σ_n w_mn h_n. Every variant makes such weights; they differ in what they know of a pair.
 *
 * A linear layer over [h_n, γ_mn] is a layer over h_n plus a layer over γ_mn, so the M² concatenations
 * are never made: features are multiplied M times a person instead of M².
 */

import {
  add,
  concat,
  expand,
  fanInUniform,
  linear,
  matmul,
  mul,
  reshape,
  slice,
  softmax,
  tanh,
  transpose,
  type Tensor,
} from '../graph/index.ts';
import type { Fusion, NetworkConfig } from './config.ts';
import { linearLayer, linearParameters, type Build } from './layers.ts';

/** Units per pair of the official scorer, and of its hidden layers. */
const PAIR_WIDTH = 256;
/** Length of the queries and keys of self-attention. */
const KEY_WIDTH = 256;

/** The variants that score pairs, and those of them that read the relation input. */
export function usesRelation(fusion: Fusion): boolean {
  return fusion !== 'none' && fusion !== 'feature-only';
}

/**
 * Fusion weights w [B, M, M]; row m weighs what RoI m receives, and sums to 1.
 * @param features h [B, M, D].
 * @param relation [B, M, M, E] as `relationInput` makes it; absent for variants that do not read it.
 */
export function fusionWeights(
  build: Build,
  config: NetworkConfig,
  features: Tensor,
  relation: Tensor | undefined,
): Tensor {
  const [B, M] = features.shape;
  if (config.fusion === 'none') {
    const identity = Float32Array.from({ length: M * M }, (_, i) => (i % (M + 1) === 0 ? 1 : 0));
    return expand(build.graph.constant(identity, [1, M, M]), [B, M, M]);
  }
  if (config.fusion === 'self-attention' && relation !== undefined) {
    return softmax(selfAttention(build, features, relation), 2);
  }
  const score = config.scorer === 'linear' ? linearScorer : tanhScorer;
  return softmax(score(build, features, relation), 2);
}

/** Eq. 4: the fused features u = w·h [B, M, D]. */
export function fuse(weights: Tensor, features: Tensor): Tensor {
  return matmul(weights, features);
}

/** Eq. 4: a linear layer over the pairs F_mn = [h_n, γ_mn] → [B, M, M, width], before its bias. */
function pairLayer(weight: Tensor, features: Tensor, relation: Tensor | undefined): Tensor {
  const [B, M, D] = features.shape;
  const ofFeature = linear(features, slice(weight, [0], [D], [1]));
  const everyRow = reshape(ofFeature, [B, 1, M, weight.shape[0]]);
  if (relation === undefined) return expand(everyRow, [B, M, M, weight.shape[0]]);
  return add(everyRow, linear(relation, slice(weight, [D], [weight.shape[1]], [1])));
}

/** Length of a pair's input. */
function pairFanIn(features: Tensor, relation: Tensor | undefined): number {
  return features.shape[2] + (relation?.shape[3] ?? 0);
}

/** Eq. 4: one scalar per pair. It has no bias, which softmax would cancel. */
function linearScorer(build: Build, features: Tensor, relation: Tensor | undefined): Tensor {
  const [B, M] = features.shape;
  const fanIn = pairFanIn(features, relation);
  const weight = build.graph.parameter('fuse.weight', [1, fanIn], fanInUniform());
  return reshape(pairLayer(weight, features, relation), [B, M, M]);
}

/** The released code's scorer: all pairs of a row together through a tanh MLP with tanh logits. */
function tanhScorer(build: Build, features: Tensor, relation: Tensor | undefined): Tensor {
  const [B, M] = features.shape;
  const fanIn = pairFanIn(features, relation);
  const layer = linearParameters(build, 'fuse_fc', fanIn, PAIR_WIDTH);
  const pairs = add(pairLayer(layer.weight, features, relation), layer.bias);
  let x = reshape(pairs, [B * M, M * PAIR_WIDTH]);
  x = tanh(linearLayer(build, x, 'attention.0', PAIR_WIDTH));
  x = tanh(linearLayer(build, x, 'attention.2', PAIR_WIDTH));
  x = tanh(linearLayer(build, x, 'attention.4', M));
  return reshape(x, [B, M, M]);
}

/**
 * Scaled dot products of tokens [h_m, γ(B_m)]. The paper names this variant (Figure 8) without its
 * sizes; here queries and keys are learned and the values are the features themselves, so that it
 * differs from the others in the scorer alone.
 */
function selfAttention(build: Build, features: Tensor, relation: Tensor): Tensor {
  const [B, M, D] = features.shape;
  const E = relation.shape[3];
  // each row of the absolute relation holds the codes of all M boxes
  const codes = reshape(slice(relation, [0], [1], [1]), [B, M, E]);
  const tokens = reshape(concat([features, codes], 2), [B * M, D + E]);
  const project = (name: string): Tensor =>
    reshape(linearLayer(build, tokens, name, KEY_WIDTH), [B, M, KEY_WIDTH]);
  const products = matmul(project('fuse.query'), transpose(project('fuse.key'), [0, 2, 1]));
  return mul(products, 1 / Math.sqrt(KEY_WIDTH));
}
