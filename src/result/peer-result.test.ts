import { beforeAll, describe, expect, test } from 'vitest';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { readBody, type BodyModel } from '../body/index.ts';
import { writeNpz, type NdArray } from '../format/index.ts';
import { nodeFiles } from '../node/index.ts';
import { withBody } from './edit.ts';
import { exportNpz } from './export.ts';
import { peerResult } from './peer-result.ts';

let open: BodyModel;
beforeAll(async () => {
  open = await readBody(nodeFiles, 'open');
});

function array(shape: readonly number[], at: (i: number) => number = () => 0): NdArray {
  const count = shape.reduce((a, b) => a * b, 1);
  return { type: 'float32', shape, data: Float32Array.from({ length: count }, (_, i) => at(i)) };
}

/** A cloud about the origin, as large as a person. */
const verts = (people: number, V = 50): NdArray =>
  array([people, V, 3], (i) => Math.sin(i) * (i % 3 === 1 ? 0.9 : 0.2));

test.each([true, false])(
  'our own arrays, with vertices: %s: the people who were written',
  (full) => {
    const person = withBody(samplePerson(), {}, open);
    const bytes = exportNpz(sampleResult([person]), open, full);
    const { result, meshes, notices } = peerResult(bytes, 'a.npz', open);
    expect(meshes).toBeNull();
    expect(notices).toEqual([]);
    const [back] = result.people;
    expect(result.image).toEqual({ file: 'a.npz', width: 321, height: 241 });
    back.joints3d.smpl24.forEach((joint, j) =>
      joint.forEach((x, k) => expect(x).toBeCloseTo(person.joints3d.smpl24[j][k], 5)),
    );
    back.body.betas.forEach((beta, s) => expect(beta).toBeCloseTo(person.body.betas[s], 6));
    back.camera.t.forEach((x, k) => expect(x).toBeCloseTo(person.camera.t[k], 6));
  },
);

describe('arrays of others', () => {
  test('vertices, place and focal length: points where they were', () => {
    const bytes = writeNpz({
      pred_vertices: verts(2),
      pred_cam_t: array([2, 3], (i) => [0.5, 0.1, 6][i % 3]),
      focal_length: array([], () => 1200),
      img_size: array([2], (i) => [640, 480][i]),
    });
    const { result, meshes, notices } = peerResult(bytes, 'b.npz', open);
    expect(result.image).toMatchObject({ width: 640, height: 480 });
    expect(result.people).toHaveLength(2);
    expect(result.people[1].camera.focalPx).toBe(1200);
    result.people[1].camera.t.forEach((x, k) => expect(x).toBeCloseTo([0.5, 0.1, 6][k], 6));
    expect(meshes?.faces).toHaveLength(0);
    expect(meshes?.vertices.get(1)).toHaveLength(150);
    expect(notices.join()).toMatch(/points/);
  });

  test('faces of the file are the mesh’s', () => {
    const faces: NdArray = { type: 'int64', shape: [1, 3], data: BigInt64Array.of(0n, 4n, 49n) };
    const { meshes } = peerResult(writeNpz({ verts: verts(1), faces }), 'c.npz', open);
    expect(meshes?.faces).toEqual(Uint32Array.of(0, 4, 49));
  });

  test('cameras of crops stand as far as their scale says', () => {
    const bytes = writeNpz({ verts: verts(1), pred_cam: array([1, 3], (i) => [0.9, 0.1, 0.2][i]) });
    const { result } = peerResult(bytes, 'd.npz', open);
    const { t, focalPx } = result.people[0].camera;
    expect(focalPx).toBe(5000);
    expect(t[2]).toBeCloseTo(10_000 / (224 * 0.9), 3);
  });

  test('poses alone, as matrices in two arrays, are shown on our body without betas', () => {
    const identity = (i: number): number => ((i % 9) % 4 === 0 ? 1 : 0);
    const bytes = writeNpz({
      global_orient: array([1, 1, 3, 3], identity),
      body_pose: array([1, 23, 3, 3], identity),
      betas: array([1, 10], () => 3),
    });
    const { result, meshes, notices } = peerResult(bytes, 'e.npz', open);
    expect(meshes).toBeNull();
    expect(result.people[0].body).toEqual({
      model: 'open',
      globalOrient: [0, 0, 0],
      bodyPose: Array.from({ length: 23 }, () => [0, 0, 0]),
      betas: Array<number>(10).fill(0),
    });
    expect(notices.join()).toMatch(/without its betas/);
  });

  test('of a crowd, the first', () => {
    const { result, notices } = peerResult(writeNpz({ verts: verts(40) }), 'f.npz', open);
    expect(result.people).toHaveLength(30);
    expect(notices.join()).toMatch(/30 of 40/);
  });
});

const NOT_FINITE = array([1, 50, 3], (i) => (i === 7 ? NaN : 0));
test.each<[string, Record<string, NdArray>, RegExp]>([
  ['nobody', { foo: verts(1) }, /expected verts or pose, got neither/],
  ['vertices that are not finite', { verts: NOT_FINITE }, /finite numbers, got NaN \(element 7\)/],
  ['vertices in a plane', { verts: array([1, 50, 2]) }, /expected \[P, N, 3\], got \[1, 50, 2\]/],
  ['too many vertices', { verts: array([1, 200_001, 3]) }, /at most 200000 vertices/],
  [
    'a face of a vertex that is not',
    { verts: verts(1), f: array([1, 3], () => 50) },
    /0…49, got 50/,
  ],
  ['cameras of somebody else', { verts: verts(2), full_cam: array([3, 3]) }, /2 people, got 3/],
  ['a pose of two joints', { pose: array([1, 6]) }, /24 rotations a person, got 2/],
])('%s: refused', (_, arrays, message) => {
  expect(() => peerResult(writeNpz(arrays), 'x.npz', open)).toThrow(message);
});

test('a damaged file is refused as one', () => {
  const bytes = writeNpz({ verts: verts(1) });
  for (const length of [0, 10, bytes.length >> 1, bytes.length - 1]) {
    expect(() => peerResult(bytes.subarray(0, length), 'x.npz', open)).toThrow(
      expect.objectContaining({ code: 'E_FORMAT' }),
    );
  }
});
