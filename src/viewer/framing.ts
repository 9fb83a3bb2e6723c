/** @file From how far away a box is seen whole. */

import type { Vec3 } from '../math/index.ts';
import type { SceneExtent } from '../imaging/index.ts';
import type { Lens, Viewport } from './lens.ts';

/** Room left at the edges of the canvas. */
const ROOM = 1.08;

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Axes of an eye that looks from a direction, upright in frame gl: right, up, towards the eye. */
function axesFrom(towards: Vec3): { right: Vec3; up: Vec3; back: Vec3 } {
  const length = Math.hypot(...towards);
  const back: Vec3 = [towards[0] / length, towards[1] / length, towards[2] / length];
  const flat = Math.hypot(back[0], back[2]);
  const right: Vec3 = flat === 0 ? [1, 0, 0] : [back[2] / flat, 0, -back[0] / flat];
  const up: Vec3 = [
    back[1] * right[2] - back[2] * right[1],
    back[2] * right[0] - back[0] * right[2],
    back[0] * right[1] - back[1] * right[0],
  ];
  return { right, up, back };
}

/** Where to stand so that everybody is in sight. */
export interface Framing {
  /** The middle of the box, frame gl. */
  readonly target: Vec3;
  /** Where to stand, frame gl. */
  readonly eye: Vec3;
}

/**
 * Where to stand in a direction so that a box fills a canvas.
 * @param towards from the box to the eye, frame gl.
 */
export function frameExtent(
  { low, high }: Pick<SceneExtent, 'low' | 'high'>,
  towards: Vec3,
  lens: Lens,
  { width, height }: Viewport,
): Framing {
  const { right, up, back } = axesFrom(towards);
  const target: Vec3 = [(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -(low[2] + high[2]) / 2];
  const half: Vec3 = [(high[0] - low[0]) / 2, (high[1] - low[1]) / 2, (high[2] - low[2]) / 2];
  const [across, tall] = [width / 2 / lens.fx / ROOM, height / 2 / lens.fy / ROOM];
  let distance = 0.5;
  for (let corner = 0; corner < 8; corner++) {
    const p: Vec3 = [
      corner & 1 ? half[0] : -half[0],
      corner & 2 ? half[1] : -half[1],
      corner & 4 ? half[2] : -half[2],
    ];
    // a corner nearer to the eye needs the eye to stand back by as much
    const near = dot(p, back);
    distance = Math.max(
      distance,
      near + Math.abs(dot(p, right)) / across,
      near + Math.abs(dot(p, up)) / tall,
    );
  }
  const eye = target.map((x, k) => x + distance * back[k]);
  return { target, eye: [eye[0], eye[1], eye[2]] };
}
