/** @file Noise on a crop's colours. */

import type { PixelImage } from '../../platform/index.ts';

/**
 * Multiplies red, green and blue in place. Products are cut at 255 and truncated to 8 bits, as where the
 * reference writes them back into its picture.
 */
export function applyChannelGains(
  { data }: PixelImage,
  gains: readonly [number, number, number],
): void {
  if (gains.every((gain) => gain === 1)) return;
  const tables = gains.map((gain) =>
    Uint8Array.from({ length: 256 }, (_, v) => Math.min(255, Math.max(0, v * gain))),
  );
  for (let i = 0; i < data.length; i += 3) {
    data[i] = tables[0][data[i]];
    data[i + 1] = tables[1][data[i + 1]];
    data[i + 2] = tables[2][data[i + 2]];
  }
}
