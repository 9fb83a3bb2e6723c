import { describe, expect, test } from 'vitest';
import { expectClose, TOLERANCE } from '../../test/support/close.ts';
import { evaluateGraph } from '../../test/support/evaluate-graph.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { Graph } from '../graph/index.ts';
import {
  rot6dColMajorFromRotmat,
  rot6dRowMajorFromRotmat,
  rotmatFromAxisAngle,
} from '../math/index.ts';
import { Rng } from '../base/index.ts';
import { bodyGraph } from './body-graph.ts';
import { jointSet } from './joint-sets.ts';
import { createPosedBody, createPoser } from './poser.ts';
import { regressJoints } from './regressor.ts';
import { rotmatsFromRot6d } from './rotmats-from-rot6d.ts';

const BATCH = 2;
const rng = new Rng('body-graph');
const normals = (count: number, sd: number): Float32Array =>
  Float32Array.from({ length: count }, () => rng.normal(0, sd));
const rotmats = Float32Array.from(
  Array.from({ length: BATCH * 24 }, () => [...rotmatFromAxisAngle(normals(3, 1))]).flat(),
);
const betas = normals(BATCH * 10, 1);

describe.each([true, false])('with pose correctives: %s', (correctives) => {
  const model = toyBody({ correctives });
  // the toy body has no Human3.6M points but these, one of each kind
  const landmarks = new Map(model.landmarks);
  for (const [i, key] of jointSet('h36m17').landmarks.entries()) {
    landmarks.set(key, {
      index: Int32Array.of(i * 7, model.vertexCount + i, i * 7 + 3),
      weight: Float32Array.of(0.5, 0.3, 0.2),
    });
  }
  const body = { ...model, landmarks };
  const poser = createPoser(body);
  const posed = Array.from({ length: BATCH }, (_, b) => {
    const out = createPosedBody(body);
    const pose = {
      rotmats: rotmats.subarray(b * 216, (b + 1) * 216),
      betas: betas.subarray(b * 10, (b + 1) * 10),
    };
    poser.pose(pose, out);
    return out;
  });

  const run = async (
    vertices: 'all' | 'none' | readonly number[],
  ): Promise<Record<'joints' | 'vertices' | 'set' | 'skeleton', number[]>> => {
    const graph = new Graph('body');
    const tensors = bodyGraph(graph, body, {
      rotmats: graph.input('rotmats', [BATCH, 24, 3, 3]),
      betas: graph.input('betas', [BATCH, 10]),
      vertices,
    });
    const { joints } = tensors;
    return evaluateGraph(
      graph,
      {
        joints,
        vertices: tensors.vertices ?? joints,
        set: tensors.set('h36m17'),
        skeleton: tensors.set('smpl24'),
      },
      {
        rotmats: { type: 'float32', shape: [BATCH, 24, 3, 3], data: rotmats },
        betas: { type: 'float32', shape: [BATCH, 10], data: betas },
      },
    );
  };

  test('joints, vertices and joint sets are those of the plain poser', async () => {
    const out = await run('all');
    const joints = posed.flatMap((one) => [...one.joints]);
    expectClose(out.joints, joints, TOLERANCE.f32);
    expectClose(out.skeleton, joints, TOLERANCE.f32);
    expectClose(
      out.vertices,
      posed.flatMap((one) => [...one.vertices]),
      TOLERANCE.f32,
    );
    const set = posed.flatMap((one) => {
      const points = new Float32Array(17 * 3);
      regressJoints(body, 'h36m17', one.vertices, one.joints, points);
      return [...points];
    });
    expectClose(out.set, set, TOLERANCE.f32);
  });

  test('a subset holds the vertices asked for, in the order asked', async () => {
    const wanted = [200, 3, 117];
    const { vertices } = await run(wanted);
    const rows = posed.flatMap((one) =>
      wanted.flatMap((v) => [...one.vertices.subarray(v * 3, v * 3 + 3)]),
    );
    expectClose(vertices, rows, TOLERANCE.f32);
  });
});

test('wrong shapes and vertices are named', () => {
  const graph = new Graph('wrong');
  const model = toyBody();
  const r = graph.input('r', [2, 23, 3, 3]);
  const rotations = graph.input('rotations', [2, 24, 3, 3]);
  const b = graph.input('b', [2, 10]);
  expect(() => bodyGraph(graph, model, { rotmats: r, betas: b })).toThrow(
    'bodyGraph rotmats: expected [B, J, 3, 3] with J=24, got [2, 23, 3, 3]',
  );
  for (const vertices of [[], [216], [-1], [0.5]]) {
    expect(() => bodyGraph(graph, model, { rotmats: rotations, betas: b, vertices })).toThrow(
      'expected one or more vertices below 216',
    );
  }
  expect(bodyGraph(graph, model, { rotmats: rotations, betas: b }).vertices).toBeUndefined();
  expect(() => rotmatsFromRot6d(b, 'rowMajor')).toThrow('expected [.., 6], got [2, 10]');
});

test.each([
  ['rowMajor', rot6dRowMajorFromRotmat],
  ['colMajor', rot6dColMajorFromRotmat],
] as const)('rotations from 6D vectors, %s', async (layout, to6d) => {
  const graph = new Graph('rot6d');
  const count = BATCH * 24;
  const data = new Float32Array(count * 6);
  for (let i = 0; i < count; i++) {
    // any length will do: the representation is normalised
    data.set(
      to6d(rotmats.subarray(i * 9, i * 9 + 9)).map((x) => 1.7 * x),
      i * 6,
    );
  }
  const out = rotmatsFromRot6d(graph.input('x', [BATCH, 24, 6]), layout);
  expect(out.shape).toEqual([BATCH, 24, 3, 3]);
  const { r } = await evaluateGraph(
    graph,
    { r: out },
    { x: { type: 'float32', shape: [BATCH, 24, 6], data } },
  );
  expectClose(r, rotmats, TOLERANCE.f32);
});
