import { expect, test } from 'vitest';
import { sampleMotion } from '../../test/support/motion.ts';
import { fileJoints } from '../../test/support/motion-joints.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { retargetMotion } from './retarget-motion.ts';

const source = toyBody();
const target = { ...toyBody({ seed: 2 }), id: 'other' };
const motion = sampleMotion(source);

test('the pelvis stays where it was, in every frame, in one shape', () => {
  const moved = retargetMotion(motion, source, target);
  expect(moved.model.body).toBe('other');
  moved.tracks.forEach((track, p) => {
    track.frames.forEach((frame, i) => {
      const before = motion.tracks[p];
      const [own] = fileJoints(moved, track, frame, target);
      const [was] = fileJoints(motion, before, before.frames[i], source);
      own.forEach((x, k) => expect(x).toBeCloseTo(was[k], 5));
      const [u, v] = frame.joints2d.smpl24[0];
      expect(u).toBeCloseTo(before.frames[i].joints2d.smpl24[0][0], 3);
      expect(v).toBeCloseTo(before.frames[i].joints2d.smpl24[0][1], 3);
    });
  });
});

test('a motion of another body is refused', () => {
  expect(() => retargetMotion(motion, target, source)).toThrow(/expected the body "toy"/);
});
