/** @file Where people and things stand: sizes in the picture, the floor under the feet, seats, occluders. */

import type { PosedBody } from '../body/index.ts';
import type { Translation } from '../camera/index.ts';
import { rotate3 } from '../math/index.ts';
import type { Rng } from '../base/index.ts';
import { boxAt, sampleOccluder, sampleSeat, type PropBox, type Stand } from './props.ts';
import { sampleFabric } from './fabric.ts';
import type { Recipe } from './recipe.ts';
import { JOINT } from './skeleton.ts';
import type { SyntheticView } from './view.ts';

/** Nothing of a person may come nearer than this, metres. */
const NEAREST = 0.6;
const PLACING_TRIES = 6;
/** Buttocks are this far below the pelvis joint, metres. */
const SEAT_BELOW_PELVIS = 0.09;
const LOWEST_SEAT = 0.15;

const lengthOf = ([x, y, z]: readonly number[]): number => Math.sqrt(x * x + y * y + z * z);

interface Extent {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

/** The box of a body's projection; every third vertex tells enough. */
function projectedExtent(points: Float32Array, t: Translation, { focalPx }: SyntheticView): Extent {
  const extent = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity };
  for (let i = 0; i < points.length; i += 9) {
    const z = Math.max(NEAREST, points[i + 2] + t[2]);
    const x = (focalPx * (points[i] + t[0])) / z;
    const y = (focalPx * (points[i + 1] + t[1])) / z;
    if (x < extent.x0) extent.x0 = x;
    if (x > extent.x1) extent.x1 = x;
    if (y < extent.y0) extent.y0 = y;
    if (y > extent.y1) extent.y1 = y;
  }
  return extent;
}

function nearestZ(points: Float32Array): number {
  let z = Infinity;
  for (let i = 2; i < points.length; i += 3) if (points[i] < z) z = points[i];
  return z;
}

/** Least height of a body above its origin along the world's up, metres. */
export function lowestPoint(points: Float32Array, { camFromWorld }: SyntheticView): number {
  const [x, y, z] = [camFromWorld[1], camFromWorld[4], camFromWorld[7]];
  let low = Infinity;
  for (let i = 0; i < points.length; i += 3) {
    const height = x * points[i] + y * points[i + 1] + z * points[i + 2];
    if (height < low) low = height;
  }
  return low;
}

function jointsInside(joints: Float32Array, t: Translation, view: SyntheticView): number {
  let inside = 0;
  for (let i = 0; i < joints.length; i += 3) {
    const z = joints[i + 2] + t[2];
    const x = (view.focalPx * (joints[i] + t[0])) / z + view.width / 2;
    const y = (view.focalPx * (joints[i + 1] + t[1])) / z + view.height / 2;
    if (z > 0 && x >= 0 && y >= 0 && x < view.width && y < view.height) inside++;
  }
  return inside;
}

/** Puts the projection's box at a centre (px from the principal point) with a size of `extent`. */
function fit(
  { vertices }: PosedBody,
  view: SyntheticView,
  extent: number,
  centre: readonly [number, number],
): Translation {
  const closest = NEAREST - nearestZ(vertices);
  let t: Translation = [0, 0, Math.max(closest, (1.7 * view.focalPx) / (extent * view.height))];
  // perspective makes near limbs larger, so the size is met by correction
  for (let round = 0; round < 4; round++) {
    const box = projectedExtent(vertices, t, view);
    const size = Math.max((box.x1 - box.x0) / view.width, (box.y1 - box.y0) / view.height);
    const z = Math.max(closest, t[2] * Math.min(3, Math.max(0.4, size / extent)));
    const dx = centre[0] - (box.x0 + box.x1) / 2;
    const dy = centre[1] - (box.y0 + box.y1) / 2;
    t = [
      (t[0] + (dx * t[2]) / view.focalPx) * (z / t[2]),
      (t[1] + (dy * t[2]) / view.focalPx) * (z / t[2]),
      z,
    ];
  }
  return t;
}

/** The translation of the person the picture is about. */
export function placeSubject(
  body: PosedBody,
  view: SyntheticView,
  recipe: Recipe,
  extent: number,
  rng: Rng,
): Translation {
  let best: Translation = [0, 0, 1];
  let most = -1;
  for (let i = 0; i < PLACING_TRIES; i++) {
    // later tries move towards the middle and further away
    const ease = 1 - i / PLACING_TRIES;
    const size = extent * (0.6 + 0.4 * ease);
    const slack = size < 1 ? (1 - size) / 2 : size / 2 - 0.15;
    const centre = [
      rng.uniform(-slack, slack) * ease * view.width,
      rng.uniform(-slack, slack) * ease * view.height,
    ] as const;
    const t = fit(body, view, size, centre);
    const inside = jointsInside(body.joints, t, view);
    if (inside > most) [best, most] = [t, inside];
    if (most >= recipe.jointsInside) break;
  }
  return best;
}

