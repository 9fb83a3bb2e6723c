/** @file Folding of batch normalisation into the layers before it, on numbers. */

import { MultiRoiError } from '../base/index.ts';
import type { Weights } from '../platform/index.ts';
import { NORM_EPS, type Fold } from './layers.ts';

interface Float32Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

function float32(weights: Weights, name: string): Float32Tensor {
  const tensor = weights.get(name);
  if (!(tensor?.data instanceof Float32Array)) {
    const got = tensor === undefined ? 'none' : tensor.type;
    throw new MultiRoiError('E_CONFIG', `foldBatchNorm: expected float32 '${name}', got ${got}`);
  }
  return { shape: tensor.shape, data: tensor.data };
}

/**
 * Weights in which every normalisation y = γ(x − μ)/√(σ² + ε) + β of `folds` has become a scale of its
 * layer's weight and a bias: what a network built with `normalisation: 'folded'` reads. Float64 inside.
 * @param folds as `buildNetwork` returns them.
 * @throws E_CONFIG when a tensor is absent or not float32.
 */
export function foldBatchNorm(weights: Weights, folds: readonly Fold[]): Weights {
  const out = new Map(weights);
  for (const { layer, norm } of folds) {
    const weight = float32(weights, `${layer}.weight`);
    const scale = float32(weights, `${norm}.weight`).data;
    const shift = float32(weights, `${norm}.bias`).data;
    const mean = float32(weights, `${norm}.running_mean`).data;
    const variance = float32(weights, `${norm}.running_var`).data;
    const oldBias = weights.has(`${layer}.bias`) ? float32(weights, `${layer}.bias`).data : null;
    const channels = scale.length;
    const fanIn = weight.data.length / channels;
    const folded = new Float32Array(weight.data.length);
    const bias = new Float32Array(channels);
    for (let c = 0; c < channels; c++) {
      const factor = scale[c] / Math.sqrt(variance[c] + NORM_EPS);
      bias[c] = shift[c] + ((oldBias?.[c] ?? 0) - mean[c]) * factor;
      for (let i = c * fanIn; i < (c + 1) * fanIn; i++) folded[i] = weight.data[i] * factor;
    }
    out.set(`${layer}.weight`, { type: 'float32', shape: weight.shape, data: folded });
    out.set(`${layer}.bias`, { type: 'float32', shape: [channels], data: bias });
    for (const part of ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked']) {
      out.delete(`${norm}.${part}`);
    }
  }
  return out;
}
