/** @file A person of a motion as an `AnimationClip` of three.js, for the bones that `toObject3D` makes. */

import { clipOf, fileFromCam, rigOf, shownOf, type MotionSpace } from '../animation/index.ts';
import type { BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { Motion } from '../result/index.ts';
import { personName } from './to-object3d.ts';
import type { ThreeKit } from './three-kit.ts';
import { typed } from './typed-kit.ts';

/** Quaternions of glTF and three.js have their scalar last. */
function xyzw(turns: Float64Array, joint: number, joints: number): Float32Array {
  const count = turns.length / 4 / joints;
  const out = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const [w, x, y, z] = turns.subarray(4 * (i * joints + joint), 4 * (i * joints + joint) + 4);
    out.set([x, y, z, w], 4 * i);
  }
  return out;
}

/**
 * How a person of a motion moves, as an `AnimationClip` of the caller's three.js: rotations of all bones, the place of the pelvis, and
 * whether the person is seen. Times are those of the video. Play it on the object of that person.
 * @param three the caller's three.js.
 * @param id of the track.
 * @param space as given to `toObject3D`.
 * @throws E_RANGE for an id that no track has, E_CONFIG for a motion of another body.
 * @example
 * ```ts
 * import { loadBody, parseMotion } from 'multiroi';
 * import { toAnimationClip, toObject3D } from 'multiroi/viewer';
 * import * as THREE from 'three';
 *
 * const motion = parseMotion(await (await fetch('clip.motion.json')).text());
 * const model = await fetch('/multiroi/assets/body/open.safetensors');
 * const body = loadBody(new Uint8Array(await model.arrayBuffer()));
 * const people = toObject3D(THREE, motion, body);
 * const mixer = new THREE.AnimationMixer(people.getObjectByName('person 0') ?? people);
 * mixer.clipAction(toAnimationClip(THREE, motion, 0, body)).play();
 * ```
 */
export function toAnimationClip<K extends ThreeKit>(
  three: K,
  motion: Motion,
  id: number,
  body: BodyModel,
  space: MotionSpace = 'camera',
): InstanceType<K['AnimationClip']> {
  const track = motion.tracks.find((each) => each.id === id);
  if (track === undefined) {
    const ids = motion.tracks.map((each) => each.id).join(', ');
    throw new MultiRoiError('E_RANGE', `toAnimationClip: expected a track of ${ids}, got ${id}`);
  }
  if (motion.model.body !== body.id) {
    throw new MultiRoiError(
      'E_CONFIG',
      `toAnimationClip: expected the body "${motion.model.body}", got "${body.id}"`,
    );
  }
  const kit = typed(three);
  const rig = rigOf(body, track.betas, 'smpl');
  const { seconds, turns, places } = clipOf(track, body, rig, fileFromCam(motion.camera, space));
  const times = Array.from(seconds);
  const J = rig.names.length;
  const changes = shownOf(track, motion.video.fps);
  const clip = new kit.AnimationClip(personName(id), -1, [
    ...rig.names.map(
      (name, j) =>
        new kit.QuaternionKeyframeTrack(`${name}.quaternion`, times, [...xyzw(turns, j, J)]),
    ),
    new kit.VectorKeyframeTrack(`${rig.names[0]}.position`, times, Array.from(places)),
    new kit.BooleanKeyframeTrack(
      'body.visible',
      changes.map((change) => change.seconds),
      changes.map(({ shown }) => shown),
    ),
  ]);
  return clip as InstanceType<K['AnimationClip']>;
}
