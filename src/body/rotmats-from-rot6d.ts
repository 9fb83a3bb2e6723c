/** @file The 6D representation as graph operations; the plain version and the layouts are in `math/`. */

import { MultiRoiError } from '../base/index.ts';
import {
  div,
  gather,
  maximum,
  mul,
  slice,
  sqrt,
  stack,
  square,
  sub,
  sum,
  type Tensor,
} from '../graph/index.ts';

/** `rowMajor`: the 3×2 matrix of two columns by rows (SPIN, CLIFF, the paper); `colMajor`: by columns. */
export type Rot6dLayout = 'rowMajor' | 'colMajor';

/** Columns shorter than 1e-12 are divided by that, as the published code does; the gradient stays finite. */
const MIN_SQUARED_LENGTH = 1e-24;

function dot(a: Tensor, b: Tensor): Tensor {
  return sum(mul(a, b), [-1], true);
}

function normalise(a: Tensor): Tensor {
  return div(a, sqrt(maximum(sum(square(a), [-1], true), MIN_SQUARED_LENGTH)));
}

function cross(a: Tensor, b: Tensor): Tensor {
  const turn = (x: Tensor, order: readonly number[]): Tensor => gather(x, order, -1);
  return sub(
    mul(turn(a, [1, 2, 0]), turn(b, [2, 0, 1])),
    mul(turn(a, [2, 0, 1]), turn(b, [1, 2, 0])),
  );
}

/**
 * Rotations […, 3, 3] of 6D vectors […, 6] by Gram–Schmidt (Zhou et al., CVPR 2019, Eq. 15).
 * @throws E_SHAPE unless the last axis has length 6.
 */
export function rotmatsFromRot6d(rot6d: Tensor, layout: Rot6dLayout): Tensor {
  const { shape } = rot6d;
  if (shape.at(-1) !== 6) {
    throw new MultiRoiError(
      'E_SHAPE',
      `rotmatsFromRot6d: expected [.., 6], got [${shape.join(', ')}]`,
    );
  }
  const leading = shape.slice(0, -1);
  const axis = leading.length;
  const column = (k: 0 | 1): Tensor =>
    layout === 'rowMajor'
      ? slice(rot6d, [k], [6], [axis], [2])
      : slice(rot6d, [3 * k], [3 * k + 3], [axis]);
  const x = normalise(column(0));
  const second = column(1);
  const y = normalise(sub(second, mul(dot(x, second), x)));
  return stack([x, y, cross(x, y)], axis + 1);
}
