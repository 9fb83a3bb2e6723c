/** @file Crops against OpenCV 4.6, byte for byte through checksums and samples. */
import { expect, test } from 'vitest';
import { cropTransform } from '../../src/camera/index.ts';
import { shrink, warpCrop } from '../../src/imaging/index.ts';
import { hashedImage } from '../support/hashed-image.ts';
import golden from './crop.json' with { type: 'json' };

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
  const { width, height, data } = shrink(image, 2);
  expect([width, height, sum(data)]).toEqual([80, 60, golden.half.sum]);
  expect([...data.subarray(0, 6)]).toEqual(golden.half.first6);
});
