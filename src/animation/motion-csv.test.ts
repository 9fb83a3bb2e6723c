import { expect, test } from 'vitest';
import { sampleMotion } from '../../test/support/motion.ts';
import { fileJoints } from '../../test/support/motion-joints.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { motionCsv } from './motion-csv.ts';

const body = toyBody();
const motion = sampleMotion(body);

test('every joint of every frame, in metres and in pixels', () => {
  const [head, ...rows] = motionCsv(motion, body).trim().split('\n');
  expect(head).toBe('track,frame,seconds,joint,name,x,y,z,u,v');
  expect(rows).toHaveLength(24 * (34 + 20));
  const row = 24 * 13 + 5;
  const [track, frame, seconds, joint, name, ...numbers] = rows[row].split(',');
  expect([track, frame, seconds, joint, name]).toEqual(['0', '19', '0.7600', '5', 'right_knee']);
  const [walker] = motion.tracks;
  const [x, y, z] = fileJoints(motion, walker, walker.frames[13], body)[5];
  const place = numbers.map(Number);
  [x, -y, -z].forEach((value, k) => expect(place[k]).toBeCloseTo(value, 4));
  walker.frames[13].joints2d.smpl24[5].forEach((value, k) =>
    expect(place[3 + k]).toBeCloseTo(value, 1),
  );
});

test('a joint behind the camera has no pixel', () => {
  const [walker] = motion.tracks;
  const behind = walker.frames.map((frame) => ({ ...frame, t: [0, 0, -4] as const }));
  const moved = { ...motion, tracks: [{ ...walker, frames: behind }] };
  expect(motionCsv(moved, body).split('\n')[1]).toMatch(/,,$/);
});
