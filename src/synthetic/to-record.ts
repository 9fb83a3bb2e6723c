/** @file A synthetic person as a record of a data set. */

import { createPosedBody, createPoser, type BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { PersonRecord } from '../dataset/index.ts';
import { createSpinJoints } from '../dataset/index.ts';
import { poseInCamera } from './actor.ts';
import type { SyntheticPerson, SyntheticSample } from './sample.ts';

/** Makes the record of one person of a sample; `image` is the path its picture is stored under. */
export type Recorder = (
  sample: Pick<SyntheticSample, 'intrinsics'>,
  person: SyntheticPerson,
  image: string,
) => PersonRecord;

/**
 * Makes records of synthetic people, as data sets have them.
 * @param model the body the synthesiser was made with; SPIN's joints are regressed from its vertices.
 * @returns a recorder, which is E_RANGE for a person who is not in front of the camera.
 */
export function createRecorder(model: BodyModel): Recorder {
  const poser = createPoser(model);
  const body = createPosedBody(model);
  const spinJoints = createSpinJoints(model);
  return ({ intrinsics }, person, image) => {
    poseInCamera(poser, person, body);
    // the vertices have the translation in them
    const joints = spinJoints(body, [0, 0, 0], intrinsics);
    if (joints === null) {
      throw new MultiRoiError(
        'E_RANGE',
        'createRecorder: expected a person in front of the camera',
      );
    }
    return {
      image,
      ...joints,
      openpose25: null,
      pose: person.pose,
      betas: person.betas,
      gender: null,
      focalPx: intrinsics.fx,
      translation: person.t,
      visibility: person.visibility,
    };
  };
}
