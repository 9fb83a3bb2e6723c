/**
 * @file People of one frame in the next, without a detector: MoveNet looks where they were and says where they are.
 */

import type { Box } from '../camera/index.ts';
import { observeKeypoints, type ObservedKeypoints } from '../inference/index.ts';
import type { PixelImage, Session } from '../platform/index.ts';
import { boxEvidence } from './keypoint-evidence.ts';
import { clipBox, intersectionOverUnion } from './overlap.ts';
import { distinctPeople, keypointRegion, type VerifiedPerson } from './verify.ts';

/** Evidence below which the person is lost. */
const PRESENT = 0.3;
/** Key-points that overlap those of the frame before by less (intersection over union) are somebody else's. */
const LEAST_OVERLAP = 0.3;
/** A key-point has a place from this score on. */
const SEEN = 0.2;

/**
 * Those of the people who are still seen, best first, with their scores; the box goes along with the key-points. Of who
 * has none, because nobody had to look for them in a crowd, or the caller knew the box, the box stays for this frame.
 * @param session of `movenet-thunder.onnx`.
 */
export async function followWithKeypoints(
  session: Session,
  image: PixelImage,
  people: readonly VerifiedPerson[],
  signal?: AbortSignal,
): Promise<VerifiedPerson[]> {
  const regions = people.map(({ box }) => [keypointRegion(box)]);
  const found = await observeKeypoints(session, image, regions, signal);
  const followed = people.flatMap(({ box, score, keypoints: before }, i): VerifiedPerson[] => {
    const keypoints = found[i];
    if (before === null) {
      return boxEvidence(keypoints, box) < PRESENT ? [] : [{ box, score, keypoints }];
    }
    const shared = Array.from(before.scores.keys()).filter(
      (k) => before.scores[k] >= SEEN && keypoints.scores[k] >= SEEN,
    );
    const [from, to] = [boundsOf(before, shared), boundsOf(keypoints, shared)];
    if (from === null || to === null || intersectionOverUnion(from, to) < LEAST_OVERLAP) return [];
    const now = clipBox(carried(box, from, to), image.width, image.height);
    if (!(now.x1 > now.x0 && now.y1 > now.y0) || boxEvidence(keypoints, now) < PRESENT) return [];
    return [{ box: now, score, keypoints }];
  });
  return distinctPeople(followed);
}

/** The bounds of some key-points; null for none, or one place. */
function boundsOf({ points }: ObservedKeypoints, some: readonly number[]): Box | null {
  const xs = some.map((k) => points[2 * k]);
  const ys = some.map((k) => points[2 * k + 1]);
  const [x0, y0] = [Math.min(...xs), Math.min(...ys)];
  const [x1, y1] = [Math.max(...xs), Math.max(...ys)];
  return x1 > x0 && y1 > y0 ? { x0, y0, x1, y1 } : null;
}

/** The box after what maps one frame of key-points onto the next, axis by axis. */
function carried({ x0, y0, x1, y1 }: Box, from: Box, to: Box): Box {
  const x = (value: number): number =>
    to.x0 + ((value - from.x0) * (to.x1 - to.x0)) / (from.x1 - from.x0);
  const y = (value: number): number =>
    to.y0 + ((value - from.y0) * (to.y1 - to.y0)) / (from.y1 - from.y0);
  return { x0: x(x0), y0: y(y0), x1: x(x1), y1: y(y1) };
}
