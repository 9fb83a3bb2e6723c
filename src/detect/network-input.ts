/**
 * @file From a rectangle of an image to the planes a detection network takes, and the map back.
 * Networks count pixels by their corners (the first one spans 0…1), images by their centres.
 */

import { invertAffine, type Affine, type Box } from '../camera/index.ts';
import { shrink, warpCrop } from '../imaging/index.ts';
import type { HostTensor, PixelImage } from '../platform/index.ts';

/** How a network wants its pixels. */
export interface InputFormat {
  /** `stretch` distorts the region to the input; the others keep its aspect and fill the rest. */
  readonly fit: 'stretch' | 'letterboxCentre' | 'letterboxCorner';
  /** Grey level 0–255 of what the region does not cover. */
  readonly fill: number;
  readonly channels: 'rgb' | 'bgr';
  /** Input value = grey level · `gain` + `offset`. */
  readonly gain: number;
  readonly offset: number;
}

/** Regions of an image as a detector's input, and the way back. */
export interface NetworkInput {
  /** [N, 3, H, W] float32. */
  readonly images: HostTensor;
  /** Input pixels (corner convention) → image pixels, one map a region. */
  readonly imageFromInput: readonly Affine[];
}

/** The map of one region onto a `width` × `height` input, image pixels → input pixels (centres). */
export function inputFromImage(
  region: Box,
  width: number,
  height: number,
  fit: InputFormat['fit'],
): Affine {
  let scaleX = width / (region.x1 - region.x0);
  let scaleY = height / (region.y1 - region.y0);
  if (fit !== 'stretch') scaleX = scaleY = Math.min(scaleX, scaleY);
  const centred = fit === 'letterboxCentre' ? 0.5 : 0;
  const marginX = (width - scaleX * (region.x1 - region.x0)) * centred;
  const marginY = (height - scaleY * (region.y1 - region.y0)) * centred;
  // a region's corner lands on the input's corner, which lies at −0.5 for centres
  return [
    scaleX,
    0,
    marginX - scaleX * region.x0 - 0.5,
    0,
    scaleY,
    marginY - scaleY * region.y0 - 0.5,
  ];
}

/** Cuts every region and lays the planes of all of them into one batch. */
export function networkInput(
  image: PixelImage,
  regions: readonly Box[],
  width: number,
  height: number,
  format: InputFormat,
): NetworkInput {
  const area = width * height;
  const data = new Float32Array(regions.length * 3 * area);
  const sources = new Map<number, PixelImage>([[1, image]]);
  const imageFromInput = regions.map((region, n) => {
    const forward = inputFromImage(region, width, height, format.fit);
    // bilinear sampling sees 2×2 pixels: without the mean over k×k first, large photographs alias
    const k = Math.max(1, Math.floor(1 / Math.max(forward[0], forward[4])));
    const source = sources.get(k) ?? shrink(image, k);
    sources.set(k, source);
    const crop = warpCrop(source, fromShrunk(forward, k), width, height);
    const covered = coveredPixels(forward, region, width, height);
    fillPlanes(data.subarray(n * 3 * area, (n + 1) * 3 * area), crop, covered, format);
    const [a, , c, , e, f] = invertAffine(forward);
    // corner convention in, centres out
    return [a, 0, c - 0.5 * a, 0, e, f - 0.5 * e] as const;
  });
  const images = { type: 'float32', shape: [regions.length, 3, height, width], data } as const;
  return { images, imageFromInput };
}

/** The same map for an image whose pixels are means of k×k: centre x of it is k·x + (k−1)/2. */
function fromShrunk([a, , c, , e, f]: Affine, k: number): Affine {
  const shift = (k - 1) / 2;
  return [a * k, 0, c + a * shift, 0, e * k, f + e * shift];
}

/** Columns and rows [x0, y0, x1, y1) of the input that show the region. */
function coveredPixels(
  [a, , c, , e, f]: Affine,
  { x0, y0, x1, y1 }: Box,
  width: number,
  height: number,
): readonly [number, number, number, number] {
  return [
    Math.max(0, Math.round(a * x0 + c + 0.5)),
    Math.max(0, Math.round(e * y0 + f + 0.5)),
    Math.min(width, Math.round(a * x1 + c + 0.5)),
    Math.min(height, Math.round(e * y1 + f + 0.5)),
  ];
}

function fillPlanes(
  out: Float32Array,
  crop: PixelImage,
  [left, top, right, bottom]: readonly [number, number, number, number],
  { fill, channels, gain, offset }: InputFormat,
): void {
  const { width, height, data } = crop;
  const area = width * height;
  if (right - left < width || bottom - top < height) out.fill(fill * gain + offset);
  const first = channels === 'rgb' ? 0 : 2 * area;
  const last = 2 * area - first;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const pixel = y * width + x;
      out[first + pixel] = data[3 * pixel] * gain + offset;
      out[area + pixel] = data[3 * pixel + 1] * gain + offset;
      out[last + pixel] = data[3 * pixel + 2] * gain + offset;
    }
  }
}
