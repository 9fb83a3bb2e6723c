import { expect, test } from 'vitest';
import type { Box } from '../camera/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { peopleDetector, worthALook } from './people-detector.ts';
import type { Detection, RegionDetector } from './types.ts';

const image: PixelImage = { width: 800, height: 600, data: new Uint8Array(800 * 600 * 3) };
const at = (x0: number, y0: number, w: number, h: number): Box => {
  return { x0, y0, x1: x0 + w, y1: y0 + h };
};

/** Sees people in the whole picture, and others in every tile that meets them, cut to the tile. */
function seeing(
  inWhole: readonly Detection[],
  inTiles: readonly Detection[] = [],
): RegionDetector & { regions: Box[] } {
  const regions: Box[] = [];
  return {
    regions,
    async detectIn(_image, wanted) {
      regions.push(...wanted);
      if (wanted.length === 1) return [[...inWhole]];
      return wanted.map((r) =>
        inTiles
          .map(({ box, score }) => ({
            score,
            box: {
              x0: Math.max(box.x0, r.x0),
              y0: Math.max(box.y0, r.y0),
              x1: Math.min(box.x1, r.x1),
              y1: Math.min(box.y1, r.y1),
            },
          }))
          .filter(({ box }) => box.x1 > box.x0 && box.y1 > box.y0),
      );
    },
  };
}

test('a large person is seen in the whole picture, without tiles', async () => {
  const person = { box: at(200, 50, 250, 500), score: 0.7 };
  const network = seeing([person]);
  expect(await peopleDetector(network, seeing([])).detect(image)).toEqual([person]);
  expect(network.regions.length).toBe(1);
});

test('small people bring tiles, and the large one stays', async () => {
  const large = { box: at(200, 50, 250, 500), score: 0.7 };
  const small = { box: at(600, 400, 30, 80), score: 0.4 };
  const smaller = { box: at(700, 420, 20, 50), score: 0.8 };
  const network = seeing([large, small], [smaller]);
  const found = await peopleDetector(network, seeing([])).detect(image);
  expect(network.regions.length).toBe(5);
  expect(found.map(({ box }) => box)).toEqual([large.box, smaller.box, small.box]);
});

test('nobody seen brings tiles; what tiles cut, or show large, is nobody', async () => {
  // across the inner edges of all tiles; too large for one; whole in one of them
  const cut = { box: at(350, 280, 100, 60), score: 0.9 };
  const large = { box: at(20, 20, 300, 300), score: 0.9 };
  const whole = { box: at(40, 60, 50, 120), score: 0.9 };
  const network = seeing([], [cut, large, whole]);
  const found = await peopleDetector(network, seeing([])).detect(image);
  expect(found.some(({ box }) => box.x0 === 40 && box.y1 === 180)).toBe(true);
  expect(found.some(({ box }) => box.x1 - box.x0 >= 250)).toBe(false);
});

test('tiles overlap enough that a small person on their common edge is whole in one', async () => {
  const { width, height } = image;
  for (const [x, y] of [
    [width / 2, height / 4],
    [width / 4, height / 2],
    [width / 2, height / 2],
  ]) {
    const person = { box: at(x - 20, y - 20, 40, 40), score: 0.9 };
    const found = await peopleDetector(seeing([], [person]), seeing([])).detect(image);
    expect(found[0].box).toEqual(person.box);
  }
});

test('parts of a sure person and unlikely boxes are not worth a look; a hidden second person is', () => {
  const sure = { box: at(100, 50, 300, 500), score: 0.9 };
  const hand = { box: at(120, 200, 40, 60), score: 0.25 };
  const hidden = { box: at(300, 60, 250, 480), score: 0.25 };
  const child = { box: at(150, 250, 100, 250), score: 0.5 };
  const unlikely = { box: at(600, 10, 50, 90), score: 0.2 };
  const found = worthALook([unlikely, hand, hidden, sure, child]);
  expect(found).toEqual([sure, child, hidden]);
});
