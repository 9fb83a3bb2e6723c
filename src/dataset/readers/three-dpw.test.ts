import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  landmarkedBody,
  sequencePickle,
  type SequenceTruth,
} from '../../../test/support/dataset-files.ts';
import { damaged, onlyFormatErrors } from '../../../test/support/hostile.ts';
import { list, none, pickle, str } from '../../../test/support/pickle.ts';
import { createPosedBody, createPoser, regressJoints, type BodyModel } from '../../body/index.ts';
import { rotate3, rotmatFromAxisAngle } from '../../math/index.ts';
import { Rng } from '../../base/index.ts';
import { parseThreeDpw } from './three-dpw.ts';

const FRAMES = 3;
const NONE = new Float32Array(0);
const rng = new Rng('3dpw');
const normals = (n: number, sd: number): Float64Array =>
  Float64Array.from({ length: n }, () => rng.normal(0, sd));

function camera(): number[] {
  const R = rotmatFromAxisAngle(normals(3, 1));
  return [...R.subarray(0, 3), 0.3, ...R.subarray(3, 6), -0.2, ...R.subarray(6, 9), 9, 0, 0, 0, 1];
}

const truth: SequenceTruth = {
  sequence: 'downtown_walking_00',
  frames: FRAMES,
  cameras: Float64Array.from(Array.from({ length: FRAMES }, camera).flat()),
  K: Float64Array.of(1900, 0, 540, 0, 1890, 960, 0, 0, 1),
  people: ['m', 'f'].map((gender) => ({
    gender,
    poses: normals(72 * FRAMES, 0.3),
    betas: normals(gender === 'm' ? 10 : 300, 0.5),
    trans: normals(3 * FRAMES, 0.5),
    valid: gender === 'm' ? [1, 1, 1] : [1, 0, 1],
  })),
};
const bodies = { male: landmarkedBody(1), female: landmarkedBody(2) };

/** The 24 joints in the camera, by posing in the world and carrying every point over. */
function jointsByTheWorld(model: BodyModel, person: number, frame: number): number[][] {
  const { poses, betas, trans } = truth.people[person];
  const body = createPosedBody(model);
  const pose = poses.subarray(72 * frame, 72 * frame + 72);
  createPoser(model).pose(
    { globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas: betas.subarray(0, 10) },
    body,
  );
  const joints = new Float64Array(3 * 49);
  regressJoints(model, 'paper49', body.vertices, body.joints, joints);
  const row = (r: number): Float64Array =>
    truth.cameras.subarray(16 * frame + 4 * r, 16 * frame + 4 * r + 4);
  const R = [0, 1, 2].flatMap((r) => [...row(r).subarray(0, 3)]);
  return Array.from({ length: 24 }, (_, j) => {
    const world = [0, 1, 2].map((axis) => joints[3 * (25 + j) + axis] + trans[3 * frame + axis]);
    return [...rotate3(R, world)].map((x, axis) => x + row(axis)[3]);
  });
}

test('people stand in the camera as the world and the moving camera say', () => {
  const records = parseThreeDpw(sequencePickle(truth), bodies);
  expect(records.map(({ image, gender }) => `${image.slice(-9, -4)} ${gender}`)).toEqual([
    '00000 male',
    '00000 female',
    '00001 male',
    '00002 male',
    '00002 female',
  ]);
  expect(records[0].image).toBe('imageFiles/downtown_walking_00/image_00000.jpg');
  const order = [
    [0, 0],
    [1, 0],
    [0, 1],
    [0, 2],
    [1, 2],
  ];
  records.forEach((record, i) => {
    const [person, frame] = order[i];
    const model = person === 0 ? bodies.male : bodies.female;
    const expected = jointsByTheWorld(model, person, frame);
    expected.forEach(([x, y, z], j) => {
      const joint = (record.joints24 ?? NONE).subarray(4 * j, 4 * j + 4);
      [x, y, z, 1].forEach((value, axis) => expect(joint[axis]).toBeCloseTo(value, 4));
      const keypoint = (record.keypoints24 ?? NONE).subarray(3 * j, 3 * j + 3);
      expect(keypoint[0]).toBeCloseTo((1900 * x) / z + 540, 1);
      expect(keypoint[1]).toBeCloseTo((1890 * y) / z + 960, 1);
    });
    expect(record.focalPx).toBe(1900);
    expect(record.betas).toHaveLength(10);
  });
});

/** What Python 3 saves of a text that it read from Python 2 as bytes. */
const bytes = (text: string): number[] => [0x43, text.length, ...Buffer.from(text)];

test('names that a later Python made bytes of are read', () => {
  const change = { sequence: bytes(truth.sequence), genders: list(bytes('m'), bytes('f')) };
  expect(parseThreeDpw(sequencePickle(truth, change), bodies)).toEqual(
    parseThreeDpw(sequencePickle(truth), bodies),
  );
});

test('everything that is wrong is told at once', () => {
  const bytes = sequencePickle(truth, {
    sequence: str('../../etc'),
    cam_intrinsics: [...none],
    genders: list(str('m'), str('x')),
    trans: list(),
  });
  let message = '';
  try {
    parseThreeDpw(bytes, bodies);
  } catch (error) {
    message = (error as Error).message;
  }
  for (const path of ['sequence', 'cam_intrinsics', 'genders[1]', 'trans[0]', 'trans[1]']) {
    expect(message).toContain(`\n  ${path}: expected `);
  }
  expect(() => parseThreeDpw(pickle(list()), bodies)).toThrow(/file: expected a dictionary/);
});

test('damaged bytes are E_FORMAT and nothing else', () => {
  const [first] = truth.people;
  const small = sequencePickle({
    ...truth,
    frames: 1,
    cameras: truth.cameras.slice(0, 16),
    people: [
      { ...first, poses: first.poses.slice(0, 72), trans: first.trans.slice(0, 3), valid: [1] },
    ],
  });
  fc.assert(
    fc.property(damaged(small), (broken) => onlyFormatErrors(() => parseThreeDpw(broken, bodies))),
    { numRuns: 60 },
  );
});
