import { expect, test } from 'vitest';
import {
  boxInfos,
  fullFromLocal,
  localCameras,
  resolveIntrinsics,
  type Roi,
} from '../../camera/index.ts';
import { expand, Graph, initialise } from '../../graph/index.ts';
import { Rng } from '../../base/index.ts';
import { evaluateGraph } from '../../../test/support/evaluate-graph.ts';
import { startBuild } from '../layers.ts';
import { MOVENET_PARTS, MOVENET_WIDTH } from '../pretrained/movenet.ts';
import { camerasOfRegions, keypointFeatures } from './keypoints.ts';

const K = MOVENET_PARTS.scores;
const intrinsics = resolveIntrinsics({ width: 800, height: 600, focalPx: 900 });
const ROIS: readonly Roi[] = [
  { center: [430, 280], size: 300, width: 300 },
  { center: [400, 330], size: 210, width: 210 },
];
const EMBEDDING = { width: 8, blocks: 1, aligned: true };
/** Points of the image, px. */
const POINTS = Array.from({ length: 2 * K }, (_, i) =>
  i % 2 === 0 ? 430 + 60 * Math.sin(i) : 300 + 90 * Math.cos(3 * i),
);
const LOCAL = [0.9, 0.1, -0.05] as const;

/** What MoveNet gives when it sees every point where it is. @param scores of each region. */
function seen(scores: readonly number[]): Float32Array {
  return Float32Array.from(
    ROIS.flatMap(({ center, size }, m) => [
      ...POINTS.map((x, i) => (x - center[i % 2]) / size),
      ...Array.from({ length: K }, () => scores[m]),
      ...Array.from({ length: K }, () => 0.01),
    ]),
  );
}

async function run(
  raw: Float32Array,
): Promise<Record<'rows' | 'centre' | 'size' | 'offset' | 'scale' | 'cameras', number[]>> {
  const graph = new Graph('keypoints');
  const features = graph.input('features', [2, MOVENET_WIDTH]);
  const boxes = graph.input('boxes', [1, 2, 3]);
  const build = startBuild(graph, 'frozen');
  const { rows, frame } = keypointFeatures(build, features, boxes, EMBEDDING);
  const local = expand(graph.constant(Float32Array.from(LOCAL), [1, 1, 3]), [1, 2, 3]);
  const outputs = { rows, ...frame, cameras: camerasOfRegions(local, frame) };
  const feeds = {
    features: { type: 'float32', shape: [2, MOVENET_WIDTH], data: raw },
    boxes: { type: 'float32', shape: [1, 2, 3], data: boxInfos(ROIS, intrinsics) },
  } as const;
  return evaluateGraph(graph, outputs, feeds, initialise(graph, new Rng(1)));
}

const expectAll = (got: readonly number[], wanted: readonly number[], digits = 4): void => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((x, i) => expect(x).toBeCloseTo(wanted[i], digits));
};

test('the regions are where their box information says, in heights of the first', async () => {
  const { offset, scale } = await run(seen([0.9, 0.9]));
  expectAll(offset, [0, 0, -0.1, 50 / 300]);
  expectAll(scale, [1, 0.7]);
});

test('the box of the fused points is theirs, whichever region saw them', async () => {
  const { centre, size } = await run(seen([0.9, 0.9]));
  const mean = [0, 1].map(
    (axis) => POINTS.filter((_, i) => i % 2 === axis).reduce((a, b) => a + b) / K,
  );
  expectAll(centre, [(mean[0] - 430) / 300, (mean[1] - 280) / 300]);
  const squares = POINTS.map((x, i) => (x - mean[i % 2]) ** 2).reduce((a, b) => a + b);
  expectAll(size, [(4.4 * Math.sqrt(squares / K)) / 300]);
  const alone = await run(seen([0.9, 0]));
  expectAll(alone.centre, centre);
  expectAll(alone.size, size);
});

test('a region that believes nothing moves nothing', async () => {
  const raw = seen([0.9, 0.0]);
  const { centre, size, rows } = await run(raw);
  raw.fill(0.4, MOVENET_WIDTH, MOVENET_WIDTH + 2 * K);
  const other = await run(raw);
  expectAll(other.centre, centre);
  expectAll(other.size, size);
  // the row of the first region holds what all of them know: a weight of 1e-6 is left
  expectAll(other.rows.slice(0, 8), rows.slice(0, 8), 2);
});

test('one camera in the common frame is one camera in the photograph for every region', async () => {
  const { cameras, centre, size } = await run(seen([0.9, 0.9]));
  const full = localCameras(Float32Array.from(cameras)).map((local, m) =>
    fullFromLocal(local, ROIS[m], intrinsics),
  );
  expectAll(Array.from(full[1]), Array.from(full[0]), 3);
  const box: Roi = {
    center: [430 + 300 * centre[0], 280 + 300 * centre[1]],
    size: 300 * size[0],
    width: 300 * size[0],
  };
  const [local] = localCameras(Float32Array.from(LOCAL));
  expectAll(Array.from(full[0]), Array.from(fullFromLocal(local, box, intrinsics)), 3);
});
