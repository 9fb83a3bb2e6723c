import { expect, test } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import type { HostTensor, Session } from '../platform/index.ts';
import { decodeMultipose, multiposeDetector } from './multipose.ts';

const [H, W] = [16, 24];
const AREA = H * W;
const plane = (channels: number, fill: number): HostTensor & { data: Float32Array } => ({
  type: 'float32',
  shape: [1, channels, H, W],
  data: new Float32Array(channels * AREA).fill(fill),
});
const cellOf = (y: number, x: number): number => y * W + x;

/** Two people with boxes 8 cells high and 6 wide around (8, 6) and (8, 17), noses 3 cells above. */
function twoPeople() {
  const outputs = {
    centre: plane(1, -20),
    boxSize: plane(2, 0),
    boxOffset: plane(2, 0),
    heatmaps: plane(17, -20),
    regression: plane(34, 0),
    offsets: plane(34, 0),
  };
  for (const [i, x] of [6, 17].entries()) {
    outputs.centre.data[cellOf(8, x)] = 3 - i;
    outputs.centre.data[cellOf(8, x + 1)] = 2 - i;
    outputs.boxSize.data[cellOf(8, x)] = 8;
    outputs.boxSize.data[AREA + cellOf(8, x)] = 6;
    outputs.regression.data[cellOf(8, x)] = -3;
    outputs.heatmaps.data[cellOf(5, x)] = 20;
    outputs.offsets.data[AREA + cellOf(5, x)] = 0.5;
  }
  return outputs;
}

test('each centre reads its own key-points; neighbours of a centre are none', () => {
  const [people] = decodeMultipose(twoPeople(), [[2, 0, 1, 0, 2, 3]]);
  const real = people.filter(({ score }) => score > 0.1);
  expect(real.length).toBe(2);
  for (const [i, x] of [6, 17].entries()) {
    const { box, points, scores, score } = real[i];
    expectClose([...points.subarray(0, 2)], [2 * 4 * (x + 0.5) + 1, 2 * 4 * 5 + 3], 1e-3);
    const corners = [box.x0, box.y0, box.x1, box.y1];
    expectClose(corners, [8 * (x - 3) + 1, 8 * 4 + 3, 8 * (x + 3) + 1, 8 * 12 + 3], 1e-3);
    expectClose([scores[0]], [1], 1e-3);
    expectClose([score], [1 / (1 + Math.exp(i - 3))], 1e-3);
  }
});

test('a key-point outside a person’s box is not theirs', () => {
  const outputs = twoPeople();
  outputs.heatmaps.data[cellOf(5, 6)] = -20;
  const [[first]] = decodeMultipose(outputs, [[1, 0, 0, 0, 1, 0]]);
  expect(first.scores[0]).toBeLessThan(0.01);
  expect(first.score).toBe(0);
});

test('the input has the region’s shape, in steps of 32; sides that are none are refused', async () => {
  const seen: (readonly number[])[] = [];
  const session: Session = {
    inputNames: ['images'],
    outputNames: [],
    inputShapes: {},
    provider: 'cpu',
    run: ({ images }) => {
      seen.push(images.shape);
      return Promise.resolve(twoPeople());
    },
    dispose: () => Promise.resolve(),
  };
  const image = { width: 60, height: 40, data: new Uint8Array(60 * 40 * 3) };
  const detector = multiposeDetector(session, { side: 96, threshold: 0.5 });
  const [people] = await detector.detectIn(image, [{ x0: -0.5, y0: -0.5, x1: 59.5, y1: 39.5 }]);
  expect(seen).toEqual([[1, 3, 64, 96]]);
  expect(people.map(({ score }) => score > 0.85)).toEqual([true, true]);
  expect(() => multiposeDetector(session, { side: 100 })).toThrow(
    'multiposeDetector: expected a side that is a multiple of 32, got 100',
  );
});
