/**
 * @file Joints over time in a glTF: one animation of the document, a rotation a joint, a translation of the root, and its scale,
 * which is 0 while nobody is there: glTF has no other word for that which every program understands.
 */

import type { Accessor, Animation, Document, Node } from '@gltf-transform/core';
import { checkLength, MultiRoiError } from '../base/index.ts';

/** Joints over time. */
export interface JointClip {
  /** [T], rising. */
  readonly seconds: Float64Array;
  /** Local rotations, unit quaternions w, x, y, z [T, J, 4]. */
  readonly turns: Float64Array;
  /** Where the root joint stands [T, 3], m. */
  readonly places: Float64Array;
}

/** From when on somebody is there or not. */
export interface Visibility {
  readonly seconds: number;
  readonly shown: boolean;
}

/** Joints over time of somebody who may come and go. */
export interface GlbClip extends JointClip {
  /** In order of time; none: always there. */
  readonly visibility?: readonly Visibility[];
}

/** What an animation is put into. */
export interface ClipTarget {
  readonly document: Document;
  accessor(type: 'SCALAR' | 'VEC3' | 'VEC4', array: Float32Array<ArrayBuffer>): Accessor;
}

/** @throws E_SHAPE, E_NUMERIC; E_RANGE for times that do not rise. */
export function checkClip(who: string, clip: GlbClip, jointCount: number): void {
  const T = clip.seconds.length;
  checkLength(who, clip.turns.length, [T, jointCount, 4]);
  checkLength(who, clip.places.length, [T, 3]);
  const isFinite = [clip.turns, clip.places].every((values) => values.every(Number.isFinite));
  if (!isFinite) {
    throw new MultiRoiError('E_NUMERIC', `${who}: expected a finite clip, got another`);
  }
  for (const times of [[...clip.seconds], (clip.visibility ?? []).map(({ seconds }) => seconds)]) {
    // files hold times as float32
    const late = times.findIndex(
      (time, i) => !(i === 0 ? time >= 0 : Math.fround(time) > Math.fround(times[i - 1])),
    );
    if (late >= 0) {
      throw new MultiRoiError(
        'E_RANGE',
        `${who}: expected times from 0 that rise, got ${times[late]} (entry ${late})`,
      );
    }
  }
}

/** The animation that everybody's channels are in: what is one scene plays as one. */
function animationOf(document: Document): Animation {
  const [known] = document.getRoot().listAnimations();
  return known ?? document.createAnimation('motion');
}

function addChannel(
  { document }: ClipTarget,
  node: Node,
  path: 'rotation' | 'translation' | 'scale',
  input: Accessor,
  output: Accessor,
): void {
  const sampler = document
    .createAnimationSampler()
    .setInterpolation(path === 'scale' ? 'STEP' : 'LINEAR')
    .setInput(input)
    .setOutput(output);
  const channel = document
    .createAnimationChannel()
    .setTargetNode(node)
    .setTargetPath(path)
    .setSampler(sampler);
  animationOf(document).addSampler(sampler).addChannel(channel);
}

/** A joint's rotations x, y, z, w [T, 4], as glTF has them. */
function quatXyzw(turns: Float64Array, joint: number, stride: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array((turns.length / stride) * 4);
  for (let i = 0; i < out.length; i += 4) {
    const at = (i / 4) * stride + 4 * joint;
    for (let k = 0; k < 4; k++) out[i + k] = turns[at + ((k + 1) % 4)];
  }
  return out;
}

/**
 * Lets joints move.
 * @param joints nodes of the joints of `clip`, the root first.
 */
export function addClip(target: ClipTarget, joints: readonly Node[], clip: GlbClip): void {
  const { seconds, turns, places, visibility = [] } = clip;
  const input = target.accessor('SCALAR', Float32Array.from(seconds));
  joints.forEach((node, j) => {
    const values = quatXyzw(turns, j, 4 * joints.length);
    addChannel(target, node, 'rotation', input, target.accessor('VEC4', values));
  });
  const [root] = joints;
  const moved = target.accessor('VEC3', Float32Array.from(places));
  addChannel(target, root, 'translation', input, moved);
  if (visibility.length === 0) return;
  const changes = target.accessor(
    'SCALAR',
    Float32Array.from(visibility, (each) => each.seconds),
  );
  const scales = visibility.flatMap(({ shown }) => Array<number>(3).fill(shown ? 1 : 0));
  addChannel(target, root, 'scale', changes, target.accessor('VEC3', Float32Array.from(scales)));
}
