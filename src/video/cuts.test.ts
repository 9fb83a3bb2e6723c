import { expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { CutDetector } from './cuts.ts';

const [WIDTH, HEIGHT] = [96, 54];

/** A picture of coloured stripes that somebody walks through, or another place. */
function picture(place: number, frame: number, noise = 6): PixelImage {
  const rng = new Rng(`picture ${place} ${frame}`);
  const colours = new Rng(`place ${place}`);
  const stripes = Array.from({ length: 8 }, () => [0, 1, 2].map(() => colours.int(256)));
  const data = new Uint8Array(3 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const isPerson = Math.abs(x - 10 - 2 * frame) < 8 && y > 15;
      const [r, g, b] = isPerson ? [250, 30, 30] : stripes[Math.floor((8 * x) / WIDTH)];
      data.set(
        [r, g, b].map((c) => Math.max(0, Math.min(255, c + rng.normal(0, noise)))),
        3 * (y * WIDTH + x),
      );
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

function cutsOf(pictures: readonly PixelImage[]): number[] {
  const cuts = new CutDetector();
  return pictures.flatMap((each, i) => (cuts.next(each) ? [i] : []));
}
const frames = Array.from({ length: 30 }, (_, i) => i);

test('somebody who walks is no cut, another place is', () => {
  expect(cutsOf(frames.map((i) => picture(1, i)))).toEqual([]);
  expect(cutsOf(frames.map((i) => picture(i < 12 ? 1 : i < 13 ? 2 : 3, i)))).toEqual([12, 13]);
});

test('a fade is no cut', () => {
  const faded = frames.map((i): PixelImage => {
    const [from, to] = [picture(1, i), picture(2, i)];
    const data = from.data.map((x, k) => Math.round(x + ((to.data[k] - x) * i) / 29));
    return { ...from, data };
  });
  expect(cutsOf(faded)).toEqual([]);
});
