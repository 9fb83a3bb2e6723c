/** @file Rodrigues' formula as graph operations; the plain version is in `math/`. */

import { MultiRoiError } from '../base/index.ts';
import {
  add,
  div,
  mul,
  reshape,
  sin,
  slice,
  sqrt,
  stack,
  sub,
  sum,
  type Tensor,
} from '../graph/index.ts';

/** Keeps the root's gradient finite at no rotation; a turn of 1e-5 rad is far below float32's own error. */
const TINY = 1e-10;

/** sin(x)/x of a positive x. */
function sinc(x: Tensor): Tensor {
  return div(sin(x), x);
}

/**
 * Rotations […, 3, 3] of axis-angle vectors […, 3]: R = I + sinc(θ) [a]× + ½ sinc²(θ/2) [a]×².
 * @throws E_SHAPE unless the last axis has length 3.
 */
export function rotmatsFromAxisAngle(axisAngle: Tensor): Tensor {
  const { shape } = axisAngle;
  if (shape.at(-1) !== 3) {
    throw new MultiRoiError(
      'E_SHAPE',
      `rotmatsFromAxisAngle: expected [.., 3], got [${shape.join(', ')}]`,
    );
  }
  const axis = shape.length - 1;
  const [x, y, z] = [0, 1, 2].map((k) => slice(axisAngle, [k], [k + 1], [axis]));
  const angle = sqrt(add(sum(mul(axisAngle, axisAngle), [axis], true), TINY));
  const s = sinc(angle);
  const half = sinc(mul(angle, 0.5));
  // (1 − cos θ)/θ² cancels for small θ; the half-angle form does not
  const c = mul(mul(half, half), 0.5);
  const across = (a: Tensor, b: Tensor): Tensor => mul(c, mul(a, b));
  const one = (a: Tensor, b: Tensor): Tensor => sub(1, mul(c, add(mul(a, a), mul(b, b))));
  const [sx, sy, sz] = [x, y, z].map((component) => mul(s, component));
  // oxfmt-ignore
  const entries = [
    one(y, z), sub(across(x, y), sz), add(across(x, z), sy),
    add(across(x, y), sz), one(x, z), sub(across(y, z), sx),
    sub(across(x, z), sy), add(across(y, z), sx), one(x, y),
  ];
  return reshape(stack(entries, axis), [...shape.slice(0, -1), 3, 3]);
}
