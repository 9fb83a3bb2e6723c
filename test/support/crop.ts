/** @file The astronaut, cut as the golden files say. */
import { readFile } from 'node:fs/promises';
import { nodeImages } from '../../src/node/index.ts';
import type { HostTensor, PixelImage } from '../../src/platform/index.ts';

/** NASA's portrait of Eileen Collins, 512×512, public domain. */
export async function astronaut(): Promise<PixelImage> {
  const path = new URL('../fixtures/astronaut.png', import.meta.url);
  return nodeImages.decode(await readFile(path), 'astronaut.png');
}

/** The `side`² pixels from row and column `start` on, as planes [N, 3, side, side], N times the same. */
export function planesOf(
  image: PixelImage,
  start: number,
  side: number,
  value: (grey: number) => number,
  N = 1,
): HostTensor {
  const data = new Float32Array(N * 3 * side * side);
  for (let i = 0; i < data.length; i++) {
    const pixel = i % (side * side);
    const channel = Math.floor(i / (side * side)) % 3;
    const x = start + (pixel % side);
    const y = start + Math.floor(pixel / side);
    data[i] = value(image.data[3 * (y * image.width + x) + channel]);
  }
  return { type: 'float32', shape: [N, 3, side, side], data };
}

/** An NHWC golden input, element by element, as planes [1, 3, side, side]. */
export function planesOfNhwc(side: number, element: (i: number) => number): HostTensor {
  const data = new Float32Array(3 * side * side);
  for (let i = 0; i < data.length; i++) {
    data[(i % 3) * side * side + Math.floor(i / 3)] = element(i);
  }
  return { type: 'float32', shape: [1, 3, side, side], data };
}

/** Pixels (2y, 2x) of a 512×512 image, 0–1, as planes [N, 3, 256, 256], N times the same. */
export function everySecondPixel(image: PixelImage, N = 1): HostTensor {
  const data = new Float32Array(N * 3 * 256 * 256);
  for (let i = 0; i < data.length; i++) {
    const y = Math.floor(i / 256) % 256;
    const channel = Math.floor(i / (256 * 256)) % 3;
    data[i] = image.data[3 * (2 * y * image.width + 2 * (i % 256)) + channel] / 255;
  }
  return { type: 'float32', shape: [N, 3, 256, 256], data };
}
