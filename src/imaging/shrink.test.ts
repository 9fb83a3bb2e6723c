import { expect, test } from 'vitest';
import type { PixelImage } from '../platform/index.ts';
import { shrink } from './shrink.ts';

const image: PixelImage = {
  width: 8,
  height: 6,
  data: Uint8Array.from({ length: 144 }, (_, i) => (i * 37 + 11) % 256),
};

test('by 2 it is the mean of four, halves rounded up as OpenCV does, by 1 the image itself', () => {
  const half = shrink(image, 2);
  expect([half.width, half.height]).toEqual([4, 3]);
  half.data.forEach((value, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % 4, Math.floor(i / 12), i % 3];
    const at = (dx: number, dy: number): number =>
      image.data[3 * ((2 * y + dy) * 8 + 2 * x + dx) + channel];
    expect(value).toBe((at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1) + 2) >> 2);
  });
  expect(shrink(image, 1)).toBe(image);
});

test('rows and columns left over are dropped, means are rounded', () => {
  const out = shrink({ ...image, width: 8, height: 6 }, 5);
  expect([out.width, out.height]).toEqual([1, 1]);
  let sum = 0;
  for (let y = 0; y < 5; y++) for (let x = 0; x < 5; x++) sum += image.data[(y * 8 + x) * 3 + 1];
  expect(out.data[1]).toBe(Math.floor((sum + 12) / 25));
});

test('white stays white at any factor; wrong factors are refused', () => {
  const white: PixelImage = { width: 40, height: 40, data: new Uint8Array(4800).fill(255) };
  expect(shrink(white, 33).data).toEqual(new Uint8Array(3).fill(255));
  expect(() => shrink(image, 7)).toThrow('expected a whole factor from 1 to 6, got 7');
  expect(() => shrink(image, 1.5)).toThrow('got 1.5');
});
