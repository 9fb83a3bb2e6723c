import { test } from 'vitest';
import { checkGradients } from '../../test/support/gradient-check.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { bodyGraph } from './body-graph.ts';
import { rotmatsFromRot6d } from './rotmats-from-rot6d.ts';

// two vertices with two influences each, far down the tree
const VERTICES = [4, 200];

test.each([true, false])(
  'gradients of joints and vertices, correctives: %s',
  async (correctives) => {
    const model = toyBody({ correctives });
    for (const output of ['joints', 'vertices'] as const) {
      await checkGradients({
        shapes: { rotmats: [1, 24, 3, 3], betas: [1, 10] },
        type: 'float64',
        build: ({ rotmats, betas }, graph) => {
          const tensors = bodyGraph(graph, model, { rotmats, betas, vertices: VERTICES });
          return tensors[output] ?? tensors.joints;
        },
      });
    }
  },
);

test.each(['rowMajor', 'colMajor'] as const)(
  'gradients through 6D rotations, %s',
  async (layout) => {
    await checkGradients({
      shapes: { x: [5, 6] },
      type: 'float64',
      build: ({ x }) => rotmatsFromRot6d(x, layout),
    });
  },
);
