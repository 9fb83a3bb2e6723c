import { expect, test } from 'vitest';
import type { PixelImage } from '../platform/index.ts';
import { cropPlanes, IMAGENET, UNIT } from './planes.ts';
import { warpCrop } from './warp.ts';

const image: PixelImage = {
  width: 5,
  height: 4,
  data: Uint8Array.from({ length: 60 }, (_, i) => (i * 37 + 11) % 256),
};

test('the identity copies, a shift shows black where the image ends', () => {
  expect(warpCrop(image, [1, 0, 0, 0, 1, 0], 5, 4).data).toEqual(image.data);
  const { data } = warpCrop(image, [1, 0, 2, 0, 1, -1], 5, 4);
  for (let y = 0; y < 4; y++) {
    for (let x = 0; x < 5; x++) {
      const got = [...data.subarray((y * 5 + x) * 3, (y * 5 + x) * 3 + 3)];
      const inside = x >= 2 && y < 3;
      const from = ((y + 1) * 5 + x - 2) * 3;
      expect(got, `${x},${y}`).toEqual(
        inside ? [...image.data.subarray(from, from + 3)] : [0, 0, 0],
      );
    }
  }
});

test('half a pixel past the edge fades to black', () => {
  const white: PixelImage = { width: 1, height: 1, data: Uint8Array.of(255, 255, 255) };
  // crop pixel x shows image position x/2 − 0.5
  const { data } = warpCrop(white, [2, 0, 1, 0, 1, 0], 3, 1);
  expect([data[0], data[3], data[6]]).toEqual([128, 255, 128]);
});

test('coordinates beyond any integer are black, not a crash or a wrap-around', () => {
  for (const far of [3e6, 1e12, -1e30, 1e200]) {
    const { data } = warpCrop(image, [1, 0, far, 0, 1, 0], 8, 8);
    expect(
      data.every((v) => v === 0),
      String(far),
    ).toBe(true);
  }
  // a crop of a region 10⁸ px wide: the one pixel of the crop that meets the image is its middle
  const tiny = warpCrop(image, [1e-7, 0, 4, 0, 1e-7, 4], 8, 8).data;
  expect([...tiny.subarray((4 * 8 + 4) * 3, (4 * 8 + 4) * 3 + 3)]).toEqual([
    ...image.data.subarray(0, 3),
  ]);
  expect(tiny.filter((v) => v !== 0).length).toBeLessThanOrEqual(3);
});

test('an output is reused; wrong sizes are refused before anything is written', () => {
  const out: PixelImage = { width: 2, height: 2, data: new Uint8Array(12).fill(9) };
  expect(warpCrop(image, [1, 0, 1e9, 0, 1, 0], 2, 2, out)).toBe(out);
  expect([...out.data]).toEqual(Array.from({ length: 12 }, () => 0));
  expect(() => warpCrop(image, [1, 0, 0, 0, 1, 0], 3, 2, out)).toThrow('expected an output of 3×2');
  expect(() => warpCrop(image, [1, 0, 0, 0, 1, 0], 0, 2)).toThrow(/1 to 8192/);
  expect(() => warpCrop(image, [0, 0, 0, 0, 0, 0], 2, 2)).toThrow(/invertible/);
  const short: PixelImage = { ...image, data: new Uint8Array(59) };
  expect(() => warpCrop(short, [1, 0, 0, 0, 1, 0], 2, 2)).toThrow('[4, 5, 3]');
});

test('planes are channel by channel, crop by crop', () => {
  const small: PixelImage = { width: 2, height: 1, data: Uint8Array.of(0, 51, 102, 153, 204, 255) };
  const out = new Float32Array(13);
  expect(cropPlanes([small, small], UNIT, out, 1)).toBe(13);
  const once = [0, 0.6, 0.2, 0.8, 0.4, 1].map(Math.fround);
  expect([...out]).toEqual([0, ...once, ...once]);
  cropPlanes(small, IMAGENET, out);
  expect(out[1]).toBeCloseTo((0.6 - 0.485) / 0.229, 6);
  expect(out[4]).toBeCloseTo((0.4 - 0.406) / 0.225, 6);
  expect(() => cropPlanes([small, small], UNIT, out, 2)).toThrow('room for 12 numbers at 2');
  expect(() => cropPlanes([small, image], UNIT, new Float32Array(99))).toThrow(/one size/);
  expect(() => cropPlanes(small, { ...UNIT, std: [1, 0, 1] }, out)).toThrow(/positive std/);
});
