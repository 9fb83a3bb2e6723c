import { expect, test } from 'vitest';
import { bodyFromSmplArrays, createPosedBody, createPoser } from '../../src/body/index.ts';
import { expectClose, TOLERANCE } from '../support/close.ts';
import { hashArray } from '../support/hash.ts';
import golden from './lbs_synthetic.json' with { type: 'json' };

const V = golden.V;
const J = golden.J;

/** The golden body's arrays, as its note defines them. */
function smplArray(name: string, count: number, scale: number): Float32Array<ArrayBuffer> {
  return hashArray(`smpl.${name}`, count, scale);
}

/** |A|^power with rows that sum to 1. */
function rowsOfSum1(values: Float32Array, width: number, power: number): Float32Array<ArrayBuffer> {
  const out = Float32Array.from(values, (value) => Math.abs(value) ** power);
  for (let start = 0; start < out.length; start += width) {
    const row = out.subarray(start, start + width);
    const sum = row.reduce((total, value) => total + value, 0);
    row.set(row.map((value) => value / sum));
  }
  return out;
}

const body = bodyFromSmplArrays({
  id: 'golden',
  template: smplArray('v_template', V * 3, 1),
  shapeDirs: smplArray('shapedirs', V * 3 * 10, 0.05),
  poseDirs: smplArray('posedirs', V * 3 * 207, 0.01),
  jointRegressor: rowsOfSum1(smplArray('J_regressor', J * V, 1), V, 1),
  weights: rowsOfSum1(smplArray('weights', V * J, 1), J, 4),
  faces: Uint32Array.of(0, 1, 2),
});

test('shape, pose correctives and skinning agree with two independent implementations', () => {
  const out = createPosedBody(body);
  const pose = golden.pose;
  createPoser(body).pose(
    { globalOrient: pose.slice(0, 3), bodyPose: pose.slice(3), betas: golden.betas },
    out,
  );
  expectClose(out.vertices, golden.vertices.flat(), TOLERANCE.rotation);
  expectClose(out.joints, golden.joints.flat(), TOLERANCE.rotation);
});

test('the golden body bends: the test would notice a poser that ignores the pose', () => {
  const rest = createPosedBody(body);
  createPoser(body).rest(golden.betas, rest);
  const moved = rest.vertices.map((x, i) => Math.abs(x - golden.vertices.flat()[i]));
  expect(Math.max(...moved)).toBeGreaterThan(0.5);
});
