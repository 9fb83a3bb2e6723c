/** @file A synthetic person as a record of a data set. */

import { createPosedBody, createPoser, regressJoints, type BodyModel } from '../../body/index.ts';
import { baseRoi, PADDING, project } from '../../camera/index.ts';
import type { PersonRecord } from '../records.ts';
import { poseInCamera } from './actor.ts';
import type { SyntheticPerson, SyntheticSample } from './sample.ts';

/** The last 24 of `paper49` are SPIN's. */
const ALL = 49;
const FIRST = 25;
const COUNT = ALL - FIRST;

/** Points [24, C] with a confidence of 1 behind each. */
function withConfidence(points: ArrayLike<number>, width: number): Float32Array {
  return Float32Array.from({ length: COUNT * (width + 1) }, (_, i) => {
    const axis = i % (width + 1);
    return axis === width ? 1 : points[((i - axis) / (width + 1)) * width + axis];
  });
}

/** Makes the record of one person of a sample; `image` is the path its picture is stored under. */
export type Recorder = (
  sample: Pick<SyntheticSample, 'intrinsics'>,
  person: SyntheticPerson,
  image: string,
) => PersonRecord;

/** @param model the body the synthesiser was made with; SPIN's joints are regressed from its vertices. */
export function createRecorder(model: BodyModel): Recorder {
  const poser = createPoser(model);
  const body = createPosedBody(model);
  const all = new Float32Array(3 * ALL);
  const joints = all.subarray(3 * FIRST);
  return ({ intrinsics }, person, image) => {
    poseInCamera(poser, person, body);
    regressJoints(model, 'paper49', body.vertices, body.joints, all);
    const keypoints = project(joints, intrinsics, [0, 0, 0]);
    const roi = baseRoi({ points: keypoints }, { shape: 'square', padding: PADDING.joints });
    return {
      image,
      center: roi.center,
      scale: roi.size / 200,
      keypoints24: withConfidence(keypoints, 2),
      openpose25: null,
      joints24: withConfidence(joints, 3),
      pose: person.pose,
      betas: person.betas,
      gender: null,
      focalPx: intrinsics.fx,
      translation: person.t,
      visibility: person.visibility,
    };
  };
}
