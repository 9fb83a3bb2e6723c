/** @file The 12 limb joints that every set of real frames has, in a result and in the truth; boxes around them; PCK. */

import { jointSet } from '../../src/body/index.ts';
import { baseRoi, boxOfJoints, boxOfRoi, type Box } from '../../src/camera/index.ts';
import type { Person } from '../../src/entry/multiroi.ts';

/** The hips come first. */
export const LIMBS: readonly string[] = [
  'hip',
  'knee',
  'ankle',
  'shoulder',
  'elbow',
  'wrist',
].flatMap((part) => [`left_${part}`, `right_${part}`]);

/** Where each of `LIMBS` is among the 24 joints of SMPL. */
const LIMB_AT = LIMBS.map((name) => jointSet('smpl24').names.indexOf(name));

/** The limb joints of the 24 of a result, flat. */
export function limbsOf(smpl24: readonly (readonly number[])[]): number[] {
  return LIMB_AT.flatMap((j) => [...smpl24[j]]);
}

/** Points by name, flat, in the order of the names. @throws when one is absent. */
export function pointsOf(
  byName: Readonly<Record<string, readonly number[]>>,
  names: readonly string[],
): number[] {
  return names.flatMap((name) => {
    const point = byName[name];
    if (point === undefined) throw new Error(`truth: expected the joint ${name}, got none`);
    return [...point];
  });
}

/** Middle of the two hips of limb joints [12, axes]. */
export function hipsOf(limbs: readonly number[], axes: 2 | 3): number[] {
  return Array.from({ length: axes }, (_, k) => (limbs[k] + limbs[axes + k]) / 2);
}

/** The joints' box, square, × 1.25. */
export function squareBox(points: readonly number[]): Box {
  return boxOfRoi(baseRoi({ points }, { shape: 'square', padding: 1.25 }));
}

export function centreOf({ x0, y0, x1, y1 }: Box): [number, number] {
  return [(x0 + x1) / 2, (y0 + y1) / 2];
}

export function longerSide({ x0, y0, x1, y1 }: Box): number {
  return Math.max(x1 - x0, y1 - y0);
}

/** Distances of pixels [N, 2] over the longer side of the true points' box [N]; infinite where nothing is projected. */
export function relativeDistances(
  predicted: readonly number[],
  truth: readonly number[],
  side: number = longerSide(boxOfJoints({ points: truth })),
): number[] {
  return Array.from({ length: truth.length / 2 }, (_, i) => {
    const distance = Math.hypot(
      predicted[2 * i] - truth[2 * i],
      predicted[2 * i + 1] - truth[2 * i + 1],
    );
    return Number.isFinite(distance) ? distance / side : Infinity;
  });
}

/** The share of distances within a threshold. */
export function shareWithin(distances: readonly number[], threshold: number): number {
  return distances.filter((distance) => distance <= threshold).length / distances.length;
}

export function boxOverlap(a: Box, b: Box): number {
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  const shared = Math.max(0, width) * Math.max(0, height);
  const area = ({ x0, y0, x1, y1 }: Box): number => (x1 - x0) * (y1 - y0);
  return shared / (area(a) + area(b) - shared);
}

/** Least overlap with the joints' box of someone who counts as found; boxes of finders reach further than joints. */
const FOUND_IOU = 0.3;

export function boxOfPerson({ box: [x0, y0, x1, y1] }: Pick<Person, 'box'>): Box {
  return { x0, y0, x1, y1 };
}

/** The person of a result who stands where the true joints' box is; undefined when nobody does. */
export function matching(people: readonly Person[], truth: Box): Person | undefined {
  const [best] = people
    .map((person) => ({ person, iou: boxOverlap(boxOfPerson(person), truth) }))
    .toSorted((a, b) => b.iou - a.iou);
  return best === undefined || best.iou < FOUND_IOU ? undefined : best.person;
}
