import { expect, test } from 'vitest';
import { posedRecord, scorableBody } from '../../../test/support/evaluation.ts';
import { bareRecord } from '../../../test/support/records.ts';
import { createPoser } from '../../body/index.ts';
import { baseRoi, project, resolveIntrinsics, viewOf } from '../../camera/index.ts';
import { baseRoiOf } from '../../training/index.ts';
import { type PersonRecord } from '../../dataset/index.ts';
import { Rng } from '../../base/index.ts';
import { readPictureName } from './picture-names.ts';
import { PROTOCOLS } from '../protocols.ts';
import { boxRuleOf, chooseRows, createPlacer, spreadRows } from './rows.ts';

const size = { width: 640, height: 480 };
const level = viewOf(resolveIntrinsics(size));
const rng = new Rng('rows');

function seen(): PersonRecord {
  const keypoints24 = new Float32Array(72);
  for (let j = 0; j < 24; j++) {
    keypoints24.set([rng.uniform(100, 300), rng.uniform(50, 400), j < 20 ? 1 : 0], 3 * j);
  }
  return { ...posedRecord(rng), keypoints24 };
}

test.each(['rect', 'square'] as const)('%s: the box is the one that training cuts', (shape) => {
  const place = createPlacer('keypoints', undefined);
  for (const record of [seen(), { ...seen(), keypoints24: null }]) {
    const roi = place(record, size).baseRoi(level, shape);
    const known = baseRoiOf(record, shape);
    expect(roi.size).toBeCloseTo(known.size, 9);
    expect(roi.width).toBeCloseTo(known.width, 9);
    roi.center.forEach((x, k) => expect(x).toBeCloseTo(known.center[k], 9));
  }
});

test('in a picture held on its side the box is around the same joints, turned', () => {
  const place = createPlacer('keypoints', undefined);
  const record = seen();
  const upright = place(record, size).baseRoi(level, 'square');
  const turned = place(record, size).baseRoi(
    viewOf(resolveIntrinsics(size), Math.PI / 2),
    'square',
  );
  expect(turned.size).toBeCloseTo(upright.size, 6);
});

test("the light model's box on synthetic people is around the projected skeleton", () => {
  const body = scorableBody('toy');
  expect(boxRuleOf(PROTOCOLS.synthetic, 'light')).toBe('skeleton');
  expect(boxRuleOf(PROTOCOLS.synthetic, 'resnet50')).toBe('keypoints');
  expect(boxRuleOf(PROTOCOLS['3dpw'], 'light')).toBe('keypoints');
  const record = { ...seen(), focalPx: 500 };
  const joints = new Float32Array(72);
  const { pose, betas } = record;
  createPoser(body).poseJoints(
    {
      globalOrient: pose?.subarray(0, 3) ?? [],
      bodyPose: pose?.subarray(3) ?? [],
      betas: betas ?? [],
    },
    joints,
  );
  const pinhole = resolveIntrinsics({ ...size, focalPx: 500 });
  const points = Float32Array.from(project(joints, pinhole, [0.1, 0, 4]));
  const expected = baseRoi({ points }, { shape: 'square', padding: 1.2 });
  const place = createPlacer('skeleton', body);
  expect(place(record, size).baseRoi(level, 'square')).toEqual(expected);
  // without a focal length nothing can be projected, and the annotated joints serve
  expect(place({ ...record, focalPx: null }, size).baseRoi(level, 'square').size).toBeCloseTo(
    baseRoiOf(record, 'square').size,
    9,
  );
});

test('people are told apart within a picture, and left out by reason', () => {
  const person = posedRecord(rng);
  const { rows, leftOut } = chooseRows(PROTOCOLS['h36m-p1'], [
    { ...person, image: 'images/S9_Eating.60457274_000001.jpg' },
    { ...person, image: 'images/S9_Eating.60457274_000001.jpg' },
    { ...person, image: 'images/S1_Eating.60457274_000001.jpg' },
    { ...person, image: 'images/untold.jpg' },
    { ...person, image: 'c.jpg', betas: null },
    bareRecord(),
  ]);
  expect(rows.map(({ id }) => id)).toEqual([
    'images/S9_Eating.60457274_000001.jpg#0',
    'images/S9_Eating.60457274_000001.jpg#1',
    'images/untold.jpg#0',
  ]);
  expect(leftOut).toEqual({
    'of another subject': 1,
    'without true betas': 1,
    'without a true pose': 1,
  });
  const none = chooseRows(PROTOCOLS['mpi-inf-3dhp'], [person]);
  expect(none).toEqual({ rows: [], leftOut: { 'without true joints': 1 } });
});

test('a limit spreads over the file', () => {
  expect(spreadRows([0, 1, 2, 3, 4, 5, 6, 7], 4)).toEqual([0, 2, 4, 6]);
  expect(spreadRows([0, 1, 2], 9)).toEqual([0, 1, 2]);
});

test.each([
  [
    'images/S9_Directions_1.54138969_000001.jpg',
    'S9',
    'Directions',
    '54138969',
    1,
    'S9 Directions',
  ],
  [
    'S11/SittingDown 2.58860488.mp4/000121.jpg',
    'S11',
    'SittingDown',
    '58860488',
    121,
    'S11 SittingDown',
  ],
  ['imageFiles/downtown_bar_00/image_00012.jpg', null, null, null, 12, 'downtown_bar_00'],
  ['mpi_inf_3dhp_test_set/TS3/imageSequence/img_000345.jpg', null, null, null, 345, 'TS3'],
  ['photo.jpg', null, null, null, null, ''],
] as const)('%s', (image, subject, action, camera, frame, sequence) => {
  expect(readPictureName(image)).toMatchObject({ subject, action, camera, frame, sequence });
});
