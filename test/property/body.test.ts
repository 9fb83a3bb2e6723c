import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import {
  approximations,
  createPosedBody,
  createPoser,
  denseSkin,
  dominantJoints,
  JOINT_SET_IDS,
  jointSet,
  landmarkOf,
  loadBody,
  regressJoints,
  saveBody,
  type BodyModel,
  type PosedBody,
} from '../../src/body/index.ts';
import { applyRigid, rotmatFromAxisAngle, vertexNormals } from '../../src/math/index.ts';
import { expectClose, TOLERANCE } from '../support/close.ts';
import { damaged, onlyFormatErrors } from '../support/hostile.ts';
import { toyBody } from '../support/toy-body.ts';

const open = loadBody(readFileSync(new URL('../../assets/body/open.safetensors', import.meta.url)));
const toy = toyBody();

const numbers = (count: number, limit: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -limit, max: limit, noNaN: true }), {
    minLength: count,
    maxLength: count,
  });
const betas = numbers(10, 3);
const bodyPose = numbers(69, 2);
const globalOrient = numbers(3, 3);
/** Posing 13 380 vertices is quick, comparing them is not. */
const FEW = { numRuns: 10 };

describe.each([
  ['open body', open],
  ['toy body with pose correctives', toy],
])('%s', (_, model: BodyModel) => {
  const poser = createPoser(model);
  const buffers = (): PosedBody => createPosedBody(model);

  test('zero pose is the shaped template', () => {
    fc.assert(
      fc.property(betas, (shape) => {
        const rest = buffers();
        const posed = buffers();
        poser.rest(shape, rest);
        poser.pose({ globalOrient: [0, 0, 0], bodyPose: Array(69).fill(0), betas: shape }, posed);
        expectClose(posed.vertices, rest.vertices, 1e-6);
        expectClose(posed.joints, rest.joints, 1e-6);
      }),
      FEW,
    );
  });

  test('the global rotation turns the posed body about its rest pelvis', () => {
    fc.assert(
      fc.property(betas, bodyPose, globalOrient, (shape, pose, orient) => {
        const still = buffers();
        const turned = buffers();
        poser.pose({ globalOrient: [0, 0, 0], bodyPose: pose, betas: shape }, still);
        poser.pose({ globalOrient: orient, bodyPose: pose, betas: shape }, turned);
        const rotation = rotmatFromAxisAngle(orient);
        const pelvis = still.joints.slice(0, 3);
        const away = applyRigid({ rotation, translation: new Float64Array(3) }, pelvis);
        const translation = Float64Array.from(pelvis, (p, axis) => p - away[axis]);
        for (const part of ['vertices', 'joints'] as const) {
          expectClose(
            turned[part],
            applyRigid({ rotation, translation }, still[part]),
            TOLERANCE.f32,
          );
        }
      }),
      FEW,
    );
  });

  test('axis-angle and matrices pose alike; joints alone are the same joints', () => {
    fc.assert(
      fc.property(betas, bodyPose, globalOrient, (shape, pose, orient) => {
        const a = buffers();
        const b = buffers();
        poser.pose({ globalOrient: orient, bodyPose: pose, betas: shape }, a);
        const all = [...orient, ...pose];
        const rotmats = Array.from({ length: 24 }, (__, j) => [
          ...rotmatFromAxisAngle(all.slice(j * 3, j * 3 + 3)),
        ]).flat();
        poser.pose({ rotmats, betas: shape }, b);
        expectClose(b.vertices, a.vertices, 0);
        const joints = new Float32Array(72);
        poser.poseJoints({ rotmats, betas: shape }, joints);
        expectClose(joints, a.joints, 0);
      }),
      FEW,
    );
  });

  test('bones keep their lengths', () => {
    fc.assert(
      fc.property(betas, bodyPose, globalOrient, (shape, pose, orient) => {
        const rest = buffers();
        const posed = buffers();
        poser.rest(shape, rest);
        poser.pose({ globalOrient: orient, bodyPose: pose, betas: shape }, posed);
        const length = ({ joints }: PosedBody, j: number, p: number): number =>
          Math.hypot(...[0, 1, 2].map((axis) => joints[j * 3 + axis] - joints[p * 3 + axis]));
        for (const [joint, parent] of model.parents.entries()) {
          if (parent < 0) continue;
          expectClose([length(posed, joint, parent)], [length(rest, joint, parent)], 1e-6);
        }
      }),
      FEW,
    );
  });

  test('skinning weights sum to 1, heaviest first; the first is the part', () => {
    const dense = denseSkin(model, model.jointCount);
    const parts = dominantJoints(model);
    let offSum = 0;
    let misplaced = 0;
    for (let v = 0; v < model.vertexCount; v++) {
      const row = dense.subarray(v * 24, v * 24 + 24);
      const sum = row.reduce((total, weight) => total + weight, 0);
      offSum = Math.max(offSum, Math.abs(sum - 1));
      if (row[parts[v]] !== row.reduce((most, weight) => Math.max(most, weight))) misplaced++;
    }
    expect(offSum).toBeLessThan(1e-6);
    expect(misplaced).toBe(0);
  });

  test('a file of it reads back as it was', () => {
    const file = saveBody(model);
    // writing is injective, so equal bytes are equal models
    expect(Buffer.compare(saveBody(loadBody(file)), file)).toBe(0);
  });
});

