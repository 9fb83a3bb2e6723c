/**
 * @file Several calibrated cameras that see one scene: what is known of each, and what that makes of pixels. World
 * axes are whatever the calibration chose; `X_cam = R X_world + t`, metres.
 */

import { MultiRoiError, throwIssues, type Issue } from '../../base/index.ts';
import { determinant3, matmul3, rotate3, transpose3, type Vec3 } from '../../math/index.ts';
import type { Mat3 } from '../../result/index.ts';

/** One camera. Pixels are those of its pictures, whole coordinates are pixel centres. */
export interface RigCamera {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Rows of the intrinsic matrix. */
  readonly K: Mat3;
  /** OpenCV's k1, k2, p1, p2, k3 of the lens; none for a pinhole. */
  readonly distortion: readonly number[];
  /** Rows of R_cam←world. */
  readonly R: Mat3;
  /** m. */
  readonly t: Vec3;
}

/** How far R Rᵀ may be from the identity. */
const ORTHONORMAL = 1e-3;
/** Steps of the fixed point that takes a lens back; five digits after ten of them for lenses of telephones. */
const UNDISTORT_STEPS = 20;

/** @throws E_RANGE with everything that is wrong with the cameras. */
export function checkRig(cameras: readonly RigCamera[]): void {
  if (cameras.length < 2) {
    throw new MultiRoiError(
      'E_RANGE',
      `multiview: expected two cameras or more, got ${cameras.length}`,
    );
  }
  throwIssues('E_RANGE', 'multiview', cameras.flatMap(problemsOf));
}

function problemsOf({ K, R, t, distortion, name }: RigCamera, index: number): Issue[] {
  const path = `cameras[${index}]${name === '' ? '' : ` (${name})`}`;
  const issues: Issue[] = [];
  const want = (ok: boolean, field: string, thing: string, got: string | number): void => {
    if (!ok) issues.push({ path: `${path}.${field}`, message: `expected ${thing}, got ${got}` });
  };
  const [fx, fy] = [K[0][0], K[1][1]];
  want(fx > 0 && fy > 0, 'K', 'positive focal lengths', `${fx}, ${fy}`);
  want(K[0][1] === 0, 'K', 'no skew', K[0][1]);
  want(K.flat().every(Number.isFinite), 'K', 'finite numbers', K.flat().join(' '));
  want(t.every(Number.isFinite), 't', 'finite metres', t.join(' '));
  const rotation = R.flat();
  const product = matmul3(rotation, transpose3(rotation));
  const off = Math.max(...product.map((x, i) => Math.abs(x - (i % 4 === 0 ? 1 : 0))));
  want(off < ORTHONORMAL && determinant3(rotation) > 0, 'R', 'a rotation', rotation.join(' '));
  want(
    distortion.length <= 5 && distortion.every(Number.isFinite),
    'distortion',
    'up to five numbers k1, k2, p1, p2, k3',
    distortion.join(' '),
  );
  return issues;
}

/** Where a lens puts the ray (x, y, 1): both in focal lengths from the principal point. */
export function distort(
  [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0]: readonly number[],
  x: number,
  y: number,
): [x: number, y: number] {
  const square = x * x + y * y;
  const radial = 1 + square * (k1 + square * (k2 + square * k3));
  return [
    x * radial + 2 * p1 * x * y + p2 * (square + 2 * x * x),
    y * radial + p1 * (square + 2 * y * y) + 2 * p2 * x * y,
  ];
}

/** The ray (x, y, 1), camera axes, of a pixel: the lens taken back. */
export function rayOfPixel({ K, distortion }: RigCamera, u: number, v: number): Vec3 {
  const [seenX, seenY] = [(u - K[0][2]) / K[0][0], (v - K[1][2]) / K[1][1]];
  let [x, y] = [seenX, seenY];
  for (let step = 0; step < UNDISTORT_STEPS; step++) {
    const [dx, dy] = distort(distortion, x, y);
    x += seenX - dx;
    y += seenY - dy;
  }
  return [x, y, 1];
}

/** Where a camera stands: −Rᵀ t, m. */
export function centreOf({ R, t }: RigCamera): Vec3 {
  const [x, y, z] = rotate3(transpose3(R.flat()), t);
  return [-x, -y, -z];
}

/** A point of the world in a camera's axes, m. */
export function inCamera({ R, t }: RigCamera, point: ArrayLike<number>): Vec3 {
  const [x, y, z] = rotate3(R.flat(), point);
  return [x + t[0], y + t[1], z + t[2]];
}
