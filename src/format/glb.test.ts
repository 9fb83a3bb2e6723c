import { NodeIO, type Document, type Node } from '@gltf-transform/core';
import { validateBytes } from 'gltf-validator';
import { expect, test } from 'vitest';
import { matmul3, rotate3, rotmatFromAxisAngle } from '../math/index.ts';
import { Rng } from '../base/index.ts';
import { writeGlb, type GlbPerson, type GlbScene, type SkinnedBody } from './glb.ts';

const rng = new Rng('glb');
const PARENTS = [-1, 0, 1, 1];
const JOINTS = [0, 0.1, 0, 0, 0.5, 0, 0.3, 0.9, 0, -0.3, 0.9, 0.1];
const V = 40;
const K = [900, 0, 320, 0, 880, 240, 0, 0, 1];

/** Points on a tube, three influences each; a triangle strip around it. */
const restVertices = Float32Array.from({ length: 3 * V }, (_, i) =>
  i % 3 === 1 ? Math.floor(i / 12) / 10 : 0.2 * Math.cos(i * 1.7),
);
const skinIndex = Uint16Array.from({ length: 3 * V }, (_, i) => (i + Math.floor(i / 3)) % 4);
const skinWeight = Float32Array.from({ length: 3 * V }, (_, i) => [0.7, 0.3, 0][i % 3]);
const faces = Uint32Array.from({ length: 3 * (V - 2) }, (_, i) => Math.floor(i / 3) + (i % 3));

function person(name: string): GlbPerson & { body: SkinnedBody } {
  const rotmats = PARENTS.flatMap((parent) => {
    const axisAngle = [0, 1, 2].map(() => rng.normal(0, 0.5));
    // facing the camera upright is a half turn about x
    if (parent < 0) axisAngle[0] = (axisAngle[0] ?? 0) + Math.PI;
    return [...rotmatFromAxisAngle(axisAngle)];
  });
  return {
    name,
    color: [0.8, 0.4, 0.2],
    faces,
    t: [rng.normal(), rng.normal(), 4],
    extras: { id: 0 },
    body: {
      restVertices,
      joints: JOINTS,
      parents: PARENTS,
      jointNames: ['pelvis', 'spine', 'left', 'right'],
      rotmats,
      influenceCount: 3,
      skinIndex,
      skinWeight,
    },
  };
}

/** X + t by the equations: G_j = G_parent · [R_j | J_j − J_parent], v = Σ w G_j (v₀ − J_j). */
function posed({ t, body }: GlbPerson & { body: SkinnedBody }): number[] {
  const global: { R: ArrayLike<number>; p: number[] }[] = [];
  for (const [j, parent] of PARENTS.entries()) {
    const R = Array.from({ length: 9 }, (_, k) => body.rotmats[9 * j + k]);
    const at = JOINTS.slice(3 * j, 3 * j + 3);
    if (parent < 0) global.push({ R, p: at });
    else {
      const above = global[parent];
      const offset = rotate3(
        above.R,
        at.map((value, k) => value - JOINTS[3 * parent + k]),
      );
      global.push({ R: matmul3(above.R, R), p: above.p.map((value, k) => value + offset[k]) });
    }
  }
  const out: number[] = [];
  for (let v = 0; v < V; v++) {
    const sum = [t[0], t[1], t[2]];
    for (let k = 0; k < 3; k++) {
      const j = skinIndex[3 * v + k];
      const local = [0, 1, 2].map((c) => restVertices[3 * v + c] - JOINTS[3 * j + c]);
      const turned = rotate3(global[j].R, local);
      for (let c = 0; c < 3; c++) sum[c] += skinWeight[3 * v + k] * (turned[c] + global[j].p[c]);
    }
    out.push(...sum);
  }
  return out;
}

const scene = (people: readonly GlbPerson[]): GlbScene => ({ people, width: 640, height: 480, K });

async function validated(glb: Uint8Array): Promise<Document> {
  const report = await validateBytes(glb);
  expect(report.issues.messages.filter(({ severity }) => severity < 2)).toEqual([]);
  return new NodeIO().readBinary(glb);
}

