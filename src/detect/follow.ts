/**
 * @file People of one frame in the next, without a detector: BlazePose looks where they were and says where they are.
 */

import type { Box } from '../camera/index.ts';
import type { PixelImage, Session } from '../platform/index.ts';
import { findKeypoints, keypointRoi, type Keypoints } from './keypoints.ts';
import { clipBox, intersectionOverUnion } from './overlap.ts';
import type { Detection } from './types.ts';
import {
  agreementOf,
  distinctPeople,
  seenBox,
  trustedJoints,
  type VerifiedPerson,
} from './verify.ts';

/** Somebody of the frame before. */
export interface KnownPerson extends Detection {
  readonly keypoints: Keypoints;
}

/** A look in which a person is less certain has lost them. */
const PRESENT = 0.5;
/** Landmarks that overlap those of the frame before by less (intersection over union) are somebody else's. */
const LEAST_OVERLAP = 0.3;

/**
 * Those of the people who are still seen, best first, with their scores; the box goes along with the landmarks.
 * @param session of `blazepose-*.onnx`.
 */
export async function followWithKeypoints(
  session: Session,
  image: PixelImage,
  people: readonly KnownPerson[],
  signal?: AbortSignal,
): Promise<VerifiedPerson[]> {
  const rois = people.map(({ box }) => keypointRoi(box));
  const looks = await findKeypoints(session, image, rois, signal);
  const followed = people.flatMap(({ box, score, keypoints: before }, i): VerifiedPerson[] => {
    const keypoints = looks[i];
    const from = seenBox(before);
    const to = seenBox(keypoints);
    if (keypoints.presence < PRESENT || from === null || to === null) return [];
    if (intersectionOverUnion(from, to) < LEAST_OVERLAP) return [];
    const now = clipBox(carried(box, from, to), image.width, image.height);
    if (!(now.x1 > now.x0 && now.y1 > now.y0)) return [];
    const joints = trustedJoints(keypoints, agreementOf(now, keypoints, image));
    return [{ box: now, score, keypoints, joints }];
  });
  return distinctPeople(followed);
}

/** The box after what maps one frame of landmarks onto the next, axis by axis. */
function carried({ x0, y0, x1, y1 }: Box, from: Box, to: Box): Box {
  const x = (value: number): number =>
    to.x0 + ((value - from.x0) * (to.x1 - to.x0)) / (from.x1 - from.x0);
  const y = (value: number): number =>
    to.y0 + ((value - from.y0) * (to.y1 - to.y0)) / (from.y1 - from.y0);
  return { x0: x(x0), y0: y(y0), x1: x(x1), y1: y(y1) };
}
