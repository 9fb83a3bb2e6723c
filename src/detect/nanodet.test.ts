import { expect, test } from 'vitest';
import { expectClose, TOLERANCE } from '../../test/support/close.ts';
import type { HostTensor, Session } from '../platform/index.ts';
import { wholeDetector } from './whole-detector.ts';
import { decodeNanoDet, nanodetDetector } from './nanodet.ts';

const P = 2704 + 676 + 169;

/** Heads with people at cells: distances of their sides in strides, [left, top, right, bottom]. */
function headsWith(
  people: readonly { cell: number; logit: number; sides: readonly number[] }[],
): HostTensor {
  const data = new Float32Array(45 * P);
  data.fill(-10, 0, P);
  for (const { cell, logit, sides } of people) {
    data[cell] = logit;
    for (const [side, distance] of sides.entries()) {
      const low = Math.floor(distance);
      const bin = (index: number): number => (1 + side * 11 + index) * P + cell;
      for (let index = 0; index < 11; index++) data[bin(index)] = -50;
      // a distribution over two neighbouring bins has its mean between them
      data[bin(low)] = Math.log(1 - (distance - low) + 1e-30);
      data[bin(Math.min(10, low + 1))] = Math.log(distance - low + 1e-30);
      if (low === 10) data[bin(10)] = 0;
    }
  }
  return { type: 'float32', shape: [1, 45, P], data };
}

test('sides are expectations, in strides from the middle of the cell', () => {
  // row 2, column 3 of the coarsest level; row 0, column 1 of the finest
  const heads = headsWith([
    { cell: 2704 + 676 + 2 * 13 + 3, logit: 2, sides: [1, 2.5, 0.25, 10] },
    { cell: 1, logit: 0, sides: [1, 0, 1, 3] },
  ]);
  const [people] = decodeNanoDet(heads, [[2, 0, 10, 0, 2, 20]], 0.4);
  expect(people.length).toBe(2);
  const [fine, coarse] = people;
  const corners = ({ box: { x0, y0, x1, y1 } }: (typeof people)[number]): number[] => [
    x0,
    y0,
    x1,
    y1,
  ];
  expectClose(corners(fine), [18, 28, 50, 76], 1e-3);
  expectClose(corners(coarse), [170, 20, 250, 820], 1e-3);
  expectClose([fine.score, coarse.score], [0.5, 1 / (1 + Math.exp(-2))], TOLERANCE.f32);
  expect(decodeNanoDet(heads, [[1, 0, 0, 0, 1, 0]], 0.6)[0].length).toBe(1);
});

test('a photograph at twice the input’s size: boxes in its pixels, doubles suppressed', async () => {
  const session: Session = {
    inputNames: ['images'],
    outputNames: ['heads'],
    inputShapes: { images: [null, 3, 416, 416] },
    provider: 'cpu',
    run: ({ images }) => {
      expect(images.shape).toEqual([1, 3, 416, 416]);
      const sides = [2, 2, 2, 2];
      const people = [7 * 13 + 6, 7 * 13 + 7].map((cell, i) => ({
        cell: 2704 + 676 + cell,
        logit: 2 - i,
        sides,
      }));
      return Promise.resolve({ heads: headsWith(people) });
    },
    dispose: () => Promise.resolve(),
  };
  const image = { width: 832, height: 416, data: new Uint8Array(832 * 416 * 3) };
  const people = await wholeDetector(nanodetDetector(session)).detect(image);
  expect(people.length).toBe(1);
  // the letterbox has 104 rows above; pixel centres lie half a pixel before the corner's count
  const { x0, y0, x1, y1 } = people[0].box;
  expectClose([x0, y0, x1, y1], [287.5, 143.5, 543.5, 399.5], 1e-3);
});

test('other shapes are refused', () => {
  const heads: HostTensor = { type: 'float32', shape: [1, 45, 3], data: new Float32Array(135) };
  expect(() => decodeNanoDet(heads, [[1, 0, 0, 0, 1, 0]], 0.3)).toThrow(
    'decodeNanoDet: expected [N, C, P]',
  );
});
