/** @file Photographic surroundings with their light, made by `tools/make-panoramas.ts`. */

import { atan2 } from '../base/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { parseJson } from '../format/index.ts';
import type { PixelImage } from '../platform/index.ts';
import type { Light } from './light.ts';

/** One entry of `panoramas.json`. */
export interface PanoramaEntry {
  readonly file: string;
  readonly light: Light;
}

/** An equirectangular picture that looks along any direction. */
export class PanoramaImage {
  readonly #image: PixelImage;

  constructor(image: PixelImage) {
    this.#image = image;
  }

  /** Light measured relative to the surroundings' mean, brought to the exposure of this picture. */
  exposed(light: Light): Light {
    const { data } = this.#image;
    let sum = 0;
    for (const value of data) sum += (value / 255) * (value / 255);
    const mean = Math.min(MEAN_RANGE[1], Math.max(MEAN_RANGE[0], sum / data.length));
    const [r, g, b] = light.sunColour;
    const gain = KEY * mean;
    return {
      sun: light.sun,
      sunColour: [gain * r, gain * g, gain * b],
      irradiance: light.irradiance.map((value) => gain * value),
    };
  }

  /** Replaces a direction of the world, turned by `yaw` radians, by the linear light from there, bilinear. */
  sample(pixel: Float64Array, yaw: number): void {
    const x = pixel[0];
    const y = pixel[1];
    const z = pixel[2];
    const { width, height, data } = this.#image;
    const azimuth = atan2(z, x) + yaw;
    const u = (azimuth / (2 * Math.PI)) * width - 0.5;
    const v = (atan2(Math.sqrt(x * x + z * z), y) / Math.PI) * height - 0.5;
    const row = Math.min(height - 2, Math.max(0, Math.floor(v)));
    const column = Math.floor(u);
    const fu = u - column;
    const fv = Math.min(1, Math.max(0, v - row));
    const left = ((column % width) + width) % width;
    const right = (left + 1) % width;
    const a = 3 * (row * width + left);
    const b = 3 * (row * width + right);
    const below = 3 * width;
    for (let c = 0; c < 3; c++) {
      const top = data[a + c] + (data[b + c] - data[a + c]) * fu;
      const low = data[a + below + c] + (data[b + below + c] - data[a + below + c]) * fu;
      const display = (top + (low - top) * fv) / 255;
      pixel[c] = display * display;
    }
  }
}

/** People stand a little brighter than the mean of their surroundings, as photographers expose them. */
const KEY = 1.7;
const MEAN_RANGE = [0.12, 0.5] as const;

function numbers(value: unknown, count: number): number[] {
  const list = Array.isArray(value) ? value.map(Number) : [];
  if (list.length !== count || !list.every((number) => Number.isFinite(number))) {
    throw new MultiRoiError(
      'E_FORMAT',
      `panoramas: expected ${count} numbers, got ${String(value)}`,
    );
  }
  return list;
}

/** Reads `panoramas.json`. @throws E_FORMAT */
export function parsePanoramaIndex(text: string): PanoramaEntry[] {
  const parsed = parseJson('panoramas', text);
  if (!Array.isArray(parsed)) {
    throw new MultiRoiError('E_FORMAT', 'panoramas: expected a list, got something else');
  }
  return parsed.map((entry: Record<string, unknown>) => {
    const [r, g, b] = numbers(entry['sunColour'], 3);
    return {
      file: String(entry['file']),
      light: {
        irradiance: Float64Array.from(numbers(entry['irradiance'], 27)),
        sun: Float64Array.from(numbers(entry['sun'], 3)),
        sunColour: [r, g, b],
      },
    };
  });
}
