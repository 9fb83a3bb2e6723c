import { expect, test } from 'vitest';
import { halfPicture, halfRecord, labelsOf } from './benchmarks.ts';
import type { PersonRecord } from './records.ts';

const record: PersonRecord = {
  image: 'a.jpg',
  center: [101, 51],
  scale: 1.5,
  keypoints24: new Float32Array(72).fill(1),
  openpose25: null,
  joints24: new Float32Array(96).fill(1),
  pose: new Float32Array(72),
  betas: new Float32Array(10),
  gender: 'male',
  focalPx: 1961,
  translation: [0, 0, 4],
  visibility: null,
};
const paper = { threeDpwBody: 'gendered' } as const;
const official = { threeDpwBody: 'neutral' } as const;

test("3DPW's gendered betas make gendered vertices and supervise no neutral shape", () => {
  expect(labelsOf(record, '3dpw', paper)).toMatchObject({
    betas: false,
    vertices: true,
    body: 'male',
  });
  for (const labels of [
    labelsOf(record, '3dpw', official),
    labelsOf(record, 'h36m', paper),
    labelsOf({ ...record, gender: null }, '3dpw', paper),
  ]) {
    expect(labels).toMatchObject({ betas: true, vertices: true, body: 'neutral' });
  }
});

test('what a record lacks supervises nothing', () => {
  const bare = { ...record, keypoints24: null, joints24: null, pose: null, betas: null };
  expect(labelsOf(bare, 'coco', paper)).toEqual({
    keypoints: false,
    joints3d: false,
    pose: false,
    betas: false,
    vertices: false,
    body: 'neutral',
  });
});

test('half a record: pixels halved, confidences, metres and angles kept', () => {
  const half = halfRecord(record);
  expect(half).toMatchObject({ center: [50.5, 25.5], scale: 0.75, focalPx: 980.5 });
  expect(half.keypoints24?.slice(0, 3)).toEqual(Float32Array.of(0.5, 0.5, 1));
  expect(half.joints24).toBe(record.joints24);
  expect(half.translation).toBe(record.translation);
});

test('half a picture is means of four pixels, and odd sizes lose their last line', () => {
  const data = Uint8Array.from({ length: 7 * 5 * 3 }, (_, i) => (i * 37) % 256);
  const odd = halfPicture({ width: 7, height: 5, data });
  expect([odd.width, odd.height]).toEqual([3, 2]);
  const corner = [0, 1, 7, 8].map((pixel) => data[3 * pixel]);
  expect(odd.data[0]).toBe(Math.floor((corner.reduce((sum, v) => sum + v, 0) + 2) / 4));
});
