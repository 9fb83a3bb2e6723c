import { expect, test } from 'vitest';
import type { Box } from '../camera/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { tiledDetector, tilesOf, typicalSize, wholeDetector } from './tiled-detector.ts';
import type { Detection, RegionDetector } from './types.ts';

const image: PixelImage = { width: 400, height: 200, data: new Uint8Array(400 * 200 * 3) };
const at = (x0: number, y0: number, w: number, h: number): Box => ({
  x0,
  y0,
  x1: x0 + w,
  y1: y0 + h,
});

/** Sees each person in every region that meets it, cut to the region, and remembers the regions. */
function seeing(people: readonly Detection[]): RegionDetector & { regions: Box[] } {
  const regions: Box[] = [];
  return {
    regions,
    async detectIn(_image, wanted) {
      regions.push(...wanted);
      return wanted.map((r) =>
        people
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

test('each look raises the score, parts cut by tiles are not people', async () => {
  const people = [
    { box: at(10, 20, 20, 40), score: 0.5 },
    { box: at(190, 50, 20, 40), score: 0.4 },
  ];
  const network = seeing(people);
  const found = await tiledDetector(network, { reach: [3, 4], threshold: 0.3 }).detect(image);
  expect(found.map(({ box }) => box)).toEqual(people.map(({ box }) => box));
  expect(found[0].score).toBeCloseTo(1 - 0.5 * 0.5, 12);
  expect(found[1].score).toBeCloseTo(1 - 0.6 * 0.6, 12);
  expect(network.regions.length).toBeGreaterThan(20);
});

test('a large person is looked at from farther away, not in tiles', async () => {
  const network = seeing([{ box: at(100, 10, 150, 180), score: 0.9 }]);
  const found = await tiledDetector(network).detect(image);
  expect(found.length).toBe(1);
  expect(network.regions.length).toBe(3);
  for (const { x0, x1, y0, y1 } of network.regions.slice(1)) {
    expect(x0 + x1).toBeCloseTo(399, 9);
    expect(y0 + y1).toBeCloseTo(199, 9);
    expect(x1 - x0).toBeGreaterThan(400);
  }
});

test('nobody is an answer', async () => {
  expect(await tiledDetector(seeing([])).detect(image)).toEqual([]);
  expect(await wholeDetector(seeing([])).detect(image)).toEqual([]);
});

test('boxes are clipped to the image, best first', async () => {
  const people = [
    { box: at(300, -20, 200, 100), score: 0.3 },
    { box: at(0, 100, 50, 90), score: 0.8 },
  ];
  const network: RegionDetector = { detectIn: async (_, regions) => regions.map(() => people) };
  expect(await wholeDetector(network).detect(image)).toEqual([
    people[1],
    { box: { x0: 300, y0: -0.5, x1: 399.5, y1: 80 }, score: 0.3 },
  ]);
});

test('tiles cover the image, share what they should, and are not too many', () => {
  for (const [side, overlapFrac] of [
    [150, 0.3],
    [90, 0.2],
    [1000, 0.3],
    [1, 0.3],
  ]) {
    const tiles = tilesOf(image, side, overlapFrac);
    expect(tiles.length).toBeLessThanOrEqual(48);
    const tile = tiles[0].x1 - tiles[0].x0;
    expect(Math.min(...tiles.map(({ x0 }) => x0))).toBeLessThanOrEqual(-0.5 + 1e-9);
    expect(Math.max(...tiles.map(({ x1 }) => x1))).toBeGreaterThanOrEqual(399.5 - 1e-9);
    expect(Math.max(...tiles.map(({ y1 }) => y1))).toBeGreaterThanOrEqual(199.5 - 1e-9);
    const columns = [...new Set(tiles.map(({ x0 }) => x0))].toSorted((a, b) => a - b);
    for (const [i, x0] of columns.slice(1).entries()) {
      expect(x0 - columns[i]).toBeLessThanOrEqual((1 - overlapFrac) * tile + 1e-9);
    }
  }
});

test('the typical size is that of the people who are sure', () => {
  const people = [
    { box: at(0, 0, 10, 10), score: 0.1 },
    { box: at(0, 0, 20, 20), score: 0.1 },
    { box: at(0, 0, 80, 80), score: 0.9 },
  ];
  expect(typicalSize(people, image)).toBe(80);
  expect(typicalSize([], image)).toBeUndefined();
});
