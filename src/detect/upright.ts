/**
 * @file Which way up a person is on the picture, found by the pose encoder itself. It was trained on upright people and
 * sees upright skeletons even in people who are not: its landmarks alone hardly ever say more than 20°. But turned
 * the right way it sees a long trunk, and a short one otherwise, so the person is looked at from all sides and the
 * longest upward trunk is believed.
 *
 * CONTRIBUTOR NOTES. 600 synthetic people of four recipes (2026-11), error of the roll against that of the true
 * hips and shoulders, share above 45°: landmarks of the upright look alone .128 (standard), .488 (tilted), .284
 * (floor); the look of highest presence .197, .329, .268; the look of the longest upward trunk .088, .027, .176,
 * median 6.7° for tilted people. Four looks instead of eight: .109, .096, .204. `LONG_TRUNK` at .20 leaves four
 * fifths of standard people with one look and loses nothing; at .16, a tenth of the tilted stay wrong.
 */

import { uprightRoll, type Roi } from '../camera/index.ts';
import type { PixelImage, Session } from '../platform.ts';
import { findKeypoints, type Keypoints, type Look } from './keypoints.ts';

/** Someone who may not be upright. */
export interface Leaning {
  /** A square about the person, image pixels. */
  readonly roi: Roi;
  /** Landmarks of the person in the image as it stands, where they are known already. */
  readonly keypoints?: Keypoints;
}

/** Looks around the circle. */
const LOOKS = 8;
/** An upward trunk of this many b is long: the person is upright, or nearly. */
const LONG_TRUNK = 0.2;
/** The upright look is believed unless another one's trunk is longer by this factor. */
const UPRIGHT_FAVOUR = 1.1;
/** Smaller rolls are none, so that upright people are looked at as they stand. */
const UPRIGHT_RAD: number = (20 * Math.PI) / 180;

const LEFT_SHOULDER = 11;
const LEFT_HIP = 23;

interface Trunk {
  /** The roll that would make it point up. */
  readonly rollRad: number;
  /** How far it reaches up in the look, in b. */
  readonly upward: number;
}

function trunkOf({ points }: Keypoints, { size, turnRad = 0 }: Look): Trunk {
  const middle = (left: number): readonly [number, number] => [
    (points[2 * left] + points[2 * left + 2]) / 2,
    (points[2 * left + 1] + points[2 * left + 3]) / 2,
  ];
  const hips = middle(LEFT_HIP);
  const shoulders = middle(LEFT_SHOULDER);
  const rollRad = uprightRoll(hips, shoulders);
  const length = Math.hypot(hips[0] - shoulders[0], hips[1] - shoulders[1]) / size;
  return { rollRad, upward: length * Math.cos(rollRad - turnRad) };
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
    rolls.push(Math.abs(trunk.rollRad) < UPRIGHT_RAD ? 0 : trunk.rollRad);
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
  const looks = Array.from({ length: LOOKS - 1 }, (_, i): Look => ({
    ...roi,
    turnRad: ((i + 1) * 2 * Math.PI) / LOOKS,
  }));
  const keypoints = await findKeypoints(session, image, looks, signal);
  let best = { ...upright, upward: UPRIGHT_FAVOUR * upright.upward };
  for (const [i, look] of looks.entries()) {
    const trunk = trunkOf(keypoints[i], look);
    if (trunk.upward > best.upward) best = trunk;
  }
  return best;
}
