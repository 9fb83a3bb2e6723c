import { afterAll, expect, test } from 'vitest';
import {
  decodeMultipose,
  decodeNanoDet,
  multiposeDetector,
  nanodetDetector,
  wholeDetector,
} from '../../src/detect/index.ts';
import { nodeFiles, nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor, Session } from '../../src/platform/index.ts';
import { expectClose, TOLERANCE } from '../support/close.ts';
import { astronaut, everySecondPixel, planesOf } from '../support/crop.ts';
import golden from './tfjs_models.json' with { type: 'json' };

const sessions: Session[] = [];
afterAll(async () => {
  for (const session of sessions) await session.dispose();
});
async function open(name: string): Promise<Session> {
  const session = await nodeRuntime.createSession(await nodeFiles.asset(name));
  sessions.push(session);
  return session;
}
const nanodet = await open('nanodet.onnx');
const multipose = await open('movenet-multipose.onnx');

const image = await astronaut();
const floats = ({ data }: HostTensor): number[] => Array.from(data, Number);

test('NanoDet as shipped: logits and bins of every level, and the best person', async () => {
  const expected = golden.models.nanodet.outputs;
  const { heads } = await nanodet.run({
    images: planesOf(image, 48, 416, (grey) => grey / 255, 2),
  });
  const P = 2704 + 676 + 169;
  expect(heads.shape).toEqual([2, 45, P]);
  const values = floats(heads);
  for (const n of [0, 1]) {
    let start = 0;
    for (const cells of [2704, 676, 169] as const) {
      const { cell, score } = expected[`1x${cells}x80`].person;
      const channel = (c: number): number[] =>
        values.slice((n * 45 + c) * P + start, (n * 45 + c) * P + start + cells);
      const logits = channel(0);
      const best = Math.max(...logits);
      expect(logits.indexOf(best)).toBe(cell);
      expectClose([1 / (1 + Math.exp(-best))], [score], TOLERANCE.f32);
      // the sigmoid of the first cell's first class
      const first = expected[`1x${cells}x80`].first[0];
      expectClose([1 / (1 + Math.exp(-logits[0]))], [first], TOLERANCE.f32);

      const bins = Array.from({ length: 44 }, (_, c) => channel(1 + c));
      const head = expected[`1x${cells}x44`];
      expectClose(
        bins.slice(0, 8).map((plane) => plane[0]),
        head.first,
        TOLERANCE.detector,
      );
      const square = bins.flat().reduce((sum, value) => sum + value * value, 0);
      expectClose([Math.sqrt(square / (44 * cells))], [head.rms], 0, TOLERANCE.f32);
      start += cells;
    }
  }
  const [people] = decodeNanoDet(
    heads,
    [
      [1, 0, 0, 0, 1, 0],
      [1, 0, 0, 0, 1, 0],
    ],
    0.3,
  );
  const scores = people.map(({ score }) => score);
  expectClose([Math.max(...scores)], [expected['1x169x80'].person.score], TOLERANCE.f32);
});

test('NanoDet as a detector: the astronaut, once', async () => {
  const people = await wholeDetector(nanodetDetector(nanodet)).detect(image);
  expect(people.length).toBe(1);
  const [{ box }] = people;
  // head and suit, down to the photograph's edge; the flag and the shuttle's model are beside her
  expect(box.x0).toBeGreaterThan(0);
  expect(box.x0).toBeLessThan(80);
  expect(box.y0).toBeLessThan(40);
  expect(box.x1).toBeGreaterThan(330);
  expect(box.x1).toBeLessThan(480);
  expect(box.y1).toBeGreaterThan(480);
});

test.each(
  golden.models['movenet-multipose'].cases.map((entry, i) => [[256, 512][i], entry.output]),
)(
  'MultiPose as shipped at %i²: all six people agree with TensorFlow.js',
  async (side, expected) => {
    const one =
      side === 256 ? everySecondPixel(image) : planesOf(image, 0, 512, (grey) => grey / 255);
    const outputs = await multipose.run({ images: one });
    const [people] = decodeMultipose(outputs, [[1, 0, 0, 0, 1, 0]]);
    const row = people.flatMap(({ box, score, points, scores }) => [
      ...Array.from(scores).flatMap((keypoint, k) => [
        points[2 * k + 1] / side,
        points[2 * k] / side,
        keypoint,
      ]),
      ...[box.y0, box.x0, box.y1, box.x1].map((value) => value / side),
      score,
    ]);
    expectClose(row, expected, TOLERANCE.f32);
  },
);

test('MultiPose as a detector: the astronaut’s face is where it is', async () => {
  const [people] = await multiposeDetector(multipose).detectIn(image, [
    { x0: -0.5, y0: -0.5, x1: 511.5, y1: 511.5 },
  ]);
  expect(people.length).toBe(1);
  const [noseX, noseY] = people[0].points;
  expectClose([noseX, noseY], [223, 124], 4);
});
