/** @file The open body from its source arrays: skeleton, skin, shape, and the landmarks of the joint sets. */

import {
  jointSet,
  makeBody,
  skinFromDense,
  type BodyModel,
  type Landmark,
} from '../src/body/index.ts';
import { float32Of, int32Of, stringsOf, type NdArray } from '../src/format/index.ts';

/** A landmark as a mix of joints and surface points: weights by name. */
type Mix = Readonly<Record<string, number>>;

/** Joints of other data sets that are the skeleton's own: no annotation of this body tells them apart. */
const H36M_LIMBS = ['hip', 'knee', 'ankle', 'shoulder', 'elbow', 'wrist'].flatMap((part) =>
  ['left', 'right'].map((side) => `${side}_${part}`),
);

const NO_REGRESSOR = 'no regressor was ever fitted to this body;';

/** What has no landmark on this body, the fixed affine mix that stands in, and what it is a mix of. */
const STAND_INS: Readonly<Record<string, { readonly mix: Mix; readonly reason: string }>> = {
  'lsp/right_hip': { mix: { right_hip: 1 }, reason: 'the hip joint of the skeleton' },
  'lsp/left_hip': { mix: { left_hip: 1 }, reason: 'the hip joint of the skeleton' },
  'lsp/neck': {
    mix: { neck: 0.5, left_shoulder: 0.25, right_shoulder: 0.25 },
    reason: 'half-way from the shoulders to the neck joint',
  },
  'mpii/pelvis': { mix: { left_hip: 0.5, right_hip: 0.5 }, reason: 'between the hip joints' },
  'mpii/thorax': {
    mix: { left_collar: 0.5, right_collar: 0.5 },
    reason: 'between the collar joints',
  },
  'extra/spine': { mix: { spine3: 1 }, reason: 'the third spine joint' },
  'extra/jaw': { mix: { neck: 0.3, head: 0.3, nose: 0.4 }, reason: 'between neck, head and nose' },
  'extra/head': { mix: { head_top: 0.8, head: 0.2 }, reason: 'a little below the top of the head' },
  'h36m/pelvis': { mix: { left_hip: 0.5, right_hip: 0.5 }, reason: 'between the hip joints' },
  'h36m/spine': { mix: { spine3: 1 }, reason: 'the third spine joint' },
  'h36m/neck': {
    mix: { neck: 0.5, left_shoulder: 0.25, right_shoulder: 0.25 },
    reason: 'half-way from the shoulders to the neck joint',
  },
  'h36m/jaw': { mix: { neck: 0.3, head: 0.3, nose: 0.4 }, reason: 'between neck, head and nose' },
  'h36m/head': { mix: { head_top: 0.8, head: 0.2 }, reason: 'a little below the top of the head' },
  ...Object.fromEntries(
    H36M_LIMBS.map((name) => [
      `h36m/${name}`,
      { mix: { [name]: 1 }, reason: `the ${name.replace('_', ' ')} joint of the skeleton` },
    ]),
  ),
};

function arrayOf(arrays: ReadonlyMap<string, NdArray>, name: string): NdArray {
  const array = arrays.get(name);
  if (array === undefined) throw new Error(`expected array "${name}", got none`);
  return array;
}

function surfacePoints(arrays: ReadonlyMap<string, NdArray>): Map<string, number> {
  const vertices = int32Of('landmark_vertices', arrayOf(arrays, 'landmark_vertices'));
  return new Map(
    stringsOf('landmark_names', arrayOf(arrays, 'landmark_names')).map((name, i) => [
      name,
      vertices[i],
    ]),
  );
}

function landmarksOf(
  arrays: ReadonlyMap<string, NdArray>,
  vertexCount: number,
): Map<string, Landmark> {
  const surface = surfacePoints(arrays);
  const { names: joints } = jointSet('smpl24');
  const indexOf = (name: string): number => {
    const vertex = surface.get(name);
    if (vertex !== undefined) return vertex;
    if (!joints.includes(name))
      throw new Error(`expected a joint or a surface point, got "${name}"`);
    return vertexCount + joints.indexOf(name);
  };
  const row = (mix: Mix): Landmark => ({
    index: Int32Array.from(Object.keys(mix), indexOf),
    weight: Float32Array.from(Object.values(mix)),
  });
  return new Map([
    ...[...surface.keys()].map((name): [string, Landmark] => [name, row({ [name]: 1 })]),
    ['lsp/head_top', row({ head_top: 1 })],
    ...Object.entries(STAND_INS).map(([name, { mix, reason }]): [string, Landmark] => [
      name,
      { ...row(mix), approximate: `${NO_REGRESSOR} ${reason} stands in` },
    ]),
  ]);
}

/** The body in full precision. */
export function openBody(arrays: ReadonlyMap<string, NdArray>): BodyModel {
  const floats = (name: string): Float32Array => float32Of(name, arrayOf(arrays, name));
  const template = floats('v_template');
  const vertexCount = template.length / 3;
  const names = stringsOf('joint_names', arrayOf(arrays, 'joint_names'));
  if (names.join() !== jointSet('smpl24').names.join()) {
    throw new Error(`expected SMPL's joints in its order, got ${names.join(', ')}`);
  }
  return makeBody({
    id: 'open',
    template,
    shapeDirs: floats('shapedirs'),
    jointTemplate: floats('joint_template'),
    jointShapeDirs: floats('joint_shapedirs'),
    ...skinFromDense(floats('weights'), vertexCount, names.length),
    faces: Uint32Array.from(int32Of('faces', arrayOf(arrays, 'faces'))),
    landmarks: landmarksOf(arrays, vertexCount),
  });
}

/** The farthest any vertex of the shaped body can move when every |beta| ≤ `limit` (m). */
export function worstShapeError(a: BodyModel, b: BodyModel, limit: number): number {
  let worst = 0;
  for (let v = 0; v < a.vertexCount; v++) {
    let squared = 0;
    for (let i = v * 3; i < v * 3 + 3; i++) {
      let error = Math.abs(a.template[i] - b.template[i]);
      for (let s = i * a.shapeCount; s < (i + 1) * a.shapeCount; s++) {
        error += limit * Math.abs(a.shapeDirs[s] - b.shapeDirs[s]);
      }
      squared += error * error;
    }
    worst = Math.max(worst, squared);
  }
  return Math.sqrt(worst);
}
