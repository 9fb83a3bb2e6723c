/** @file Left and right exchanged, in a picture and in what is known of a person in it. */

import { POSE_SIZE, jointSet } from '../../body/index.ts';
import type { PixelImage } from '../../platform/index.ts';
import type { PersonRecord } from '../../dataset/index.ts';
import { SPIN24 } from '../../dataset/index.ts';
import { MIRROR_JOINT, mirrorPose } from '../../synthetic/index.ts';

/** BODY_25 stands before the 24 in `paper49`, so the first flips stay among themselves. */
const OPENPOSE_FLIP: readonly number[] = jointSet('paper49').flip.slice(0, SPIN24.first);

/** The picture with its columns in reverse order. */
export function mirrorPicture({ width, height, data }: PixelImage): PixelImage {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    let from = 3 * y * width;
    for (let to = 3 * ((y + 1) * width - 1); from < 3 * (y + 1) * width; from += 3, to -= 3) {
      out[to] = data[from];
      out[to + 1] = data[from + 1];
      out[to + 2] = data[from + 2];
    }
  }
  return { width, height, data: out };
}

/** Rows [J, width] in the order of `flip`, the first number of each mapped by `x`. */
function mirrorRows(
  rows: Float32Array | null,
  flip: readonly number[],
  width: number,
  x: (value: number) => number,
): Float32Array | null {
  if (rows === null) return null;
  const out = new Float32Array(rows.length);
  flip.forEach((from, to) => {
    out.set(rows.subarray(from * width, (from + 1) * width), to * width);
    out[to * width] = x(out[to * width]);
  });
  return out;
}

/**
 * The person in the mirrored picture of a width: pixels go to width − 1 − x, metres to −x, pose and
 * joints change sides. The mirrored principal point is w/2 − 1; the pixel by which it misses the default
 * w/2 is not made up for in `translation`, whose depth it would have to know.
 */
export function mirrorRecord(record: PersonRecord, width: number): PersonRecord {
  const { center, keypoints24, openpose25, joints24, pose, translation, visibility } = record;
  const inPicture = (x: number): number => width - 1 - x;
  return {
    ...record,
    center: [inPicture(center[0]), center[1]],
    keypoints24: mirrorRows(keypoints24, SPIN24.flip, 3, inPicture),
    openpose25: mirrorRows(openpose25, OPENPOSE_FLIP, 3, inPicture),
    joints24: mirrorRows(joints24, SPIN24.flip, 4, (x) => -x),
    pose: pose === null ? null : Float32Array.from(mirrorPose(pose, new Float64Array(POSE_SIZE))),
    translation: translation === null ? null : [-translation[0], translation[1], translation[2]],
    visibility:
      visibility === null ? null : Uint8Array.from(MIRROR_JOINT, (from) => visibility[from]),
  };
}
