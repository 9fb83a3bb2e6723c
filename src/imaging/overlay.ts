/** @file Bodies laid over the photograph they were seen in. */

import { project, type Intrinsics } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';
import { copyImage } from './canvas.ts';
import { personColour } from './colours.ts';
import { renderLayer, withNormals, type Layer, type Region, type SceneBody } from './render.ts';

/** How bodies lie over a photograph. */
export interface OverlayOptions {
  /** How much of the photograph a body hides, 0–1; default 0.85. */
  readonly opacity?: number;
}

/** Lays a layer over a picture, in place. */
export function composite(
  { width, data }: PixelImage,
  layer: Layer,
  region: Region,
  opacity: number,
): void {
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      const at = 4 * (y * region.width + x);
      const keep = 1 - opacity * layer[at + 3];
      if (keep === 1) continue;
      const i = 3 * ((region.y0 + y) * width + region.x0 + x);
      for (let k = 0; k < 3; k++) {
        data[i + k] = Math.round(keep * data[i + k] + opacity * layer[at + k]);
      }
    }
  }
}

/** The pixels bodies may touch; the whole picture when one reaches behind the camera. */
function regionOf(
  bodies: readonly SceneBody[],
  intrinsics: Intrinsics,
  { width, height }: PixelImage,
): Region | null {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { vertices, t } of bodies) {
    const uv = project(vertices, intrinsics, t);
    for (let i = 0; i < uv.length; i += 2) {
      if (Number.isNaN(uv[i])) return { x0: 0, y0: 0, width, height };
      x0 = Math.min(x0, uv[i]);
      y0 = Math.min(y0, uv[i + 1]);
      x1 = Math.max(x1, uv[i]);
      y1 = Math.max(y1, uv[i + 1]);
    }
  }
  const left = Math.max(0, Math.floor(x0 - 1));
  const top = Math.max(0, Math.floor(y0 - 1));
  const right = Math.min(width - 1, Math.ceil(x1 + 1));
  const bottom = Math.min(height - 1, Math.ceil(y1 + 1));
  if (right < left || bottom < top) return null;
  return { x0: left, y0: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * The photograph with soft-shaded bodies where the camera sees them.
 * @param intrinsics K of the photograph: `uv = K (X + t)`.
 * @throws E_RANGE for an opacity outside 0–1; E_SHAPE, E_NUMERIC for broken meshes.
 */
export function overlay(
  image: PixelImage,
  bodies: readonly SceneBody[],
  intrinsics: Intrinsics,
  { opacity = 0.85 }: OverlayOptions = {},
): PixelImage {
  checkLength('overlay', image.data.length, [image.height, image.width, 3]);
  if (!(opacity >= 0 && opacity <= 1)) {
    throw new MultiRoiError('E_RANGE', `overlay: expected an opacity from 0 to 1, got ${opacity}`);
  }
  const out = copyImage(image);
  const region = regionOf(bodies, intrinsics, image);
  if (region === null) return out;
  const shaded = bodies.map((body, i) => withNormals(body, body.colour ?? personColour(i)));
  composite(out, renderLayer(shaded, intrinsics, region), region, opacity);
  return out;
}
