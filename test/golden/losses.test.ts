import { expect, test } from 'vitest';
import { Graph } from '../../src/graph/index.ts';
import {
  cameraConsistency,
  contrastiveLoss,
  impliedCameras,
  projectIntoRegions,
} from '../../src/training/index.ts';
import type { CameraConsistencyOptions } from '../../src/network/index.ts';
import { expectClose } from '../support/close.ts';
import { evaluateGraph } from '../support/evaluate-graph.ts';
import { hashArray } from '../support/hash.ts';
import cameras from './camera.json' with { type: 'json' };
import losses from './losses.json' with { type: 'json' };

const { camera, roi } = cameras;
const { contrastive } = losses;
/** Sums of float32 in another order (test/golden/README.md). */
const RELATIVE = 1e-5;

function goldenCameras(): { graph: Graph; implied: ReturnType<typeof impliedCameras> } {
  const graph = new Graph('cameras');
  const centers = roi.center.flatMap(([x, y]) => [x - roi.img_w / 2, y - roi.img_h / 2]);
  const implied = impliedCameras(graph.constant(camera.crop_cam.flat(), [1, 5, 3]), {
    centers: graph.constant(centers, [1, 5, 2]),
    sizes: graph.constant(
      roi.scale.map((s) => 200 * s),
      [1, 5],
    ),
  });
  return { graph, implied };
}

test('implied full cameras', async () => {
  const { graph, implied } = goldenCameras();
  const got = await evaluateGraph(graph, { ...implied });
  const columns = [0, 1, 2].map((axis) => camera.full_cam.map((full) => full[axis]));
  expectClose(got.x, columns[0], 1e-6);
  expectClose(got.y, columns[1], 1e-6);
  expectClose(
    got.span.map((span) => (2 * roi.focal) / span),
    columns[2],
    0,
    RELATIVE,
  );
});

const PAPER: CameraConsistencyOptions = {
  pairs: 'all-pairs',
  shiftWeight: 0.1,
  spanWeight: 1e-4,
  relativeSpan: false,
};
const OFFICIAL: CameraConsistencyOptions = {
  pairs: 'first',
  shiftWeight: 1,
  spanWeight: 1e-8,
  relativeSpan: false,
};

test.each([
  ['Eq. 16', PAPER, camera.paper_eq16_sum_all_m_n],
  ['the released code', OFFICIAL, camera.code_loss],
] as const)('camera consistency of %s', async (_, options, expected) => {
  const { graph, implied } = goldenCameras();
  const { loss } = await evaluateGraph(graph, { loss: cameraConsistency(implied, options) });
  expectClose(loss, [expected], 0, RELATIVE);
});

test('a relative span makes the loss independent of the resolution', async () => {
  const { graph, implied } = goldenCameras();
  const options = { ...PAPER, spanWeight: 1, relativeSpan: true };
  const doubled = impliedCameras(graph.constant(camera.crop_cam.flat(), [1, 5, 3]), {
    centers: graph.constant(
      roi.center.flatMap(([x, y]) => [2 * x - roi.img_w, 2 * y - roi.img_h]),
      [1, 5, 2],
    ),
    sizes: graph.constant(
      roi.scale.map((s) => 400 * s),
      [1, 5],
    ),
  });
  const { once, twice } = await evaluateGraph(graph, {
    once: cameraConsistency(implied, options),
    twice: cameraConsistency(doubled, options),
  });
  expectClose(twice, once, 0, 1e-5);
});

test.each([
  // the golden figure of the paper is a sum over the 15 anchors
  ['Eq. 17', 'negatives', contrastive.paper_eq17_sum_with_l2norm / 15],
  ['the released code', 'all', contrastive.code_loss],
] as const)('contrastive loss of %s', async (_, denominator, expected) => {
  const { N, M, D } = contrastive;
  const graph = new Graph('contrastive');
  const z = graph.constant(hashArray('z', N * M * D, 1), [N, M, D]);
  const { loss } = await evaluateGraph(graph, {
    loss: contrastiveLoss(z, { temperature: 0.5, denominator }),
  });
  expectClose(loss, [expected], 0, RELATIVE);
});

test('one person has no negatives', () => {
  const graph = new Graph('contrastive');
  const z = graph.input('z', [1, 5, 16]);
  expect(() => contrastiveLoss(z, { temperature: 0.5, denominator: 'negatives' })).toThrow(
    '[1, 5, 16]',
  );
});

test('a camera behind the body leaves the losses finite', async () => {
  const graph = new Graph('absurd');
  const regions = {
    centers: graph.constant([100, 50, 100, 50], [1, 2, 2]),
    sizes: graph.constant([200, 300], [1, 2]),
  };
  const implied = impliedCameras(graph.constant([-3, 0, 0, 80, 0, 0], [1, 2, 3]), regions);
  const joints = graph.constant([0, 0, 0, 0, 0.9, -0.9], [1, 1, 2, 3]);
  const seen = projectIntoRegions(joints, implied, regions, graph.constant([600]));
  const got = await evaluateGraph(graph, { seen, loss: cameraConsistency(implied, PAPER) });
  expect([...got.seen, ...got.loss].every(Number.isFinite)).toBe(true);
});
