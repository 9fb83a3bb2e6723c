import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { createPoser, loadBody } from '../body/index.ts';
import { matmul3, rotmatFromAxisAngle } from '../math/index.ts';
import { Rng } from '../base/index.ts';
import { composeAxisAngle, removeHeading } from './heading.ts';
import { applyKind, type PoseKind } from './pose-kinds.ts';
import { clampPose, parsePosePrior } from './pose-prior.ts';
import { createPoseSampler } from './pose-sampler.ts';
import { createSelfContact } from './self-contact.ts';
import { JOINT, mirrorPose } from './skeleton.ts';

const asset = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../assets/${name}`, import.meta.url)));
const prior = parsePosePrior(asset('synthetic/pose-prior.safetensors'));
const body = loadBody(asset('body/open.safetensors'));
const poser = createPoser(body);
const contact = createSelfContact(poser, body.shapeCount);

function jointsOf(pose: Float64Array): Float32Array {
  const joints = new Float32Array(72);
  const betas = new Float64Array(body.shapeCount);
  poser.poseJoints(
    { globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas },
    joints,
  );
  return joints;
}

test('sampled poses keep the limits, and limbs stay out of the body', () => {
  const sampler = createPoseSampler(prior, prior.limits, contact);
  const rng = new Rng('limits');
  const kinds = { upright: 1, seated: 1, floor: 1, lying: 1, crouching: 1, kneeling: 1, bent: 1 };
  let deep = 0;
  for (let i = 0; i < 200; i++) {
    const { pose } = sampler.sample({ kinds, limbMixing: 0.4 }, rng.fork(i));
    pose.forEach((value, k) => {
      expect(value).toBeGreaterThanOrEqual(prior.limits.lower[k]);
      expect(value).toBeLessThanOrEqual(prior.limits.upper[k]);
    });
    if (contact.depth(pose) > 0.06) deep++;
  }
  expect(deep).toBeLessThan(20);
});

test('limits are the same on both sides', () => {
  const mirrored = mirrorPose(
    prior.limits.upper.map((x, i) => (i < 3 ? 0 : x)),
    new Float64Array(72),
  );
  for (let i = 3; i < 72; i++) {
    const bound = i % 3 === 0 ? prior.limits.upper[i] : prior.limits.lower[i];
    expect(mirrored[i]).toBeCloseTo(bound, 12);
  }
});

test('a mirrored pose is the mirrored body, and twice is once', () => {
  const pose = new Float64Array(72);
  prior.draw(new Rng('mirror'), pose);
  clampPose(pose, prior.limits);
  const mirrored = mirrorPose(pose, new Float64Array(72));
  expect(mirrorPose(mirrored, new Float64Array(72))).toEqual(pose);
  const joints = jointsOf(pose);
  const flipped = jointsOf(mirrored);
  // the open body is symmetric to under a millimetre
  for (const [left, right] of [
    [JOINT.leftWrist, JOINT.rightWrist],
    [JOINT.leftAnkle, JOINT.rightAnkle],
    [JOINT.head, JOINT.head],
  ]) {
    const [x, y, z] = joints.subarray(3 * left, 3 * left + 3);
    expectClose(flipped.subarray(3 * right, 3 * right + 3), [-x, y, z], 2e-3);
  }
});

test('heading and tilt compose to the root they came from', () => {
  const root = Float64Array.of(0.4, 2.1, -0.7);
  const tilt = removeHeading(root, new Float64Array(3));
  // what was removed is a turn about y alone
  const inverse = tilt.map((x) => -x);
  const heading = composeAxisAngle(root, inverse, new Float64Array(3));
  expectClose([heading[0], heading[2]], [0, 0], 1e-12);
  const product = matmul3(rotmatFromAxisAngle(heading), rotmatFromAxisAngle(tilt));
  expectClose(product, rotmatFromAxisAngle(root), 1e-12);
  expectClose(removeHeading(tilt, new Float64Array(3)), tilt, 1e-12);
});

test.each<[PoseKind, (joints: Float32Array) => boolean]>([
  ['seated', (j) => heightOf(j, JOINT.leftKnee) > heightOf(j, JOINT.pelvis) - 0.35],
  ['lying', (j) => Math.abs(heightOf(j, JOINT.spine3) - heightOf(j, JOINT.pelvis)) < 0.25],
  ['crouching', (j) => heightOf(j, JOINT.pelvis) - heightOf(j, JOINT.leftFoot) < 0.75],
  ['kneeling', (j) => heightOf(j, JOINT.leftKnee) - heightOf(j, JOINT.leftFoot) < 0.6],
  ['bent', (j) => heightOf(j, JOINT.neck) - heightOf(j, JOINT.pelvis) < 0.5],
])('%s poses look it', (kind, holds) => {
  const rng = new Rng(kind);
  for (let i = 0; i < 40; i++) {
    const pose = new Float64Array(72);
    prior.draw(rng, pose);
    removeHeading(pose.subarray(0, 3), pose.subarray(0, 3));
    applyKind(kind, pose, rng);
    expect(holds(jointsOf(pose))).toBe(true);
  }
});

function heightOf(joints: Float32Array, joint: number): number {
  return joints[3 * joint + 1];
}

test('another file is refused', () => {
  expect(() => parsePosePrior(asset('body/open.safetensors'))).toThrow('parsePosePrior: expected');
  expect(() => parsePosePrior(new Uint8Array(4))).toThrow();
});
