/**
 * @file Where MoveNet puts its 17 key-points on our body: a joint, and an offset in the axes of the joint that carries
 * it. Fitted on renders (robustly, points with scores above .5): what is left over is .8–1.6 % of the box in the median,
 * hips 2.2 %.
 */

import { jointSet } from '../../body/index.ts';
import { BONES } from '../../inference/index.ts';
import { MOVENET_KEYPOINTS } from '../../network/index.ts';

interface Place {
  /** Of `smpl24`. */
  readonly at: string;
  /** Whose axes the offset turns with. */
  readonly axes: string;
  /** Metres. */
  readonly offset: readonly [number, number, number];
}

/** The nose, and the left of each pair; the right is its mirror image. */
const PLACES: Readonly<Record<string, Place>> = {
  nose: { at: 'head', axes: 'head', offset: [0, 0.0154, 0.116] },
  leftEye: { at: 'head', axes: 'head', offset: [0.0302, 0.0448, 0.0934] },
  leftEar: { at: 'head', axes: 'head', offset: [0.0743, 0.024, 0.0054] },
  leftShoulder: { at: 'left_shoulder', axes: 'left_collar', offset: [-0.0087, 0.0239, -0.0079] },
  leftElbow: { at: 'left_elbow', axes: 'left_shoulder', offset: [-0.0138, 0.0029, 0.0003] },
  leftWrist: { at: 'left_wrist', axes: 'left_elbow', offset: [0.0021, 0.0015, -0.0023] },
  leftHip: { at: 'left_hip', axes: 'pelvis', offset: [-0.0078, 0.0162, 0.0145] },
  leftKnee: { at: 'left_knee', axes: 'left_hip', offset: [0.001, -0.0051, 0.0024] },
  leftAnkle: { at: 'left_ankle', axes: 'left_knee', offset: [0.003, 0.0112, -0.0005] },
};

const { names } = jointSet('smpl24');

/** Row of a frame, and what is added to it, of each key-point. */
const ROWS = MOVENET_KEYPOINTS.map((keypoint) => {
  const right = keypoint.startsWith('right');
  const { at, axes, offset } = PLACES[keypoint.replace('right', 'left')];
  const own = (name: string): number => names.indexOf(right ? name.replace('left', 'right') : name);
  const [x, y, z] = offset;
  return { at: own(at), axes: own(axes), offset: [right ? -x : x, y, z] };
});

/**
 * @param frames rows [R | p] of the joints [24, 12], camera axes.
 * @param out [17, 3]: where the key-points lie from the frames' origin, m.
 */
export function placeKeypoints(frames: ArrayLike<number>, out: Float64Array): void {
  ROWS.forEach(({ at, axes, offset }, k) => {
    for (let axis = 0; axis < 3; axis++) {
      const turned = 12 * axes + 4 * axis;
      out[3 * k + axis] =
        frames[12 * at + 4 * axis + 3] +
        frames[turned] * offset[0] +
        frames[turned + 1] * offset[1] +
        frames[turned + 2] * offset[2];
    }
  });
}

/**
 * @param places [17, 3], see `placeKeypoints`.
 * @param t where their origin stands, m.
 * @param out [17, 2]: the key-points' projection over the focal length, from the principal point; not finite, or of
 * any sign, for points that are not before the camera.
 */
export function projectKeypoints(
  places: ArrayLike<number>,
  t: ArrayLike<number>,
  out: Float64Array,
): void {
  for (let k = 0; k < ROWS.length; k++) {
    const z = places[3 * k + 2] + t[2];
    out[2 * k] = (places[3 * k] + t[0]) / z;
    out[2 * k + 1] = (places[3 * k + 1] + t[1]) / z;
  }
}

/** Ends of `BONES` among the key-points. */
const ENDS = BONES.map(({ from, to }) => [from, to].map((end) => MOVENET_KEYPOINTS.indexOf(end)));

/** Which way limbs point. @param places [17, 3]. @param out unit vectors [10, 3]. */
export function limbDirections(places: ArrayLike<number>, out: Float32Array): void {
  ENDS.forEach(([from, to], n) => {
    const way = [0, 1, 2].map((axis) => places[3 * to + axis] - places[3 * from + axis]);
    const length = Math.hypot(...way);
    out.set(
      way.map((value) => value / length),
      3 * n,
    );
  });
}
