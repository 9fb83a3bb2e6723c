/**
 * @file Resizing of planes, NCHW. Both ways are separable and linear in the pixels, y = V x Hᵀ with
 * sparse V [H′, H] and H [W′, W]; the gradient applies the transposed matrices.
 */

import type { Tensor } from '../graph.ts';
import { matmul } from './matmul.ts';
import { floating, indices, shapeError, show, word } from './check.ts';

/** Where pixels are taken to lie. */
export interface ResizeOptions {
  /**
   * True: pixels are areas and their centres are aligned (PyTorch `align_corners=False`, TFLite
   * `half_pixel_centers`). False: pixels are points and the first ones are aligned.
   */
  readonly halfPixel: boolean;
}

type Kind = 'nearest' | 'linear';

const FRACTIONS: ReadonlySet<number> = new Set([1 / 2, 1 / 4, 1 / 8, 1 / 16]);

/** Sparse interpolation weights of one axis as a dense [to, from] matrix, row-major. */
function interpolation(from: number, to: number, kind: Kind, halfPixel: boolean): Float32Array {
  const matrix = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const at = halfPixel ? ((i + 0.5) * from) / to - 0.5 : (i * from) / to;
    if (kind === 'nearest') {
      const p = Math.floor(halfPixel ? at + 0.5 : at);
      matrix[i * from + Math.max(0, Math.min(from - 1, p))] = 1;
      continue;
    }
    const inside = Math.max(0, Math.min(from - 1, at));
    const low = Math.min(Math.floor(inside), from - 1);
    const high = Math.min(low + 1, from - 1);
    matrix[i * from + low] += 1 - (inside - low);
    matrix[i * from + high] += inside - low;
  }
  return matrix;
}

function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]);
}

function resize(
  who: string,
  x: Tensor,
  size: readonly [number, number],
  kind: Kind,
  halfPixel: boolean,
): Tensor {
  floating(who, x);
  if (x.shape.length !== 4) throw shapeError(who, 'x [B, C, H, W]', show(x.shape));
  if (!size.every((n) => Number.isInteger(n) && n > 0)) {
    throw shapeError(who, 'a size of whole pixels', show(size));
  }
  const [batch, channels, height, width] = x.shape;
  if (size[0] === height && size[1] === width) return x;
  const shape = [batch, channels, ...size];
  const back = (dy: Tensor): Tensor => {
    const vertical = transposed(interpolation(height, size[0], kind, halfPixel), size[0], height);
    const horizontal = interpolation(width, size[1], kind, halfPixel);
    return matmul(
      matmul(x.graph.constant(vertical, [height, size[0]], x.type), dy),
      x.graph.constant(horizontal, [size[1], width], x.type),
    );
  };
  const factors = [size[0] / height, size[1] / width];
  // whole factors and halves of halves are exact, and unlike sizes they leave the batch open
  const target = factors.every((factor) => Number.isInteger(factor) || FRACTIONS.has(factor))
    ? [x.graph.constant([1, 1, ...factors])]
    : [undefined, indices(x, shape)];
  return x.graph.emit(
    {
      op: 'Resize',
      inputs: [x, undefined, ...target],
      attributes: {
        coordinate_transformation_mode: word(halfPixel ? 'half_pixel' : 'asymmetric'),
        mode: word(kind),
        // round half up of the centre-aligned place is the floor of the area-aligned one
        ...(kind === 'nearest' && {
          nearest_mode: word(halfPixel ? 'round_prefer_ceil' : 'floor'),
        }),
      },
      gradient: ([dy]) => [dy && back(dy)],
    },
    { shape, type: x.type },
  );
}

/** Every output pixel copies one input pixel; `halfPixel: false` is PyTorch's and HRNet's `nearest`. */
export function resizeNearest(
  x: Tensor,
  size: readonly [number, number],
  { halfPixel }: ResizeOptions = { halfPixel: false },
): Tensor {
  return resize('resizeNearest', x, size, 'nearest', halfPixel);
}

/** Bilinear interpolation between the four nearest pixels, without prefilter. */
export function resizeBilinear(
  x: Tensor,
  size: readonly [number, number],
  { halfPixel }: ResizeOptions = { halfPixel: true },
): Tensor {
  return resize('resizeBilinear', x, size, 'linear', halfPixel);
}
