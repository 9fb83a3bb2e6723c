/** @file Crops against OpenCV 4.6, byte for byte through checksums and samples. */
import { expect, test } from 'vitest';
import { cropTransform } from '../../src/camera/index.ts';
import { halfSize, warpCrop } from '../../src/imaging/index.ts';
import type { PixelImage } from '../../src/platform.ts';
import golden from './crop.json' with { type: 'json' };

/** The reference's hash generator: floor(u · 256) for `crop.image`. */
function hashedImage(width: number, height: number): PixelImage {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode('crop.image')) {
    seed = Math.imul(seed ^ byte, 0x01000193);
  }
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    let t = (seed + Math.imul(i + 1, 0x6d2b79f5)) | 0;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 24;
  });
  return { width, height, data };
}

const image = hashedImage(160, 120);
const sum = (data: Uint8Array): number => data.reduce((total, v) => total + v, 0);

test.each(golden.crops)('RoI $roi turned $rot°: every byte', ({ center, scale, rot, ...want }) => {
  const size = 200 * scale;
  const roi = { center: [center[0], center[1]] as const, size, width: 0.75 * size };
  const { data } = warpCrop(image, cropTransform(roi, 192, 256, rot), 192, 256);
  expect(sum(data)).toBe(want.sum);
  expect(data.reduce((total, v, i) => total + v * (i % 251), 0)).toBe(want.weighted);
  const samples = want.row128.map((_, i) => [
    ...data.subarray((128 * 192 + 32 * i) * 3, (128 * 192 + 32 * i + 1) * 3),
  ]);
  expect(samples).toEqual(want.row128);
});

test('exact halving', () => {
  const { width, height, data } = halfSize(image);
  expect([width, height, sum(data)]).toEqual([80, 60, golden.half.sum]);
  expect([...data.subarray(0, 6)]).toEqual(golden.half.first6);
});
