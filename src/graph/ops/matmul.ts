/** @file Matrix products: batched with broadcasting, and the dense layer. */

import { sizeOf } from '../../base/index.ts';
import type { Tensor } from '../graph.ts';
import { reshape, sumTo } from './arithmetic.ts';
import { transpose } from './layout.ts';
import { broadcast, floating, int, sameType, shapeError, show } from './check.ts';

/** Swaps the last two axes. */
export function transposeLast(x: Tensor): Tensor {
  const rank = x.shape.length;
  const order = x.shape.map((_, i) => i);
  return transpose(x, order.with(rank - 1, rank - 2).with(rank - 2, rank - 1));
}

/**
 * The product of the last two axes, [.., N, D] by [.., D, P] → [.., N, P]; the leading axes broadcast.
 * @throws E_SHAPE for vectors (reshape them) or when the inner lengths differ.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  sameType('matmul', a, b);
  floating('matmul', a);
  const inner = a.shape.at(-1);
  if (a.shape.length < 2 || b.shape.length < 2 || inner !== b.shape.at(-2)) {
    throw shapeError(
      'matmul',
      '[.., N, D] and [.., D, P]',
      `${show(a.shape)} and ${show(b.shape)}`,
    );
  }
  const leading = broadcast('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return a.graph.emit(
    {
      op: 'MatMul',
      inputs: [a, b],
      gradient: ([dy], [forA, forB]) => {
        if (dy === undefined) return [];
        return [
          forA ? sumTo(matmul(dy, transposeLast(b)), a.shape) : undefined,
          forB ? gradientOfRight(a, b, dy) : undefined,
        ];
      },
    },
    { shape: [...leading, a.shape[a.shape.length - 2], b.shape[b.shape.length - 1]], type: a.type },
  );
}

function gradientOfRight(a: Tensor, b: Tensor, dy: Tensor): Tensor {
  // one matrix for every row of a: one product over all rows instead of a batch of them and a sum
  if (b.shape.length === 2) {
    const rows = (x: Tensor): Tensor => reshape(x, [-1, x.shape[x.shape.length - 1]]);
    return gemm(rows(a), rows(dy), undefined, { transA: true });
  }
  return sumTo(matmul(transposeLast(a), dy), b.shape);
}

/** op(a)·op(b) + c for matrices, where op may transpose and c broadcasts to the result. */
export function gemm(
  a: Tensor,
  b: Tensor,
  c?: Tensor,
  { transA = false, transB = false }: { transA?: boolean; transB?: boolean } = {},
): Tensor {
  sameType('gemm', a, b, c);
  floating('gemm', a);
  const [n, inner] = transA ? a.shape.toReversed() : a.shape;
  const [other, p] = transB ? b.shape.toReversed() : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== other) {
    throw shapeError('gemm', '[N, D] and [D, P]', `${show(a.shape)} and ${show(b.shape)}`);
  }
  if (c !== undefined && broadcast('gemm', c.shape, [n, p]).join() !== [n, p].join()) {
    throw shapeError('gemm', `a bias that broadcasts to [${n}, ${p}]`, show(c.shape));
  }
  return a.graph.emit(
    {
      op: 'Gemm',
      inputs: c === undefined ? [a, b] : [a, b, c],
      attributes: { transA: int(transA ? 1 : 0), transB: int(transB ? 1 : 0) },
      gradient: ([dy], [forA, forB, forC]) => {
        if (dy === undefined) return [];
        const da = (): Tensor =>
          transA
            ? gemm(b, dy, undefined, { transA: transB, transB: true })
            : gemm(dy, b, undefined, { transB: !transB });
        const db = (): Tensor =>
          transB
            ? gemm(dy, a, undefined, { transA: true, transB: transA })
            : gemm(a, dy, undefined, { transA: !transA });
        return [
          forA ? da() : undefined,
          forB ? db() : undefined,
          forC && c ? sumTo(dy, c.shape) : undefined,
        ];
      },
    },
    { shape: [n, p], type: a.type },
  );
}

/** The dense layer x·Wᵀ + b: x [.., I], weight [O, I] (PyTorch's layout), bias [O] → [.., O]. */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const inner = x.shape.at(-1);
  if (weight.shape.length !== 2 || weight.shape[1] !== inner) {
    throw shapeError(
      'linear',
      `a weight [O, ${inner ?? '?'}] for ${show(x.shape)}`,
      show(weight.shape),
    );
  }
  const [outer] = weight.shape;
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== outer)) {
    throw shapeError('linear', `a bias [${outer}]`, show(bias.shape));
  }
  const rows = reshape(x, [sizeOf(x.shape.slice(0, -1)), inner]);
  return reshape(gemm(rows, weight, bias, { transB: true }), [...x.shape.slice(0, -1), outer]);
}
