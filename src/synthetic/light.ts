/** @file Light of a scene: irradiance from everywhere as spherical harmonics, and one distant light. */

import { cos, sin } from '../base/index.ts';
import type { Rng } from '../base/index.ts';
import { rgbFromHsv, type Rgb } from './fabric.ts';

/** Relative to a mean of 1, so that exposure is the camera's matter. World axes, y up. */
export interface Light {
  /** [3, 9] red, green, blue: coefficients of the nine harmonics, cosine lobe applied (light from panoramas). */
  readonly irradiance: Float64Array;
  /** Unit vector towards the distant light. */
  readonly sun: Float64Array;
  /** Linear; black without a hard light. */
  readonly sunColour: Rgb;
}

/** A room or a sky: brighter from one side and above, tinted, with or without a hard light. */
export function sampleLight(rng: Rng): Light {
  const irradiance = new Float64Array(27);
  const sky = rgbFromHsv(rng.uniform(0.5, 0.68), rng.uniform(0, 0.2), 1);
  const azimuth = rng.uniform(-Math.PI, Math.PI);
  const side = rng.uniform(0, 0.5);
  const above = rng.uniform(0.05, 0.6);
  const warm = rgbFromHsv(rng.uniform(0.05, 0.15), rng.uniform(0, 0.35), 1);
  for (let c = 0; c < 3; c++) {
    const level = 3.545 * (0.5 * sky[c] + 0.5 * warm[c]) * rng.uniform(0.85, 1.05);
    irradiance[9 * c] = level;
    irradiance[9 * c + 1] = level * above;
    irradiance[9 * c + 2] = level * side * cos(azimuth);
    irradiance[9 * c + 3] = level * side * sin(azimuth);
    for (let k = 4; k < 9; k++) irradiance[9 * c + k] = level * rng.normal(0, 0.04);
  }
  const elevation = rng.uniform(0.35, 1.45);
  const turn = rng.chance(0.7) ? rng.uniform(-1.6, 1.6) : rng.uniform(-Math.PI, Math.PI);
  const strength = rng.chance(0.3) ? 0 : rng.uniform(0.2, 2.2);
  const sun = Float64Array.of(
    cos(elevation) * sin(turn),
    sin(elevation),
    cos(elevation) * cos(turn),
  );
  return {
    irradiance,
    sun,
    sunColour: [warm[0] * strength, warm[1] * strength, warm[2] * strength],
  };
}

/** The irradiance from a direction of the world for one channel, ≥ 0. */
export function irradianceAt(
  light: Light,
  channel: number,
  x: number,
  y: number,
  z: number,
): number {
  const e = light.irradiance;
  const i = 9 * channel;
  const value =
    0.282095 * e[i] +
    0.488603 * (e[i + 1] * y + e[i + 2] * z + e[i + 3] * x) +
    1.092548 * (e[i + 4] * x * y + e[i + 5] * y * z + e[i + 7] * x * z) +
    0.315392 * e[i + 6] * (3 * z * z - 1) +
    0.546274 * e[i + 8] * (x * x - y * y);
  return value > 0 ? value : 0;
}
