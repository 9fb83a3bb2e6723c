import { expect, test } from 'vitest';
import { checkGradients } from '../../test/support/gradient-check.ts';
import { Graph, toOnnx } from '../graph/index.ts';
import { rotmatFromAxisAngle } from '../math/index.ts';
import { nodeRuntime } from '../node/index.ts';
import { rotmatsFromAxisAngle } from './rotmats-from-axis-angle.ts';

test('is the formula of math/, also at no rotation and at half a turn', async () => {
  const graph = new Graph('turns');
  const rotmats = rotmatsFromAxisAngle(graph.input('turns', [4, 3]));
  const session = await nodeRuntime.createSession(toOnnx(graph, { outputs: { rotmats } }));
  const turns = [0, 0, 0, 1e-4, -2e-4, 0, 0.3, -0.7, 0.2, 0, Math.PI, 0];
  const outputs = await session.run({
    turns: { type: 'float32', shape: [4, 3], data: Float32Array.from(turns) },
  });
  await session.dispose();
  const all = [...(outputs['rotmats'].data as Float32Array)];
  for (let n = 0; n < 4; n++) {
    const own = rotmatFromAxisAngle(turns.slice(3 * n, 3 * n + 3));
    own.forEach((value, i) => expect(all[9 * n + i]).toBeCloseTo(value, 5));
  }
});

test('has the gradients of central differences', async () => {
  await checkGradients({
    shapes: { turns: [5, 3] },
    type: 'float64',
    build: ({ turns }) => rotmatsFromAxisAngle(turns),
  });
});

test('refuses vectors of another length', () => {
  const turns = new Graph('turns').input('turns', [2, 4]);
  expect(() => rotmatsFromAxisAngle(turns)).toThrow(/expected \[\.\., 3\], got \[2, 4\]/);
});
