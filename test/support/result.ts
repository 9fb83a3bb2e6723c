/** @file A small, plausible result: one person facing the camera, arms a little down. */
import type { Vec2, Vec3 } from '../../src/math/index.ts';
import type { Person, Reconstruction } from '../../src/result/index.ts';

const zero = (): Vec3 => [0, 0, 0];

export function samplePerson(change: Partial<Person> = {}): Person {
  const bodyPose = Array.from({ length: 23 }, zero);
  bodyPose[15] = [0, 0, -0.9];
  bodyPose[16] = [0, 0, 0.9];
  const joint = (j: number): Vec3 => [0.01 * j, 0.1 - 0.02 * j, 3 + 0.001 * j];
  const pixel = (j: number): Vec2 => [160 + j, 120 - j];
  return {
    id: 0,
    score: 0.9,
    box: [90, 20, 230, 230],
    rois: [{ center: [160, 125], size: 252, width: 252 }],
    localCameras: [{ scale: 0.9, tx: 0, ty: 0.1, full: [0, 0.1, 3.5] }],
    camera: {
      K: [
        [400, 0, 160],
        [0, 400, 120],
        [0, 0, 1],
      ],
      t: [0, 0.1, 3.5],
      focalPx: 400,
      focalSource: 'estimate',
      convention: 'opencv',
    },
    body: {
      model: 'open',
      globalOrient: [Math.PI, 0, 0],
      bodyPose,
      betas: [0.5, -0.2, 0, 0, 0, 0, 0, 0, 0, 0],
    },
    joints3d: { smpl24: Array.from({ length: 24 }, (_, j) => joint(j)) },
    joints2d: { smpl24: Array.from({ length: 24 }, (_, j) => pixel(j)) },
    consistency: { x: 0, y: 0, s: 0 },
    ...change,
  };
}

export function sampleResult(people: Person[] = [samplePerson()]): Reconstruction {
  return {
    schemaVersion: 1,
    image: { file: 'photo.jpg', width: 320, height: 240 },
    model: {
      name: 'light',
      preset: 'paper',
      weights: 'ab'.repeat(32),
      body: 'open',
      rois: 1,
      fullCamera: 'mean',
    },
    people,
    timings: { decode: 3.5, detect: 20 },
  };
}
