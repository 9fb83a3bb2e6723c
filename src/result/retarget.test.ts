import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectClose, TOLERANCE } from '../../test/support/close.ts';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { createPoser, loadBody } from '../body/index.ts';
import { poseOf, poseResult, projectPerson } from './pose-result.ts';
import { resultSchema } from './result-schema.ts';
import { retargetResult } from './retarget.ts';

const open = loadBody(readFileSync('assets/body/open.safetensors'));
const toy = toyBody();

test('the pelvis stays, the pose stays, everything else is solved again', () => {
  const before = sampleResult([samplePerson(), samplePerson({ id: 1 })]);
  const after = retargetResult(before, open, toy);
  expect(resultSchema.parse(JSON.parse(JSON.stringify(after)))).toEqual(after);
  expect(after.model.body).toBe('toy');
  const [old] = before.people;
  const [person] = after.people;
  expect(person.body).toMatchObject({
    model: 'toy',
    globalOrient: old.body.globalOrient,
    bodyPose: old.body.bodyPose,
  });
  expect(person.localCameras).toEqual(old.localCameras);

  const joints = new Float32Array(72);
  createPoser(open).poseJoints(poseOf(old), joints);
  const pelvis = [0, 1, 2].map((k) => joints[k] + old.camera.t[k]);
  expectClose(person.joints3d.smpl24[0], pelvis, TOLERANCE.rotation);
  // the toy's pelvis is not its origin, so t had to move
  const rest = toy.jointTemplate.subarray(0, 3);
  expect(Math.hypot(...rest)).toBeGreaterThan(1e-3);
  expect(person.camera.t).not.toEqual(old.camera.t);

  const [posed] = poseResult(after, toy);
  expectClose(
    posed.joints.map((x, i) => x + person.camera.t[i % 3]),
    person.joints3d.smpl24.flat(),
    TOLERANCE.rotation,
  );
  expectClose(projectPerson(person, posed.joints), person.joints2d.smpl24.flat(), 1e-3);
});

test('the residual is stated, and is what is measured', () => {
  const person = samplePerson();
  const [moved] = retargetResult(sampleResult([person]), open, toy).people;
  const { from, sizesMm, jointsMm } = moved.body.retargeted ?? {
    from: '',
    sizesMm: 0,
    jointsMm: 0,
  };
  expect(from).toBe('open');
  expect(sizesMm).toBeGreaterThan(0);
  const joints = new Float32Array(72);
  createPoser(open).poseJoints(poseOf(person), joints);
  const distances = moved.joints3d.smpl24.map((at, j) =>
    Math.hypot(...at.map((x, k) => x - joints[3 * j + k] - person.camera.t[k])),
  );
  expect(jointsMm).toBeCloseTo((1000 * distances.reduce((a, b) => a + b, 0)) / 24, 2);
});
