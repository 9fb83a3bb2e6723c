import { expect, test } from 'vitest';
import { decodeSsd, ssdAnchors } from '../../src/detect/index.ts';
import { ssdNetwork } from '../../src/detect/ssd-network.ts';
import { readTflite } from '../../src/format/index.ts';
import { Graph } from '../../src/graph/index.ts';
import { recipeOf, sourceOf } from '../../tools/convert-models.ts';
import { expectClose, TOLERANCE } from '../support/close.ts';
import { astronaut, planesOf, planesOfNhwc } from '../support/crop.ts';
import { evaluateGraph } from '../support/evaluate-graph.ts';
import { hashUniform } from '../support/hash.ts';
import golden from './ssd_person.json' with { type: 'json' };

const model = readTflite(await sourceOf(recipeOf('ssd-person')));
const graph = new Graph('ssd');
const network = ssdNetwork(graph, model, graph.input('images', [1, 3, 300, 300]), 'constant');

test('noise: codes and logits of every class', async () => {
  const images = planesOfNhwc(300, (i) => 2 * hashUniform('ssd', i) - 1);
  const { boxes, classes, person } = await evaluateGraph(graph, { ...network }, { images });
  const expected = golden.outputs;
  const sumAbs = (values: number[]): number => values.reduce((sum, v) => sum + Math.abs(v), 0);
  expectClose(boxes.slice(0, 48), expected['1x1917x4'].first48, TOLERANCE.detector);
  expectClose([sumAbs(boxes)], [expected['1x1917x4'].sum_abs], 0, TOLERANCE.detector);
  expectClose(classes.slice(0, 48), expected['1x1917x24'].first48, TOLERANCE.detector);
  expectClose([sumAbs(classes)], [expected['1x1917x24'].sum_abs], 0, TOLERANCE.detector);
  expect(person).toEqual(classes.filter((_, i) => i % 24 === 4));
});

test('anchors', () => {
  const anchors = ssdAnchors().map(({ x, y, width, height }) => [x, y, width, height]);
  expect(anchors.length).toBe(golden.anchors.count);
  const expected = [...golden.anchors.first12, ...golden.anchors.last6].flat();
  const got = [...anchors.slice(0, 12), ...anchors.slice(-6)].flat();
  expectClose(got, expected, TOLERANCE.f64);
});

test('a real crop: the five best boxes', async () => {
  const images = planesOf(await astronaut(), 106, 300, (grey) => grey / 127.5 - 1);
  const { boxes, person } = await evaluateGraph(graph, { ...network }, { images });
  const [people] = decodeSsd(
    { type: 'float32', shape: [1, 1917, 4], data: Float32Array.from(boxes) },
    { type: 'float32', shape: [1, 1917], data: Float32Array.from(person) },
    [[1, 0, 0, 0, 1, 0]],
    0.3,
  );
  const best = people.toSorted((a, b) => b.score - a.score).slice(0, 5);
  const expected = golden.astronaut.top5_before_nms;
  expectClose(
    best.map(({ score }) => score),
    expected.map(({ score }) => score),
    TOLERANCE.detector,
  );
  // pixels of 300, so a code's tolerance counts hundredfold
  expectClose(
    best.flatMap(({ box: { x0, y0, x1, y1 } }) => [x0, y0, x1, y1]),
    expected.flatMap((entry) => entry.box_xyxy_of_300),
    100 * TOLERANCE.detector,
  );
});
