import { expect, test } from 'vitest';
import { Graph, toOnnx } from '../graph/index.ts';
import type { Joints3dError } from '../network/index.ts';
import { nodeRuntime } from '../node/index.ts';
import { checkGradients } from '../../test/support/gradient-check.ts';
import { joints3dLoss } from './mesh-losses.ts';

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
