/**
 * @file The points that SMPL's skeleton and BlazePose's landmarks have in common. A landmark is not where the joint of its
 * name is: the hip lies towards the trunk, the ears above the head's joint. Each is the mix of joints that lies nearest
 * to it in the picture.
 *
 * CONTRIBUTOR NOTES. Mixes by robust least squares, a script that was not kept, on 4 515 synthetic people (`tools/light/calibrate.ts`), both
 * encoders and both sides together, landmarks that are seen. Median distance by coordinate, hundredths of b, joint alone and mix:
 * hip 2.3 and 1.5, knee 1.5 and 1.4, ankle 1.4 and 1.1, shoulder 1.7 and 1.5, elbow 1.6 and 1.4, wrist 1.3 and 1.1, head 1.3 and
 * 1.1, hand 2.0 and 1.1; the toe gains nothing.
 */

import { jointSet } from '../../body/index.ts';
import { LANDMARK } from '../../network/index.ts';

/** A joint of `smpl24` and its weight; the weights of a mix add up to 1. */
type Weighed = readonly [joint: number, weight: number];

/** A point of the skeleton and the landmarks whose middle it is. */
interface SharedPoint {
  readonly joints: readonly Weighed[];
  readonly landmarks: readonly number[];
}

const OTHER_SIDE: readonly number[] = jointSet('smpl24').flip;

/** A point of the left side and its counterpart, whose landmark follows. */
function pair(landmark: number, ...joints: readonly Weighed[]): SharedPoint[] {
  const right = joints.map(([joint, weight]): Weighed => [OTHER_SIDE[joint], weight]);
  return [
    { joints, landmarks: [landmark] },
    { joints: right, landmarks: [landmark + 1] },
  ];
}

export const POINTS: readonly SharedPoint[] = [
  ...pair(LANDMARK.leftHip, [1, 0.37], [2, -0.08], [3, 0.49], [4, 0.22]),
  ...pair(LANDMARK.leftKnee, [4, 0.88], [1, 0.05], [7, 0.07]),
  ...pair(LANDMARK.leftAnkle, [7, 0.83], [4, 0.08], [10, 0.09]),
  ...pair(LANDMARK.leftShoulder, [16, 0.73], [12, 0.22], [18, 0.05]),
  ...pair(LANDMARK.leftElbow, [18, 0.79], [16, 0.11], [20, 0.1]),
  ...pair(LANDMARK.leftWrist, [20, 0.6], [22, 0.4]),
  {
    joints: [
      [15, 1.25],
      [12, -0.39],
      [16, 0.07],
      [17, 0.07],
    ],
    landmarks: [LANDMARK.leftEar, LANDMARK.rightEar],
  },
  ...pair(LANDMARK.leftFootIndex, [10, 1]),
  ...pair(LANDMARK.leftIndex, [22, 2.32], [20, -1.32]),
];

/** N. */
export const POINT_COUNT: number = POINTS.length;

/** The hips are the first points. */
export const HIP_COUNT = 2;

/** The middle of the hips as a mix of points [1, N]. */
export const HIPS: readonly number[] = POINTS.map((_, n) => (n < HIP_COUNT ? 1 / HIP_COUNT : 0));

/** Points as mixes of the 24 joints [N, 24]. */
export function pointMatrix(): Float32Array {
  const matrix = new Float32Array(POINT_COUNT * 24);
  for (const [n, { joints }] of POINTS.entries()) {
    for (const [joint, weight] of joints) matrix[24 * n + joint] += weight;
  }
  return matrix;
}