describe('the open body', () => {
  const poser = createPoser(open);
  const out = createPosedBody(open);

  test('is a person: 24 joints, 13 380 vertices, 1.76 m tall, upright, left on +x, facing +z', () => {
    expect([open.jointCount, open.vertexCount, open.shapeCount]).toEqual([24, 13380, 10]);
    poser.rest(Array(10).fill(0), out);
    const y = out.vertices.filter((__, i) => i % 3 === 1);
    const height = y.reduce((a, b) => Math.max(a, b)) - y.reduce((a, b) => Math.min(a, b));
    expect(height).toBeGreaterThan(1.7);
    expect(height).toBeLessThan(1.8);
    const { names } = jointSet('smpl24');
    const at = (name: string): Float32Array =>
      out.joints.subarray(names.indexOf(name) * 3, names.indexOf(name) * 3 + 3);
    expect(at('head')[1]).toBeGreaterThan(at('left_ankle')[1] + 1);
    expect(at('left_wrist')[0]).toBeGreaterThan(0.5);
    expect(at('right_wrist')[0]).toBeLessThan(-0.5);
    const nose = landmarkOf(open, 'nose').index[0];
    expect(out.vertices[nose * 3 + 2]).toBeGreaterThan(at('head')[2] + 0.05);
  });

  test('the pelvis is the origin for every shape: J0 = 0', () => {
    fc.assert(
      fc.property(betas, (shape) => {
        poser.rest(shape, out);
        expect([...out.joints.subarray(0, 3)].map(Math.abs)).toEqual([0, 0, 0]);
      }),
      FEW,
    );
  });

  test('normals are unit vectors that point outward', () => {
    poser.rest(Array(10).fill(0), out);
    const normals = new Float32Array(out.vertices.length);
    vertexNormals(out.vertices, open.faces, normals);
    let volume = 0;
    let offLength = 0;
    for (let i = 0; i < normals.length; i += 3) {
      const length = Math.hypot(normals[i], normals[i + 1], normals[i + 2]);
      offLength = Math.max(offLength, Math.abs(length - 1));
    }
    expect(offLength).toBeLessThan(1e-6);
    for (let f = 0; f < open.faces.length; f += 3) {
      const [a, b, c] = [0, 1, 2].map((k) =>
        out.vertices.subarray(open.faces[f + k] * 3, open.faces[f + k] * 3 + 3),
      );
      volume +=
        (a[0] * (b[1] * c[2] - b[2] * c[1]) -
          a[1] * (b[0] * c[2] - b[2] * c[0]) +
          a[2] * (b[0] * c[1] - b[1] * c[0])) /
        6;
    }
    // counter-clockwise from outside: the enclosed volume is positive, and that of a person (m³)
    expect(volume).toBeGreaterThan(0.04);
    expect(volume).toBeLessThan(0.12);
  });

  test.each(JOINT_SET_IDS)('%s has every joint, and mirrored joints mirror each other', (id) => {
    const { names, flip } = jointSet(id);
    const points = new Float32Array(names.length * 3);
    poser.rest(Array(10).fill(0), out);
    regressJoints(open, id, out.vertices, out.joints, points);
    const mirrored = flip.flatMap((other) => [
      -points[other * 3],
      points[other * 3 + 1],
      points[other * 3 + 2],
    ]);
    // the body is symmetric to a fraction of a millimetre
    expectClose(points, mirrored, 1e-3);
  });

  test('joints that only stand in say so, and why; the skeleton and COCO need none', () => {
    expect(approximations(open, 'smpl24')).toEqual([]);
    expect(approximations(open, 'coco17')).toEqual([]);
    expect(approximations(open, 'h36m17')).toHaveLength(17);
    const second = approximations(open, 'paper49');
    expect(second.map(({ name }) => name)).toEqual([
      'right_hip',
      'left_hip',
      'neck',
      'pelvis',
      'thorax',
      'spine',
      'jaw',
      'head',
    ]);
    expect(second[2].reason).toContain('half-way from the shoulders to the neck joint stands in');
  });

  test('joint sets move with the body', () => {
    fc.assert(
      fc.property(bodyPose, globalOrient, (pose, orient) => {
        const rotation = rotmatFromAxisAngle(orient);
        const shape = Array(10).fill(0);
        for (const id of JOINT_SET_IDS) {
          const count = jointSet(id).names.length;
          const still = new Float32Array(count * 3);
          const turned = new Float32Array(count * 3);
          poser.pose({ globalOrient: [0, 0, 0], bodyPose: pose, betas: shape }, out);
          regressJoints(open, id, out.vertices, out.joints, still);
          poser.pose({ globalOrient: orient, bodyPose: pose, betas: shape }, out);
          regressJoints(open, id, out.vertices, out.joints, turned);
          // J0 = 0, so turning is about the origin
          const expected = applyRigid({ rotation, translation: new Float64Array(3) }, still);
          expectClose(turned, expected, TOLERANCE.f32);
        }
      }),
      { numRuns: 5 },
    );
  });
});

test('damaged body files are refused with E_FORMAT, whatever the damage', () => {
  const file = saveBody(toyBody({ correctives: false }), { quantised: true });
  fc.assert(
    fc.property(damaged(file), (bytes) => {
      onlyFormatErrors(() => loadBody(bytes));
    }),
  );
});

test('one changed bit of the data is noticed', () => {
  const file = saveBody(toyBody({ correctives: false }), { quantised: true });
  const start = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));
  fc.assert(
    fc.property(fc.integer({ min: start, max: file.length - 1 }), fc.nat(7), (at, bit) => {
      const copy = file.slice();
      copy[at] ^= 1 << bit;
      expect(() => loadBody(copy)).toThrow('the file is damaged');
    }),
  );
});
