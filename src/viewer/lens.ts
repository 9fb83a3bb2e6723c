/**
 * @file The pinhole of a canvas. Whatever a view shows, it shows it through one of these: the camera
 * of the photograph, letterboxed into the canvas with its principal point where it is, or a plain
 * one for orbiting. Canvas pixels follow the house rule: whole coordinates are pixel centres, so a
 * canvas spans −0.5 … width − 0.5.
 */

import type { ImageSize, Intrinsics } from '../camera/index.ts';

/** `X = fx·x/z + cx`, `Y = fy·y/z + cy`; canvas pixels, camera frame. */
export type Lens = Pick<Intrinsics, 'fx' | 'fy' | 'cx' | 'cy'>;

/** Size of what is drawn on, in the pixels that pointers are counted in. */
export type Viewport = ImageSize;

/** Where a picture lies in a canvas: `canvas = scale · image + offset`, for pixel centres. */
export interface Letterbox {
  readonly scale: number;
  /** Offset, canvas pixels, as y. */
  readonly x: number;
  readonly y: number;
}

/** The largest whole view of a picture in a canvas, centred. */
export function letterbox(image: ImageSize, viewport: Viewport): Letterbox {
  const scale = Math.min(viewport.width / image.width, viewport.height / image.height);
  // the edges −0.5 of both are apart by half of what is left over
  const offset = (whole: number, shown: number): number =>
    (whole - scale * shown) / 2 + 0.5 * scale - 0.5;
  return {
    scale,
    x: offset(viewport.width, image.width),
    y: offset(viewport.height, image.height),
  };
}

/** The photograph's camera as the canvas sees it. */
export function lensThrough({ fx, fy, cx, cy }: Lens, { scale, x, y }: Letterbox): Lens {
  return { fx: scale * fx, fy: scale * fy, cx: scale * cx + x, cy: scale * cy + y };
}

/** A centred lens that shows at least `fovDeg` along the shorter side. */
export function lensOfFov(fovDeg: number, { width, height }: Viewport): Lens {
  const focal = Math.min(width, height) / 2 / Math.tan((fovDeg * Math.PI) / 360);
  return { fx: focal, fy: focal, cx: (width - 1) / 2, cy: (height - 1) / 2 };
}

/** The lens `s` of the way from one to another, written into `out`. */
export function mixLens(
  from: Lens,
  to: Lens,
  s: number,
  out: { -readonly [K in keyof Lens]: number },
): void {
  out.fx = from.fx + s * (to.fx - from.fx);
  out.fy = from.fy + s * (to.fy - from.fy);
  out.cx = from.cx + s * (to.cx - from.cx);
  out.cy = from.cy + s * (to.cy - from.cy);
}

/**
 * The OpenGL projection matrix of a lens, exact for any principal point: what it puts at a canvas pixel is what
 * the lens puts there.
 * @param near, far clip distances along the axis, metres.
 * @param out 16 numbers, column-major; from frame `gl` to clip coordinates.
 */
export function projectionMatrix(
  { fx, fy, cx, cy }: Lens,
  { width, height }: Viewport,
  near: number,
  far: number,
  out: Float64Array | number[] = new Float64Array(16),
): Float64Array | number[] {
  for (let i = 0; i < 16; i++) out[i] = 0;
  // z of the camera is −z of gl, and the fourth clip coordinate; y turns over twice
  out[0] = (2 * fx) / width;
  out[5] = (2 * fy) / height;
  out[8] = 1 - (2 * (cx + 0.5)) / width;
  out[9] = (2 * (cy + 0.5)) / height - 1;
  out[10] = -(far + near) / (far - near);
  out[11] = -1;
  out[14] = (-2 * far * near) / (far - near);
  return out;
}
