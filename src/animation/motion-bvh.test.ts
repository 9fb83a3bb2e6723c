import { describe, expect, test } from 'vitest';
import { sampleMotion, SAMPLE_WORLD } from '../../test/support/motion.ts';
import { fileJoints } from '../../test/support/motion-joints.ts';
import { mostMm, playBvh } from '../../test/support/motion-readers.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { EULER_ORDERS } from '../math/index.ts';
import type { Motion, MotionTrack } from '../result/index.ts';
import { BONE_NAMINGS, HUMANOID } from './humanoid.ts';
import { trackBvh, type BvhOptions } from './motion-bvh.ts';

const body = toyBody();
const seen = sampleMotion(body);
const motion: Motion = { ...seen, camera: { ...seen.camera, world: SAMPLE_WORLD } };
const [walker] = motion.tracks;

/** How far any joint is from where it should be, at every frame in which the person was seen, mm. */
function worstMm(
  text: string,
  track: MotionTrack,
  names: readonly string[],
  source = motion,
): number {
  const at = playBvh(text, names);
  const [{ seconds: first }] = track.frames;
  const errors = track.frames.map((frame) =>
    mostMm(at(frame.seconds - first), fileJoints(source, track, frame, body)),
  );
  return Math.max(...errors);
}

describe.each(BONE_NAMINGS)('bones of %s', (bones) => {
  const names = HUMANOID.map((bone) => bone[bones]);

  test('three.js poses every joint where it is', () => {
    for (const track of motion.tracks) {
      expect(worstMm(trackBvh(motion, track, body, { bones }), track, names)).toBeLessThan(0.05);
    }
  });

  test('every joint is there once, under its name', () => {
    const text = trackBvh(motion, walker, body, { bones });
    const named = [...text.matchAll(/(?:ROOT|JOINT) (\S+)/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(names.toSorted());
  });
});

test.each(EULER_ORDERS)('angles in the order %s', (order) => {
  const text = trackBvh(motion, walker, body, { order });
  expect(text).toContain(
    `CHANNELS 3 ${order
      .split('')
      .map((axis) => `${axis}rotation`)
      .join(' ')}`,
  );
  const names = HUMANOID.map(({ smpl }) => smpl);
  expect(worstMm(text, walker, names)).toBeLessThan(0.05);
});

test('without a floor, and when it is asked for: the camera’s axes', () => {
  const names = HUMANOID.map(({ smpl }) => smpl);
  expect(worstMm(trackBvh(seen, walker, body), walker, names, seen)).toBeLessThan(0.05);
  const options: BvhOptions = { space: 'camera' };
  expect(worstMm(trackBvh(motion, walker, body, options), walker, names, seen)).toBeLessThan(0.05);
});

test('gaps are bridged at even steps, without a jump', () => {
  const text = trackBvh(motion, walker, body);
  expect(text).toContain('Frames: 40\nFrame Time: 0.04000000\n');
  const at = playBvh(text, ['pelvis']);
  const places = [11, 12, 13, 14, 15, 16, 17, 18].map((i) => at(i / motion.video.fps)[0]);
  const steps = places.slice(1).map((place, i) => place.distanceTo(places[i]));
  expect(Math.max(...steps)).toBeLessThan(1.01 * Math.min(...steps));
});

test('angles do not jump from one frame to the next', () => {
  const rows = trackBvh(motion, walker, body)
    .split('Frame Time: 0.04000000\n')[1]
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  const largest = rows
    .slice(1)
    .map((row, i) => Math.max(...row.slice(3).map((angle, k) => Math.abs(angle - rows[i][k + 3]))));
  expect(Math.max(...largest)).toBeLessThan(60);
});

test('a video of varying rate is brought to even steps, in time with itself', () => {
  // every other frame is late by a third
  const late = walker.frames.map((frame, i) => ({
    ...frame,
    seconds: frame.seconds + (i % 2 === 1 ? 0.013 : 0),
  }));
  const text = trackBvh(motion, { ...walker, frames: late }, body);
  const frame = late[30];
  const last = late[late.length - 1].seconds;
  expect(text).toContain(`Frames: ${Math.round(last * motion.video.fps) + 1}\n`);
  const pelvis = playBvh(text, ['pelvis'])(frame.seconds - late[0].seconds);
  expect(mostMm(pelvis, fileJoints(motion, walker, frame, body))).toBeLessThan(10);
});
