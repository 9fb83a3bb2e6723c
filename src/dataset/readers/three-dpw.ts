/**
 * @file 3DPW's own sequence files (von Marcard et al. 2018): Python 2 pickles with poses in the world and
 * one moving camera. People are brought into the camera's frame; their 2D joints are those of the gendered
 * mesh, projected, as 3DPW's own 2D poses are a detector's.
 */

import { POSE_SIZE, createPosedBody, createPoser, type BodyModel } from '../../body/index.ts';
import type { Translation } from '../../camera/index.ts';
import { axisAngleFromRotmat, matmul3, rotate3, rotmatFromAxisAngle } from '../../math/index.ts';
import type { PersonRecord } from '../records.ts';
import { createSpinJoints } from '../spin-joints.ts';
import { readSequence, type Sequence, type PersonTrack } from './three-dpw-sequence.ts';

/** The bodies the sequences were fitted with. */
export interface GenderedBodies {
  readonly male: BodyModel;
  readonly female: BodyModel;
}

/** Poses the people of one body in the camera's frame. */
function createPlacer(
  model: BodyModel,
): (
  sequence: Sequence,
  track: PersonTrack,
  frame: number,
) => Pick<
  PersonRecord,
  'center' | 'scale' | 'keypoints24' | 'joints24' | 'pose' | 'translation'
> | null {
  const poser = createPoser(model);
  const body = createPosedBody(model);
  const spinJoints = createSpinJoints(model);
  // a track's shape never changes, its rest pelvis neither
  const pelvisOf = new Map<PersonTrack, readonly [number, number, number]>();
  const restPelvis = (track: PersonTrack): readonly [number, number, number] => {
    const known = pelvisOf.get(track);
    if (known !== undefined) return known;
    poser.rest(track.betas, body);
    const [x, y, z] = body.joints;
    pelvisOf.set(track, [x, y, z]);
    return [x, y, z];
  };
  return ({ cameras, intrinsics }, track, frame) => {
    const at = 16 * frame;
    // oxfmt-ignore
    const camFromWorld = [
      cameras[at], cameras[at + 1], cameras[at + 2],
      cameras[at + 4], cameras[at + 5], cameras[at + 6],
      cameras[at + 8], cameras[at + 9], cameras[at + 10],
    ];
    const from = POSE_SIZE * frame;
    const pose = Float32Array.from(track.poses.subarray(from, from + POSE_SIZE));
    const inWorld = rotmatFromAxisAngle(track.poses.subarray(from, from + 3));
    pose.set(axisAngleFromRotmat(matmul3(camFromWorld, inWorld)));
    // the root turns about the pelvis, so it is the pelvis that the camera's motion carries over
    const pelvis = restPelvis(track);
    const inCamera = rotate3(
      camFromWorld,
      pelvis.map((x, axis) => x + track.trans[3 * frame + axis]),
    );
    const t: Translation = [
      inCamera[0] + cameras[at + 3] - pelvis[0],
      inCamera[1] + cameras[at + 7] - pelvis[1],
      inCamera[2] + cameras[at + 11] - pelvis[2],
    ];
    poser.pose(
      { globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas: track.betas },
      body,
    );
    const joints = spinJoints(body, t, intrinsics);
    return joints === null ? null : { ...joints, pose, translation: t };
  };
}

/**
 * Reads a sequence: everyone in every frame whose camera is valid, by frame, then by person.
 * @param bodies `male` and `female` of SMPL for the published numbers; any others pose the same poses.
 * @throws E_FORMAT listing everything that is missing or malformed.
 */
export function parseThreeDpw(bytes: Uint8Array, bodies: GenderedBodies): PersonRecord[] {
  const sequence = readSequence(bytes);
  const place = { male: createPlacer(bodies.male), female: createPlacer(bodies.female) };
  const records: PersonRecord[] = [];
  for (let frame = 0; frame < sequence.frames; frame++) {
    const image = `imageFiles/${sequence.name}/image_${String(frame).padStart(5, '0')}.jpg`;
    for (const track of sequence.tracks) {
      if (track.valid[frame] === 0) continue;
      const placed = place[track.gender](sequence, track, frame);
      if (placed === null) continue;
      records.push({
        image,
        ...placed,
        openpose25: null,
        betas: Float32Array.from(track.betas),
        gender: track.gender,
        focalPx: sequence.intrinsics.fx,
        visibility: null,
      });
    }
  }
  return records;
}