/** The vertices a viewer shows: joint matrices of the node tree applied to the mesh. */
function shown(node: Node): number[] {
  const skin = node.getSkin();
  const primitive = node.getMesh()?.listPrimitives()[0];
  const position = primitive?.getAttribute('POSITION');
  const [J, W] = ['JOINTS_0', 'WEIGHTS_0'].map((name) => primitive?.getAttribute(name));
  const binds = skin?.getInverseBindMatrices();
  const out: number[] = [];
  for (let v = 0; v < (position?.getCount() ?? 0); v++) {
    const point = position?.getElement(v, []) ?? [];
    if (!skin || !binds || !J || !W) {
      out.push(...point);
      continue;
    }
    const sum = [0, 0, 0];
    const weights = W.getElement(v, []);
    for (const [k, joint] of J.getElement(v, []).entries()) {
      const world = skin.listJoints()[joint]?.getWorldMatrix() ?? [];
      const bind = binds.getElement(joint, []);
      const at = (m: readonly number[], p: readonly number[]): number[] =>
        [0, 1, 2].map((r) => m[r] * p[0] + m[4 + r] * p[1] + m[8 + r] * p[2] + m[12 + r]);
      for (const [c, value] of at(world, at(bind, point)).entries()) sum[c] += weights[k] * value;
    }
    out.push(...sum);
  }
  return out;
}

const nodeOf = (document: Document, name: string): Node => {
  const node = document
    .getRoot()
    .listNodes()
    .find((each) => each.getName() === name);
  if (node === undefined) throw new Error(`no node ${name}`);
  return node;
};
function expectNear(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i])));
  expect(worst).toBeLessThan(tolerance);
}
const flip = (points: readonly number[]): number[] => points.map((x, i) => (i % 3 === 0 ? x : -x));

test('a skinned person stands where linear blend skinning puts them, and the file is valid', async () => {
  const people = [person('person_0'), person('person_1')];
  const document = await validated(await writeGlb(scene(people)));
  for (const each of people) {
    // 16-bit weights: 1e-5 of a metre
    expectNear(shown(nodeOf(document, each.name)), flip(posed(each)), 2e-5);
  }
  expect(document.getRoot().listSkins()).toHaveLength(2);
});

test('a static person is written exactly', async () => {
  const { name, color, t } = person('person_0');
  const vertices = Float32Array.from({ length: 9 }, () => rng.normal());
  const triangle = { name, color, t, faces: [0, 1, 2], body: { vertices } };
  const document = await validated(await writeGlb(scene([triangle])));
  const expected = flip([...vertices].map((x, i) => x + t[i % 3]));
  expect(shown(nodeOf(document, name))).toEqual([...Float32Array.from(expected)]);
});

test('the camera node sees what K sees', async () => {
  const document = await validated(await writeGlb(scene([])));
  const node = nodeOf(document, 'camera');
  expect(node.getExtras()).toEqual({
    K: [
      [900, 0, 320],
      [0, 880, 240],
      [0, 0, 1],
    ],
    width: 640,
    height: 480,
    convention: 'opencv',
  });
  const camera = node.getCamera();
  const [x, y, z] = [0.3, -0.2, 2.5];
  const tan = Math.tan((camera?.getYFov() ?? 0) / 2);
  // normalised device coordinates of the glTF point (x, −y, −z), to pixels
  const u = (x / z / (tan * (camera?.getAspectRatio() ?? 0)) + 1) * 320;
  const v = (1 - -y / z / tan) * 240;
  expectNear([u, v], [900 * (x / z) + 320, 880 * (y / z) + 240], 1e-9);
});

test('what people share is written once, and the bytes repeat', async () => {
  const people = ['a', 'b', 'c'].map(person);
  const [one, three] = [await writeGlb(scene(people.slice(0, 1))), await writeGlb(scene(people))];
  expect(await writeGlb(scene(people))).toEqual(three);
  const document = await new NodeIO().readBinary(three);
  const accessors = document.getRoot().listAccessors();
  expect(accessors.filter((accessor) => accessor.getType() === 'SCALAR')).toHaveLength(1);
  expect(accessors.filter((accessor) => accessor.getNormalized())).toHaveLength(1);
  expect(three.length).toBeLessThan(3 * one.length);
});

test('arrays that do not fit are refused with the person named', async () => {
  const good = person('anna');
  const cases: [GlbPerson, string, RegExp][] = [
    [{ ...good, t: [0, NaN, 1] }, 'E_NUMERIC', /anna.*finite/],
    [{ ...good, faces: [0, 1, V] }, 'E_RANGE', /faces of 40 vertices, got 40/],
    [{ ...good, body: { ...good.body, rotmats: [1] } }, 'E_SHAPE', /anna.*36 elements/],
    [{ ...good, body: { ...good.body, skinWeight: [1] } }, 'E_SHAPE', /120 elements/],
  ];
  for (const [each, code, message] of cases) {
    await expect(writeGlb(scene([each]))).rejects.toMatchObject({ code });
    await expect(writeGlb(scene([each]))).rejects.toThrow(message);
  }
});
