/** @file The buffers a rasteriser draws into, reusable from frame to frame. */

import { MultiRoiError } from '../base/index.ts';

/** The longest side; with the sub-pixel grid it keeps the edge functions exact whole numbers. */
export const MAX_SIDE = 16384;
/** A gigabyte of buffers. */
const MAX_AREA = 2 ** 26;

/**
 * A z-buffer with what was hit in every pixel. `clear` before a new picture; several meshes may be
 * drawn into one target, telling them apart by `firstFace`.
 */
export class RasterTarget {
  readonly width: number;
  readonly height: number;
  /** Depth z [H, W], metres; Infinity where nothing was drawn. */
  readonly depth: Float32Array;
  /** Face drawn [H, W], −1 where nothing was. */
  readonly face: Int32Array;
  /** Perspective-correct weights [H, W, 2] of the face's second and third corner; the first has the rest. */
  readonly barycentric: Float32Array;
  /** Everything drawn since `clear` lies in columns x0 … x1 and rows y0 … y1; empty when x0 > x1. */
  readonly drawn: { x0: number; y0: number; x1: number; y1: number };
  #projected: Float64Array = new Float64Array(0);

  /** @throws E_RANGE for sides outside 1 … 16384 or more than 2²⁶ pixels. */
  constructor(width: number, height: number) {
    const fits = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= MAX_SIDE;
    if (!fits(width) || !fits(height) || width * height > MAX_AREA) {
      throw new MultiRoiError(
        'E_RANGE',
        `RasterTarget: expected sides of 1 to ${MAX_SIDE} and at most ${MAX_AREA} pixels, got ${width}×${height}; draw in tiles`,
      );
    }
    this.width = width;
    this.height = height;
    this.depth = new Float32Array(width * height).fill(Infinity);
    this.face = new Int32Array(width * height).fill(-1);
    this.barycentric = new Float32Array(2 * width * height);
    this.drawn = { x0: width, y0: height, x1: -1, y1: -1 };
  }

  /** Forgets what was drawn; costs as much as what was drawn. */
  clear(): void {
    const { drawn, width } = this;
    for (let y = drawn.y0; y <= drawn.y1; y++) {
      this.depth.fill(Infinity, y * width + drawn.x0, y * width + drawn.x1 + 1);
      this.face.fill(-1, y * width + drawn.x0, y * width + drawn.x1 + 1);
    }
    drawn.x0 = width;
    drawn.y0 = this.height;
    drawn.x1 = -1;
    drawn.y1 = -1;
  }

  /** Room for projected vertices [V, 3], kept between calls. @internal */
  projected(count: number): Float64Array {
    if (this.#projected.length < 3 * count) this.#projected = new Float64Array(3 * count);
    return this.#projected;
  }
}
