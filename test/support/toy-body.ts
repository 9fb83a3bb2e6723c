/** @file A small procedural body: 24 joints on a plausible T-pose, a ring of vertices around each bone. */

import {
  bodyFromSmplArrays,
  jointSet,
  landmarkFromRow,
  type BodyModel,
} from '../../src/body/index.ts';
import { Rng } from '../../src/base/index.ts';

const RING = 9;
const SHAPES = 10;

/** A seeded body of 216 vertices, with pose correctives when asked for. */
export function toyBody({ correctives = true, seed = 1 } = {}): BodyModel {
  const rng = new Rng(seed).fork('toy-body');
  const { names, parents = [] } = jointSet('smpl24');
  const jointCount = names.length;
  const vertexCount = jointCount * RING;

  const joints: number[][] = [];
  for (const [joint, name] of names.entries()) {
    const parent = parents[joint] < 0 ? [0, 0, 0] : joints[parents[joint]];
    const side = name.startsWith('left') ? 1 : name.startsWith('right') ? -1 : 0;
    const down = /hip|knee|ankle|foot/.test(name) ? -1 : 1;
    const step = [0.12 * side, 0.1 * down * (side === 0 || down < 0 ? 1 : 0), 0];
    joints.push(parent.map((x, axis) => x + step[axis] + rng.normal(0, 0.01)));
  }

  const template = new Float32Array(vertexCount * 3);
  const weights = new Float32Array(vertexCount * jointCount);
  const jointRegressor = new Float32Array(jointCount * vertexCount);
  for (let v = 0; v < vertexCount; v++) {
    const joint = Math.floor(v / RING);
    const angle = ((v % RING) / RING) * 2 * Math.PI;
    const ring = [0.05 * Math.cos(angle), 0.02 * rng.normal(), 0.05 * Math.sin(angle)];
    for (let axis = 0; axis < 3; axis++) template[v * 3 + axis] = joints[joint][axis] + ring[axis];
    const own = rng.uniform(0.5, 1);
    weights[v * jointCount + joint] += own;
    weights[v * jointCount + Math.max(0, parents[joint])] += 1 - own;
    jointRegressor[joint * vertexCount + v] = 1 / RING;
  }
  const noise = (count: number, sd: number): Float32Array =>
    Float32Array.from({ length: count }, () => rng.normal(0, sd));
  const faces = Array.from({ length: vertexCount }, (_, v) => {
    const start = v - (v % RING);
    return [v, start + ((v + 1) % RING), start + ((v + 4) % RING)];
  });
  return bodyFromSmplArrays({
    id: 'toy',
    template,
    shapeDirs: noise(vertexCount * 3 * SHAPES, 0.01),
    ...(correctives && { poseDirs: noise(vertexCount * 3 * 9 * (jointCount - 1), 0.002) }),
    jointRegressor,
    weights,
    faces: Uint32Array.from(faces.flat()),
    landmarks: new Map([
      ['nose', { index: Int32Array.of(7), weight: Float32Array.of(1) }],
      ['h36m/pelvis', landmarkFromRow(jointRegressor.subarray(0, vertexCount))],
    ]),
  });
}
