import { VRMHumanBoneName } from '@pixiv/three-vrm';
import { validateBytes } from 'gltf-validator';
import { Vector3 } from 'three';
import { describe, expect, test } from 'vitest';
import { sampleMotion, SAMPLE_WORLD } from '../../test/support/motion.ts';
import { fileJoints } from '../../test/support/motion-joints.ts';
import { loadVrma, mostMm, playVrma } from '../../test/support/motion-readers.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { avatarOf } from '../../test/support/vrm-avatar.ts';
import { Rng } from '../base/index.ts';
import type { Motion } from '../result/index.ts';
import { HUMANOID } from './humanoid.ts';
import { trackVrma } from './motion-vrma.ts';
import { rigOf } from './rig.ts';

const body = toyBody();
const seen = sampleMotion(body);
const motion: Motion = { ...seen, camera: { ...seen.camera, world: SAMPLE_WORLD } };
const [walker] = motion.tracks;
const rig = rigOf(body, walker.betas, 'vrm');

const times = walker.frames.map((frame) => ({
  frame,
  seconds: frame.seconds - walker.frames[0].seconds,
}));

describe.each([
  ['plain bones', undefined],
  ['bones that rest turned', new Rng('twist')],
])('@pixiv’s player on %s', (_, twist) => {
  test('poses every joint of an avatar of the person’s build where it is', async () => {
    const { animation, origin } = await loadVrma(await trackVrma(motion, walker, body));
    const avatar = avatarOf(rig, animation.restHipsPosition.y, 1, twist);
    const at = playVrma(avatar, animation);
    const errors = times.map(({ frame, seconds }) => {
      const joints = at(seconds).map((joint) => joint.add(new Vector3(...origin)));
      return mostMm(joints, fileJoints(motion, walker, frame, body));
    });
    expect(Math.max(...errors)).toBeLessThan(0.01);
  });

  test('lets limbs of a child half that tall point where the person’s do', async () => {
    const { animation } = await loadVrma(await trackVrma(motion, walker, body));
    const at = playVrma(avatarOf(rig, animation.restHipsPosition.y / 2, 0.5, twist), animation);
    let worst = 1;
    for (const { frame, seconds } of times) {
      const truth = fileJoints(motion, walker, frame, body).map((joint) => new Vector3(...joint));
      const joints = at(seconds);
      rig.parents.forEach((parent, j) => {
        if (parent < 0) return;
        const wanted = truth[j].clone().sub(truth[parent]).normalize();
        worst = Math.min(worst, joints[j].clone().sub(joints[parent]).normalize().dot(wanted));
      });
    }
    expect(worst).toBeGreaterThan(1 - 1e-6);
  });
});

test('it begins at 0 s above the origin, with the floor where it is known to be', async () => {
  const { animation, origin } = await loadVrma(await trackVrma(motion, motion.tracks[1], body));
  const track = animation.humanoidTracks.translation.get('hips');
  expect(track?.times[0]).toBe(0);
  expect(track?.values[0]).toBe(0);
  expect(track?.values[2]).toBe(0);
  expect(origin[1]).toBe(0);
  const [height] = fileJoints(motion, motion.tracks[1], motion.tracks[1].frames[0], body);
  expect(track?.values[1]).toBeCloseTo(height[1], 5);
});

test('without a known floor feet stand on it for most of the time', async () => {
  const { animation, origin } = await loadVrma(await trackVrma(seen, walker, body));
  const at = playVrma(avatarOf(rig, animation.restHipsPosition.y, 1), animation);
  const feet = times.map(({ seconds }) => Math.min(...at(seconds).map(({ y }) => y)));
  const sorted = feet.toSorted((a, b) => a - b);
  expect(sorted[0]).toBeGreaterThan(-0.1);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(0);
  expect(origin).toHaveLength(3);
});

test('the glTF validator finds nothing but an extension that it does not know', async () => {
  const { issues } = await validateBytes(await trackVrma(motion, walker, body));
  const serious = issues.messages.filter(({ severity }) => severity < 2);
  expect(serious).toEqual([]);
});

test('every bone of VRM’s table is one that @pixiv knows', () => {
  const known = Object.values(VRMHumanBoneName);
  expect(HUMANOID.filter(({ vrm }) => !known.includes(vrm))).toEqual([]);
});
