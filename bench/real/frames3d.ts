/** @file Reads and scores the real frames with 3D truth. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boxOfJoints, project, type Box } from '../../src/camera/index.ts';
import { meanOf, procrustesDistances, rootAlignedDistances } from '../../src/evaluation/index.ts';
import type { Person } from '../../src/entry/multiroi.ts';
import {
  centreOf,
  hipsOf,
  LIMBS,
  limbsOf,
  longerSide,
  pointsOf,
  relativeDistances,
  shareWithin,
} from './limbs.ts';
import type { Item } from './scores.ts';

type ByName = Readonly<Record<string, readonly number[]>>;

interface RawFrame {
  readonly image: string;
  readonly width: number;
  readonly height: number;
  readonly K: readonly (readonly number[])[];
  readonly joints3d: ByName;
  readonly joints2d: ByName;
  readonly source: string;
  readonly group: string;
  readonly pa_only: boolean;
}

/** One frame and its truth; joints are `LIMBS`, flat. */
export interface Frame {
  readonly image: string;
  readonly source: string;
  readonly group: string;
  /** The camera is uncertain: errors that keep its axes mean nothing. */
  readonly paOnly: boolean;
  readonly intrinsics: { fx: number; fy: number; cx: number; cy: number };
  /** [12, 3], metres, axes of the camera. */
  readonly joints: readonly number[];
  /** [12, 2], pixels of the photograph as it is, lens distortion and all. */
  readonly pixels: readonly number[];
}

export async function readFrames(folder: string): Promise<Frame[]> {
  const text = await readFile(join(folder, 'truth.json'), 'utf8');
  const { items } = JSON.parse(text) as { items: RawFrame[] };
  return items.map(({ image, source, group, pa_only: paOnly, K, joints3d, joints2d }) => ({
    image,
    source,
    group,
    paOnly,
    intrinsics: { fx: K[0][0], fy: K[1][1], cx: K[0][2], cy: K[1][2] },
    joints: pointsOf(joints3d, LIMBS),
    pixels: pointsOf(joints2d, LIMBS),
  }));
}

/** How far the pinhole alone, which is all that results know, projects true joints from their true pixels: the most, px. */
export function pinholeErrorPx(frames: readonly Frame[]): number {
  const worst = frames.map(({ joints, intrinsics, pixels }) => {
    const projected = project(joints, { ...intrinsics, focalSource: 'given' }, [0, 0, 0]);
    return Math.max(...projected.map((x, i) => Math.abs(x - pixels[i])));
  });
  return Math.max(...worst);
}

/** What real3d keeps of a frame besides its scores. */
export interface FrameItem extends Item {
  /** Whether the person has a result. */
  readonly found: boolean;
  /** In the result, this person among them. */
  readonly people: number;
  readonly ms: number;
  /** Errors of `LIMBS`, mm. */
  readonly paByJoint?: readonly number[];
  readonly byJoint?: readonly number[];
  /** From the middle of the box to that of the joints' own box, over the side of that box. */
  readonly offset?: { readonly truth: readonly number[]; readonly predicted: readonly number[] };
  /** What the result expected, mm, when it has such a field. */
  readonly expectedMm?: number;
  /** The level of that, when the result has one. */
  readonly level?: string;
}

const mm = (metres: ArrayLike<number>): number[] => Array.from(metres, (x) => 1000 * x);

/** How wrong the result says it is. */
function expectationOf({ expectedError }: Person): Pick<FrameItem, 'expectedMm' | 'level'> {
  if (expectedError === undefined || expectedError === null) return {};
  const level = Object.entries(expectedError).find(([key]) => key === 'level')?.[1];
  return {
    expectedMm: expectedError.meanMm,
    ...(typeof level === 'string' && { level }),
  };
}

/** Scores one person against the truth. @param box where the person was looked for. */
export function scoreFrame(
  frame: Frame,
  person: Person,
  box: Box,
): Pick<FrameItem, 'scores' | 'paByJoint' | 'byJoint' | 'offset' | 'expectedMm' | 'level'> {
  const predicted = limbsOf(person.joints3d.smpl24);
  const pixels = limbsOf(person.joints2d.smpl24);
  const { joints, paOnly } = frame;
  const pa = mm(procrustesDistances(predicted, joints));
  const roots = [hipsOf(predicted, 3), hipsOf(joints, 3)] as const;
  const own = paOnly ? null : mm(rootAlignedDistances(predicted, roots[0], joints, roots[1]));
  const distances = relativeDistances(pixels, frame.pixels);
  const truthBox = boxOfJoints({ points: frame.pixels });
  const side = longerSide(truthBox);
  const from = centreOf(box);
  const offsetOf = (points: readonly number[]): number[] =>
    centreOf(boxOfJoints({ points })).map((x, axis) => (x - from[axis]) / side);
  return {
    scores: {
      pa: meanOf(pa),
      mpjpe: own === null ? null : meanOf(own),
      pck05: shareWithin(distances, 0.05),
      pck10: shareWithin(distances, 0.1),
    },
    paByJoint: pa,
    ...(own !== null && { byJoint: own }),
    ...(pixels.every(Number.isFinite) && {
      offset: { truth: offsetOf(frame.pixels), predicted: offsetOf(pixels) },
    }),
    ...expectationOf(person),
  };
}
