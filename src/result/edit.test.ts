import { beforeAll, expect, test } from 'vitest';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { readBody, type BodyModel } from '../body/index.ts';
import { nodeFiles } from '../node/index.ts';
import { withBody } from './edit.ts';
import { poseResult } from './pose-result.ts';

let open: BodyModel;
beforeAll(async () => {
  open = await readBody(nodeFiles, 'open');
});

test('joints are those of the new pose and shape, as posing the mesh says them', () => {
  const bodyPose = samplePerson().body.bodyPose.map(
    (each) => [...each] as [number, number, number],
  );
  bodyPose[3] = [0.7, 0, 0];
  const edited = withBody(samplePerson(), { bodyPose, betas: [2, ...Array(9).fill(0)] }, open);
  const [{ joints }] = poseResult(sampleResult([edited]), open);
  edited.joints3d.smpl24.forEach((joint, j) =>
    joint.forEach((x, k) => expect(x).toBeCloseTo(joints[3 * j + k] + edited.camera.t[k], 5)),
  );
  expect(edited.joints3d.smpl24[7][1]).not.toBeCloseTo(samplePerson().joints3d.smpl24[7][1], 2);
});

test('the pelvis stays where it is, whatever the shape', () => {
  const before = withBody(samplePerson(), {}, open).joints3d.smpl24[0];
  const after = withBody(samplePerson(), { betas: Array(10).fill(1.5) }, open).joints3d.smpl24[0];
  after.forEach((x, k) => expect(x).toBeCloseTo(before[k], 5));
});

test('how wrong a changed body is, nobody knows; of a person without a guess nothing is reported', () => {
  const expectedError = {
    meanMm: 80,
    rangeMm: [40, 130] as [number, number],
    jointsMm: { smpl24: Array(24).fill(80) },
  };
  expect(withBody(samplePerson({ expectedError }), {}, open).expectedError).toBeNull();
  expect(withBody(samplePerson(), {}, open)).not.toHaveProperty('expectedError');
});

test("another body's person is refused", () => {
  const person = samplePerson();
  const foreign = { ...person, body: { ...person.body, model: 'smpl-neutral' } };
  expect(() => withBody(foreign, {}, open)).toThrow('expected the body "smpl-neutral"');
});
