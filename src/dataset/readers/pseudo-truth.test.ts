import { expect, test } from 'vitest';
import { cocoAnnotation, cocoFile } from '../../../test/support/dataset-files.ts';
import type { PersonRecord } from '../records.ts';
import { parseCocoKeypoints } from './coco-keypoints.ts';
import { joinPseudoTruth } from './pseudo-truth.ts';
import { parseSpinNpz, writeSpinNpz } from './spin-npz.ts';

const [base] = parseCocoKeypoints(cocoFile([cocoAnnotation()]));

function person(x: number, y: number, image = base.image): PersonRecord {
  return { ...base, image, center: [x, y] };
}
function body(x: number, y: number, mark: number, image = base.image): PersonRecord {
  return {
    ...person(x, y, image),
    keypoints24: null,
    pose: new Float32Array(72).fill(mark),
    betas: new Float32Array(10).fill(mark),
    joints24: new Float32Array(96).fill(1),
    focalPx: 800,
    translation: [0, 0, mark],
  };
}

test('bodies go to the nearest person of their picture, each once', () => {
  const people = [person(10, 10), person(11, 10), person(10, 10, 'other.jpg'), person(50, 50)];
  // both could take the first body; it is nearer to the second person
  const bodies = parseSpinNpz(
    writeSpinNpz([
      body(11, 10.25, 1),
      body(10, 11, 2),
      body(90, 90, 3),
      body(10, 10, 4, 'other.jpg'),
    ]),
  );
  const { records, matched, unused } = joinPseudoTruth(people, bodies);
  expect(records.map(({ pose }) => pose?.[0] ?? null)).toEqual([2, 1, 4, null]);
  expect([matched, unused]).toEqual([3, 1]);
  expect(records[0]).toMatchObject({ focalPx: 800, translation: [0, 0, 2] });
  expect(records[0].keypoints24).toBe(people[0].keypoints24);
  expect(records[3]).toBe(people[3]);
});

test('what the annotators reported stays, and a translation keeps to its own focal length', () => {
  const joints24 = new Float32Array(96).fill(7);
  const annotated = { ...person(10, 10), joints24, focalPx: 500 };
  const [record] = joinPseudoTruth([annotated], [body(10, 10, 1)]).records;
  expect(record.joints24).toBe(joints24);
  expect(record).toMatchObject({ focalPx: 500, translation: null });
  expect(record.pose?.[0]).toBe(1);
});

test('the tolerance is a distance', () => {
  expect(joinPseudoTruth([person(0, 0)], [body(3, 4, 1)], 5).matched).toBe(1);
  expect(joinPseudoTruth([person(0, 0)], [body(3, 4, 1)], 4.99).matched).toBe(0);
});