/** The translation that puts a further person on the floor near the subject, or null: too near the camera. */
export function placeCompanion(
  body: PosedBody,
  view: SyntheticView,
  subject: Translation,
  groundY: number,
  rng: Rng,
): Translation | null {
  const origin = rotate3(view.worldFromCam, subject);
  const side = rng.pick([-1, 1]) * rng.uniform(0.35, 1.5);
  const world = [
    origin[0] + side,
    groundY - lowestPoint(body.vertices, view),
    origin[2] + rng.uniform(-2.5, 1),
  ];
  const [x, y, z] = rotate3(view.camFromWorld, world);
  return nearestZ(body.vertices) + z > NEAREST ? [x, y, z] : null;
}

/** The floor under a point of the camera frame, with a horizontal direction. */
function standUnder(
  point: ArrayLike<number>,
  towards: ArrayLike<number>,
  groundY: number,
  view: SyntheticView,
): Stand {
  const up = [view.camFromWorld[1], view.camFromWorld[4], view.camFromWorld[7]];
  const height = (p: ArrayLike<number>): number => up[0] * p[0] + up[1] * p[1] + up[2] * p[2];
  const above = height(point) - groundY;
  const lean = height(towards);
  const flat = [0, 1, 2].map((k) => towards[k] - lean * up[k]);
  const norm = lengthOf(flat);
  // whatever has no horizontal direction faces along the world's x
  const forward =
    norm > 1e-6
      ? flat.map((value) => value / norm)
      : [view.camFromWorld[0], view.camFromWorld[3], view.camFromWorld[6]];
  return { position: [0, 1, 2].map((k) => point[k] - above * up[k]), up, forward };
}

/** A seat under a seated person, with `joints` [24, 3] in the camera frame. */
export function placeSeat(
  joints: Float32Array,
  groundY: number,
  view: SyntheticView,
  rng: Rng,
): PropBox[] {
  const pelvis = joints.subarray(0, 3);
  const knees = [0, 1, 2].map(
    (k) => (joints[3 * JOINT.leftKnee + k] + joints[3 * JOINT.rightKnee + k]) / 2 - pelvis[k],
  );
  const stand = standUnder(pelvis, knees, groundY, view);
  const height = lengthOf([0, 1, 2].map((k) => pelvis[k] - stand.position[k]));
  const seat = height - SEAT_BELOW_PELVIS;
  return seat > LOWEST_SEAT ? sampleSeat(stand, seat, rng) : [];
}

/** Something between the camera and one of the person's joints. */
export function placeOccluder(
  joints: Float32Array,
  groundY: number,
  view: SyntheticView,
  rng: Rng,
): PropBox[] {
  const joint = 3 * rng.int(joints.length / 3);
  const share = rng.uniform(0.5, 0.88);
  const point = [0, 1, 2].map((k) => share * joints[joint + k]);
  const towards = [-point[0] + rng.normal(0, 1), -point[1], -point[2] + rng.normal(0, 0.5)];
  const stand = standUnder(point, towards, groundY, view);
  const height = [0, 1, 2].reduce(
    (sum, k) => sum + stand.up[k] * (point[k] - stand.position[k]),
    0,
  );
  return sampleOccluder(stand, height, rng);
}

/** Boxes about the room, behind and beside the person. */
export function placeFurniture(
  subject: Translation,
  groundY: number,
  view: SyntheticView,
  rng: Rng,
): PropBox[] {
  const origin = rotate3(view.worldFromCam, subject);
  return Array.from({ length: rng.int(4) }, () => {
    const place = [
      origin[0] + rng.pick([-1, 1]) * rng.uniform(0.7, 3),
      groundY,
      origin[2] + rng.uniform(-4, -0.6),
    ];
    const turn = rotate3(view.camFromWorld, [rng.normal(0, 1), 0, rng.normal(0, 1)]);
    const stand = standUnder(rotate3(view.camFromWorld, place), turn, groundY, view);
    const size = [rng.uniform(0.3, 1.6), rng.uniform(0.3, 1.9), rng.uniform(0.3, 0.8)] as const;
    return boxAt(stand, size, [0, size[1] / 2, 0], sampleFabric(rng, 0.3));
  });
}
