/** @file Batch and layer normalisation. */

import { sizeOf } from '../../base/index.ts';
import type { Tensor } from '../graph.ts';
import { add, div, mean, mul, neg, reshape, sub, sum, sumTo } from './arithmetic.ts';
import { sqrt, square } from './elementwise.ts';
import { float, floating, int, sameType, shapeError, show } from './check.ts';

/** Per-channel vectors [C]. In mode `batch` the mean and variance must be states. */
export interface BatchNormTensors {
  readonly scale: Tensor;
  readonly bias: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Which statistics normalise, and how the running ones follow. */
export interface BatchNormOptions {
  /**
   * `batch`: normalise by the statistics of this batch and update the running ones.
   * `frozen`: normalise by the running statistics.
   */
  readonly mode: 'batch' | 'frozen';
  readonly eps?: number;
  /** Weight of the new batch in the running statistics. */
  readonly momentum?: number;
}

/** PyTorch's defaults. */
export const BATCH_NORM_DEFAULTS: { readonly eps: number; readonly momentum: number } = {
  eps: 1e-5,
  momentum: 0.1,
};

/**
 * Batch normalisation of x [B, C, H, W] or [B, C] over all but the channels (Ioffe and Szegedy 2015).
 * Batches are normalised by the biased variance; running statistics keep the unbiased one, as in PyTorch.
 */
export function batchNorm(x: Tensor, tensors: BatchNormTensors, options: BatchNormOptions): Tensor {
  const { mode, eps, momentum } = { ...BATCH_NORM_DEFAULTS, ...options };
  const { scale, bias } = tensors;
  floating('batchNorm', x);
  sameType('batchNorm', x, scale, bias, tensors.mean, tensors.variance);
  const channels = x.shape[1];
  for (const vector of [scale, bias, tensors.mean, tensors.variance]) {
    if (x.shape.length < 2 || vector.shape.length !== 1 || vector.shape[0] !== channels) {
      const got = `${show(x.shape)} and ${show(vector.shape)}`;
      throw shapeError('batchNorm', 'x [B, C, ..] and vectors [C]', got);
    }
  }
  if (mode === 'frozen') {
    return normalise(x, scale, bias, tensors.mean, tensors.variance, eps, 'statistics given');
  }

  const axes = x.shape.flatMap((_, i) => (i === 1 ? [] : [i]));
  const count = sizeOf(x.shape) / channels;
  if (count < 2) throw shapeError('batchNorm', 'two values a channel or more', show(x.shape));
  const batchMean = mean(x, axes);
  const centred = sub(x, reshape(batchMean, spread(x)));
  const variance = mean(square(centred), axes);
  const running = (state: Tensor, now: Tensor): void =>
    x.graph.update(state, add(mul(state, 1 - momentum), mul(now, momentum)));
  running(tensors.mean, batchMean);
  running(tensors.variance, mul(variance, count / (count - 1)));
  return normalise(x, scale, bias, batchMean, variance, eps, 'statistics of x');
}

/** The shape that lays a channel vector along axis 1. */
function spread(x: Tensor): number[] {
  return x.shape.map((length, i) => (i === 1 ? length : 1));
}

/**
 * scale·(x − μ)/√(σ² + ε) + bias as one operator. With `statistics of x` the gradient in x includes
 * the way through μ and σ², so nothing flows into those two.
 */
function normalise(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  mu: Tensor,
  variance: Tensor,
  eps: number,
  source: 'statistics given' | 'statistics of x',
): Tensor {
  const along = spread(x);
  const axes = x.shape.flatMap((_, i) => (i === 1 ? [] : [i]));
  const count = sizeOf(x.shape) / x.shape[1];
  return x.graph.emit(
    {
      op: 'BatchNormalization',
      inputs: [x, scale, bias, mu, variance],
      attributes: { epsilon: float(eps) },
      gradient: ([dy], [forX, forScale, forBias, forMean, forVariance]) => {
        if (dy === undefined) return [];
        const inverse = div(1, sqrt(add(variance, eps)));
        const dbias = (): Tensor => sum(dy, axes);
        const centred = sub(x, reshape(mu, along));
        const dscale = (): Tensor => mul(sum(mul(dy, centred), axes), inverse);
        const factor = mul(scale, inverse);
        const dx = (): Tensor => {
          const direct = mul(dy, reshape(factor, along));
          if (source === 'statistics given') return direct;
          // dx = s/σ · (dy − mean(dy) − x̂·mean(dy·x̂)), gathered into one slope and one offset of
          // a channel, which the operator itself applies in one pass over the pixels
          const slope = mul(factor, mul(dscale(), -1 / count));
          const offset = mul(mul(factor, dbias()), -1 / count);
          return add(direct, normalise(x, slope, offset, mu, variance, eps, 'statistics given'));
        };
        const given = source === 'statistics given';
        return [
          forX ? dx() : undefined,
          forScale ? dscale() : undefined,
          forBias ? dbias() : undefined,
          forMean && given ? neg(mul(dbias(), factor)) : undefined,
          forVariance && given ? mul(mul(dscale(), mul(factor, inverse)), -0.5) : undefined,
        ];
      },
    },
    { shape: x.shape, type: x.type },
  );
}

/** Normalises the last axis to mean 0 and variance 1, then scale [D] and bias [D] (Ba et al. 2016). */
export function layerNorm(x: Tensor, scale: Tensor, bias: Tensor, eps: number = 1e-5): Tensor {
  floating('layerNorm', x);
  sameType('layerNorm', x, scale, bias);
  const width = x.shape.at(-1);
  for (const vector of [scale, bias]) {
    if (vector.shape.length !== 1 || vector.shape[0] !== width) {
      throw shapeError('layerNorm', `[${width ?? '?'}] for ${show(x.shape)}`, show(vector.shape));
    }
  }
  return x.graph.emit(
    {
      op: 'LayerNormalization',
      inputs: [x, scale, bias],
      attributes: { axis: int(-1), epsilon: float(eps) },
      gradient: ([dy], [forX, forScale, forBias]) => {
        if (dy === undefined) return [];
        const centred = sub(x, mean(x, [-1], true));
        const inverse = div(1, sqrt(add(mean(square(centred), [-1], true), eps)));
        const unit = mul(centred, inverse);
        const du = mul(dy, scale);
        const dx = (): Tensor => {
          const level = sub(du, mean(du, [-1], true));
          return mul(sub(level, mul(unit, mean(mul(du, unit), [-1], true))), inverse);
        };
        return [
          forX ? dx() : undefined,
          forScale ? sumTo(mul(dy, unit), scale.shape) : undefined,
          forBias ? sumTo(dy, bias.shape) : undefined,
        ];
      },
    },
    { shape: x.shape, type: x.type },
  );
}
