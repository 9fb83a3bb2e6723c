import * as THREE from 'three';
import { expect, test } from 'vitest';
import { toyBody } from '../../test/support/toy-body.ts';
import { sampleMotion } from '../../test/support/motion.ts';
import { createPosedBody, createPoser, type BodyModel, type Pose } from '../body/index.ts';
import { toAnimationClip } from './to-animation-clip.ts';
import { toObject3D } from './to-object3d.ts';

/** Bones of the toy body carry as much as three.js has room for, so nothing is left out. */
const body = toyBody({ correctives: false });
const motion = sampleMotion(body);
/** float32 in matrices of bones, twice. */
const SAME_M = 1e-5;

const poseOf = (index: number, track: number): { pose: Pose; t: readonly number[] } => {
  const { betas, frames } = motion.tracks[track];
  const { globalOrient, bodyPose, t } = frames[index];
  return { pose: { globalOrient, bodyPose: bodyPose.flat(), betas }, t };
};

/** X + t in frame gl [V, 3]. */
function expected(model: BodyModel, pose: Pose, t: readonly number[]): number[] {
  const posed = createPosedBody(model);
  createPoser(model).pose(pose, posed);
  return [...posed.vertices].map((x, i) => (i % 3 === 0 ? 1 : -1) * (x + t[i % 3]));
}

function meshOf(people: THREE.Object3D, id: number): THREE.SkinnedMesh {
  const mesh = people.getObjectByName(`person ${id}`)?.getObjectByName('body');
  if (mesh instanceof THREE.SkinnedMesh) return mesh;
  throw new Error(`no mesh of person ${id}`);
}

/** Where three.js puts the vertices. */
function seen(people: THREE.Object3D, id: number): number[] {
  people.updateMatrixWorld(true);
  const mesh = meshOf(people, id);
  const { count } = mesh.geometry.getAttribute('position');
  return Array.from({ length: count }, (_, v) => {
    const at = mesh.getVertexPosition(v, new THREE.Vector3()).applyMatrix4(mesh.matrixWorld);
    return at.toArray();
  }).flat();
}

function expectNear(a: readonly number[], b: readonly number[]): void {
  expect(a).toHaveLength(b.length);
  expect(Math.max(...a.map((x, i) => Math.abs(x - b[i])))).toBeLessThan(SAME_M);
}

test('a motion as objects: everybody as they are first seen, where the camera saw them', () => {
  const people = toObject3D(THREE, motion, body);
  expect(people).toBeInstanceOf(THREE.Group);
  expect(people.children.map(({ name }) => name)).toEqual(
    motion.tracks.map(({ id }) => `person ${id}`),
  );
  motion.tracks.forEach(({ id }, track) => {
    const { pose, t } = poseOf(0, track);
    expectNear(seen(people, id), expected(body, pose, t));
  });
});

test('its clip moves a person to where each frame has them, and hides who is not seen', () => {
  const people = toObject3D(THREE, motion, body);
  const [{ id, frames }] = motion.tracks;
  const person = people.getObjectByName(`person ${id}`);
  const mixer = new THREE.AnimationMixer(person ?? people);
  mixer.clipAction(toAnimationClip(THREE, motion, id, body)).play();
  for (const index of [3, 11, frames.length - 1]) {
    mixer.setTime(frames[index].seconds);
    const { pose, t } = poseOf(index, 0);
    expect(meshOf(people, id).visible).toBe(true);
    expectNear(seen(people, id), expected(body, pose, t));
  }
  const [[from, to]] = motion.tracks[0].gaps;
  mixer.setTime((from + to) / 2 / motion.video.fps);
  expect(meshOf(people, id).visible).toBe(false);
});

test('another body, and a track that is not there', () => {
  const other = { ...body, id: 'other' };
  expect(() => toObject3D(THREE, motion, other)).toThrow(/expected the body/);
  expect(() => toAnimationClip(THREE, motion, 0, other)).toThrow(/expected the body/);
  expect(() => toAnimationClip(THREE, motion, 99, body)).toThrow(/expected a track/);
});
