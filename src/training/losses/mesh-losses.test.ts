import { expect, test } from 'vitest';
import { meanOf, procrustesDistances } from '../../evaluation/metrics.ts';
import { gradients, Graph, toOnnx } from '../../graph/index.ts';
import { rotate3, rotmatFromAxisAngle } from '../../math/index.ts';
import type { Joints3dError } from '../../network/index.ts';
import { nodeRuntime } from '../../node/index.ts';
import { Rng } from '../../base/index.ts';
import { checkGradients } from '../../../test/support/gradient-check.ts';
import { alignedJointsLoss, joints3dLoss } from './mesh-losses.ts';

const B = 2;
const J = 2;
/** Joints of two people; the second person's are off by (3, 4, 0) cm and (0, 0, 12) cm after their roots. */
const TRUTH = [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3];
const ANSWER = [0.5, 0, 0, 1.5, 0, 0, 0.03, 2.04, 0, 0, 0, 3.12];
const ROOTS = [0.5, 0, 0, 0, 0, 0];

/** @param who [B] whose joints are known. */
async function lossOf(error: Joints3dError, confidence: number[], who: number[]): Promise<number> {
  const graph = new Graph('losses');
  const joints = (values: number[]): ReturnType<Graph['constant']> =>
    graph.constant(values, [B, J, 3]);
  const loss = joints3dLoss(
    { joints: joints(ANSWER), root: graph.constant(ROOTS, [B, 3]) },
    { joints: joints(TRUTH), root: graph.constant([0, 0, 0, 0, 0, 0], [B, 3]) },
    graph.constant(confidence, [B, J]),
    graph.constant(who, [B]),
    error,
  );
  const session = await nodeRuntime.createSession(toOnnx(graph, { outputs: { loss } }), {
    threads: 1,
  });
  const { loss: value } = await session.run({}, ['loss']);
  await session.dispose();
  return Number(value.data[0]);
}

test('L_3D is the mean of squared differences, or of distances in metres', async () => {
  const known = [1, 1, 1, 1];
  const squared = (0.03 ** 2 + 0.04 ** 2 + 0.12 ** 2) / (J * 3);
  expect(await lossOf('squared', known, [0, 1])).toBeCloseTo(squared, 6);
  // a millimetre stands under the root, so that a right answer has a gradient
  const distance = (Math.hypot(0.05, 1e-3) + Math.hypot(0.12, 1e-3)) / J;
  expect(await lossOf('distance', known, [0, 1])).toBeCloseTo(distance, 6);
  expect(await lossOf('distance', [1, 1, 1, 0], [0, 1])).toBeCloseTo(Math.hypot(0.05, 1e-3) / J, 6);
  expect(await lossOf('distance', known, [1, 0])).toBeCloseTo(1e-3, 6);
  expect(await lossOf('distance', known, [0, 0])).toBe(0);
});

test.each(['squared', 'distance'] as const)('gradient of the %s error', async (error) => {
  await checkGradients({
    shapes: { joints: [B, J, 3], root: [B, 3] },
    build: ({ joints, root }, graph) =>
      joints3dLoss(
        { joints, root },
        { joints: graph.constant(TRUTH, [B, J, 3]), root: graph.constant(ROOTS, [B, 3]) },
        graph.constant([1, 0.5, 1, 0.2], [B, J]),
        graph.constant([1, 1], [B]),
        error,
      ),
  });
});

/** Of people [P, 24, 3]: the loss of `predicted` against `target`, and its gradient by `predicted`. */
async function alignedLossOf(
  predicted: Float32Array,
  target: Float32Array,
  confidence: Float32Array = new Float32Array(target.length / 3).fill(1),
): Promise<{ readonly loss: number; readonly gradient: Float32Array }> {
  const people = target.length / 72;
  const graph = new Graph('aligned');
  const joints = graph.constant(predicted, [people, 24, 3]);
  const loss = alignedJointsLoss(
    joints,
    graph.constant(target, [people, 24, 3]),
    graph.constant(confidence, [people, 24]),
    graph.constant(new Float32Array(people).fill(1), [people]),
  );
  const [gradient] = gradients(loss, [joints]);
  const session = await nodeRuntime.createSession(toOnnx(graph, { outputs: { loss, gradient } }), {
    threads: 1,
  });
  const outputs = await session.run({}, ['loss', 'gradient']);
  await session.dispose();
  return {
    loss: Number(outputs['loss'].data[0]),
    gradient: Float32Array.from(outputs['gradient'].data as Float32Array),
  };
}

/** Joints as flat as a body that stands with its arms at its sides. */
function flatBody(rng: Rng): Float32Array {
  return Float32Array.from({ length: 72 }, (_, i) => rng.normal(0, [0.15, 0.5, 0.02][i % 3]));
}

test('joints after the best similarity: what PA-MPJPE is the mean of', async () => {
  const rng = new Rng('aligned');
  for (let i = 0; i < 5; i++) {
    const truth = flatBody(rng);
    const turn = rotmatFromAxisAngle([rng.normal(), rng.normal(), rng.normal()]);
    const predicted = new Float32Array(72);
    for (let j = 0; j < 24; j++) {
      const at = truth.subarray(3 * j, 3 * j + 3).map((x) => x + rng.normal(0, 0.03));
      predicted.set(
        rotate3(turn, at).map((x) => 0.7 * x + 2),
        3 * j,
      );
    }
    const pa = meanOf(procrustesDistances(predicted, truth));
    expect((await alignedLossOf(predicted, truth)).loss).toBeCloseTo(pa, 4);
  }
});

test('joints without a label have no say in the similarity', async () => {
  const rng = new Rng('labels');
  const truth = flatBody(rng);
  const predicted = truth.map((x) => x + rng.normal(0, 0.03));
  const known = Float32Array.from({ length: 24 }, (_, j) => (j < 20 ? 1 : 0));
  const { loss } = await alignedLossOf(predicted, truth, known);
  const wild = predicted.map((x, i) => (i < 60 ? x : 9));
  expect((await alignedLossOf(wild, truth, known)).loss).toBeCloseTo(loss, 6);
  const some = meanOf(procrustesDistances(predicted.subarray(0, 60), truth.subarray(0, 60)));
  // the mean is over all joints
  expect(loss).toBeCloseTo((some * 20) / 24, 4);
});

test('a mirrored body is not aligned by mirroring it', async () => {
  const truth = flatBody(new Rng('mirrored'));
  const mirrored = truth.map((x, i) => (i % 3 === 0 ? -x : x));
  expect((await alignedLossOf(mirrored, truth)).loss).toBe(0);
  const both = (first: Float32Array): Float32Array => Float32Array.from([...first, ...truth]);
  expect((await alignedLossOf(both(mirrored), both(truth))).loss).toBeCloseTo(1e-3, 6);
});

test('descending the aligned loss lowers PA-MPJPE', async () => {
  const rng = new Rng('descent');
  const truth = flatBody(rng);
  const predicted = truth.map((x) => 1.2 * x + rng.normal(0, 0.05));
  const { loss: before, gradient } = await alignedLossOf(predicted, truth);
  const squaredNorm = gradient.reduce((total, x) => total + x * x, 0);
  const step = 1e-3;
  const moved = predicted.map((x, i) => x - (step * gradient[i]) / squaredNorm);
  const { loss: after } = await alignedLossOf(moved, truth);
  // to first order, and to what holding the similarity leaves out
  expect((before - after) / step).toBeGreaterThan(0.8);
  expect((before - after) / step).toBeLessThan(1.2);
});
