/**
 * @file Which way up a person is on the picture, found by the pose encoder itself. It was trained on upright people and
 * sees upright skeletons even in people who are not: its landmarks alone hardly ever say more than 20°. But turned
 * the right way it sees a long trunk, and a short one otherwise, so the person is looked at from all sides and the
 * longest upward trunk is believed.
 *
 * CONTRIBUTOR NOTES. 600 synthetic people of four recipes (2026-11), error of the roll against that of the true
 * hips and shoulders, share above 45°: landmarks of the upright view alone .128 (standard), .488 (tilted), .284
 * (floor); the view of highest presence .197, .329, .268; the view of the longest upward trunk .088, .027, .176,
 * median 6.7° for tilted people. Four views instead of eight: .109, .096, .204. `LONG_TRUNK` at .20 leaves four
 * fifths of standard people with one view and loses nothing; at .16, a tenth of the tilted stay wrong.
 *
 * `SURE`: other people, 150 a recipe, same share; then the share made worse by more than 15°:
 *
 *   |               | standard | seated  | floor    | tilted  | occluded | truncated |
 *   | as they stand | .14      | .03     | .35      | .71     | .13      | .11       |
 *   | any view      | .12  .07 | .05 .05 | .17  .16 | .12 .04 | .17  .09 | .31   .29 |
 *   | above .90     | .08  .02 | .03 .01 | .11  .06 | .16 .02 | .12  .02 | .16   .09 |
 *   | above .98     | .09  .01 | .03 .01 | .11  .05 | .19 .03 | .11  .01 | .14   .06 |
 *
 * Visibility and inside flags of hips and shoulders tell nothing: they are invented along with the trunk.
 */

import { uprightRoll, type Roi } from '../camera/index.ts';
import { LANDMARK } from '../network/index.ts';
import type { PixelImage, Session } from '../platform/index.ts';
import { findKeypoints, type Keypoints, type KeypointRoi } from './keypoints.ts';

/** Someone who may not be upright. */
export interface Leaning {
  /** A square about the person, image pixels. */
  readonly roi: Roi;
  /** Landmarks of the person in the image as it stands, where they are known already. */
  readonly keypoints?: Keypoints;
}

/** Looks around the circle. */
const VIEWS = 8;
/** An upward trunk of this many b is long: the person is upright, or nearly. */
const LONG_TRUNK = 0.2;
/** The upright view is believed unless another one's trunk is longer by this factor. */
const UPRIGHT_FAVOUR = 1.1;
/** Looks in which a person is less certain say nothing: of people whom the frame cuts, trunks are invented. */
const SURE = 0.98;
/** Smaller rolls are none, so that upright people are looked at as they stand. */
const UPRIGHT_RAD: number = (20 * Math.PI) / 180;

interface Trunk {
  /** The roll that would make it point up. */
  readonly rollRad: number;
  /** How far it reaches up in the view, in b. */
  readonly upward: number;
  /** Of a person in the view, 0–1. */
  readonly presence: number;
}

function trunkOf({ points, presence }: Keypoints, { size, turnRad = 0 }: KeypointRoi): Trunk {
  const middle = (left: number): readonly [number, number] => [
    (points[2 * left] + points[2 * left + 2]) / 2,
    (points[2 * left + 1] + points[2 * left + 3]) / 2,
  ];
  const hips = middle(LANDMARK.leftHip);
  const shoulders = middle(LANDMARK.leftShoulder);
  const rollRad = uprightRoll(hips, shoulders);
  const length = Math.hypot(hips[0] - shoulders[0], hips[1] - shoulders[1]) / size;
  return { rollRad, upward: length * Math.cos(rollRad - turnRad), presence };
}

/**
 * The roll that puts each person upright, radians, clockwise; 0 for people who are upright within 20°.
 * @param session of `blazepose-*.onnx`.
 */
export async function findRolls(
  session: Session,
  image: PixelImage,
  people: readonly Leaning[],
  signal?: AbortSignal,
): Promise<number[]> {
  const unknown = people.filter(({ keypoints }) => keypoints === undefined);
  const looked = await findKeypoints(
    session,
    image,
    unknown.map(({ roi }) => roi),
    signal,
  );
  const rolls: number[] = [];
  for (const { roi, keypoints = looked.shift() } of people) {
    if (keypoints === undefined) continue;
    const upright = trunkOf(keypoints, roi);
    const trunk =
      upright.upward >= LONG_TRUNK
        ? upright
        : await longestTrunk(session, image, roi, upright, signal);
    const stands = Math.abs(trunk.rollRad) < UPRIGHT_RAD || trunk.presence < SURE;
    rolls.push(stands ? 0 : trunk.rollRad);
  }
  return rolls;
}

async function longestTrunk(
  session: Session,
  image: PixelImage,
  roi: Roi,
  upright: Trunk,
  signal: AbortSignal | undefined,
): Promise<Trunk> {
  const views = Array.from({ length: VIEWS - 1 }, (_, i): KeypointRoi => ({
    ...roi,
    turnRad: ((i + 1) * 2 * Math.PI) / VIEWS,
  }));
  const keypoints = await findKeypoints(session, image, views, signal);
  let best = { ...upright, upward: UPRIGHT_FAVOUR * upright.upward };
  for (const [i, view] of views.entries()) {
    const trunk = trunkOf(keypoints[i], view);
    if (trunk.presence >= SURE && trunk.upward > best.upward) best = trunk;
  }
  return best;
}
