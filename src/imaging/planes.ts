/** @file From 8-bit interleaved RGB to the normalised planes [3, H, W] a network takes. */

import { MultiRoiError } from '../base/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';

/** `(v/255 − mean)/std` per channel, R G B. */
export interface ChannelStatistics {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Statistics of ImageNet, what the ResNet and HRNet encoders were trained with. */
export const IMAGENET: ChannelStatistics = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** Plain 0–1, what the light encoder takes. */
export const UNIT: ChannelStatistics = { mean: [0, 0, 0], std: [1, 1, 1] };

/** The 256 values of a channel, rounded to float32 after every step as a float32 tensor library would. */
function lookUp(mean: number, std: number): Float32Array {
  return Float32Array.from(
    { length: 256 },
    (_, v) => Math.fround(Math.fround(v / 255) - Math.fround(mean)) / Math.fround(std),
  );
}

type Tables = readonly [red: Float32Array, green: Float32Array, blue: Float32Array];

/** They take as long as a twentieth of a crop, and every crop of a network has the same. */
const TABLES = new WeakMap<ChannelStatistics, Tables>();

/** @throws E_RANGE for a std that is not positive. */
function tablesOf(statistics: ChannelStatistics): Tables {
  const known = TABLES.get(statistics);
  if (known !== undefined) return known;
  const { mean, std } = statistics;
  if (![...mean, ...std].every(Number.isFinite) || !std.every((s) => s > 0)) {
    throw new MultiRoiError(
      'E_RANGE',
      `cropPlanes: expected a finite mean and a positive std, got [${mean.join(', ')}] and [${std.join(', ')}]`,
    );
  }
  const made: Tables = [lookUp(mean[0], std[0]), lookUp(mean[1], std[1]), lookUp(mean[2], std[2])];
  TABLES.set(statistics, made);
  return made;
}

/**
 * Writes crops [N, 3, H, W] one after the other.
 * @param crops one crop or several of one size.
 * @param out filled from `offset` on.
 * @returns the offset after the last number written.
 * @throws E_SHAPE when sizes differ or `out` is too short; E_RANGE for a std that is not positive.
 */
export function cropPlanes(
  crops: PixelImage | readonly PixelImage[],
  statistics: ChannelStatistics,
  out: Float32Array,
  offset = 0,
): number {
  const list = 'data' in crops ? [crops] : crops;
  const [red, green, blue] = tablesOf(statistics);
  const area = list.length === 0 ? 0 : list[0].width * list[0].height;
  for (const { width, height, data } of list) {
    if (width !== list[0].width || height !== list[0].height) {
      throw new MultiRoiError(
        'E_SHAPE',
        `cropPlanes: expected crops of one size, got ${list[0].width}×${list[0].height} and ${width}×${height}`,
      );
    }
    checkLength('cropPlanes', data.length, [height, width, 3]);
  }
  const end = offset + 3 * area * list.length;
  if (!Number.isInteger(offset) || offset < 0 || end > out.length) {
    throw new MultiRoiError(
      'E_SHAPE',
      `cropPlanes: expected room for ${end - offset} numbers at ${offset}, got ${out.length} in all`,
    );
  }
  let start = offset;
  for (const { data } of list) {
    for (let i = start, j = 0; i < start + area; i++, j += 3) {
      out[i] = red[data[j]];
      out[i + area] = green[data[j + 1]];
      out[i + 2 * area] = blue[data[j + 2]];
    }
    start += 3 * area;
  }
  return end;
}
