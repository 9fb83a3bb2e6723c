/** @file Boxes of the scene: seats under people, and things that stand in front of them. */

import type { Rng } from '../base/index.ts';
import { sampleFabric, type Fabric } from './fabric.ts';

/** An oriented box in the camera frame. */
export interface PropBox {
  readonly centre: readonly [number, number, number];
  /** Three half axes, rows [3, 3], metres, right-handed. */
  readonly axes: Float64Array;
  /** Lengths of the half axes. */
  readonly halfSize: readonly [number, number, number];
  readonly fabric: Fabric;
}

/** Corner signs of a unit box and its faces, counter-clockwise from outside; two triangles a side. */
export const BOX_CORNERS: readonly (readonly [number, number, number])[] = [
  [-1, -1, -1],
  [1, -1, -1],
  [1, 1, -1],
  [-1, 1, -1],
  [-1, -1, 1],
  [1, -1, 1],
  [1, 1, 1],
  [-1, 1, 1],
];
// oxfmt-ignore
export const BOX_FACES: Uint32Array = Uint32Array.of(
  0, 2, 1, 0, 3, 2, // −z
  4, 5, 6, 4, 6, 7, // +z
  0, 1, 5, 0, 5, 4, // −y
  3, 7, 6, 3, 6, 2, // +y
  0, 4, 7, 0, 7, 3, // −x
  1, 2, 6, 1, 6, 5, // +x
);
/** The axis a side looks along, by face pair: index of the axis and its sign. */
export const BOX_SIDES: readonly (readonly [axis: number, sign: number])[] = [
  [2, -1],
  [2, 1],
  [1, -1],
  [1, 1],
  [0, -1],
  [0, 1],
];
export const BOX_FACE_COUNT = 12;

/** A place on the floor: position and horizontal axes, all in the camera frame. */
export interface Stand {
  readonly position: ArrayLike<number>;
  readonly up: ArrayLike<number>;
  /** Unit vector in the floor's plane. */
  readonly forward: ArrayLike<number>;
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): [number, number, number] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/**
 * A box on a stand.
 * @param size width, height, depth in metres.
 * @param offset of its centre: right, up, forward in metres.
 */
export function boxAt(
  { position, up, forward }: Stand,
  size: readonly [number, number, number],
  offset: readonly [number, number, number],
  fabric: Fabric,
): PropBox {
  const right = cross(up, forward);
  const at = (k: number): number =>
    position[k] + right[k] * offset[0] + up[k] * offset[1] + forward[k] * offset[2];
  const axes = new Float64Array(9);
  for (let k = 0; k < 3; k++) {
    axes[k] = (right[k] * size[0]) / 2;
    axes[3 + k] = (up[k] * size[1]) / 2;
    axes[6 + k] = (forward[k] * size[2]) / 2;
  }
  const halfSize = [size[0] / 2, size[1] / 2, size[2] / 2] as const;
  return { centre: [at(0), at(1), at(2)], axes, halfSize, fabric };
}

/**
 * A seat: a block, a stool or a chair under the hips.
 * @param stand the floor below the pelvis, `forward` where the person faces.
 * @param seatHeight of its top above the floor, metres.
 */
export function sampleSeat(stand: Stand, seatHeight: number, rng: Rng): PropBox[] {
  const fabric = sampleFabric(rng, 0.2);
  const width = rng.uniform(0.42, 0.6);
  const depth = rng.uniform(0.4, 0.52);
  const back = -0.05;
  if (rng.chance(0.35)) {
    return [
      boxAt(
        stand,
        [width * rng.uniform(1, 3), seatHeight, depth],
        [0, seatHeight / 2, back],
        fabric,
      ),
    ];
  }
  const thick = rng.uniform(0.03, 0.09);
  const boxes = [boxAt(stand, [width, thick, depth], [0, seatHeight - thick / 2, back], fabric)];
  for (const x of [-1, 1]) {
    for (const z of [-1, 1]) {
      const offset = [
        x * (width / 2 - 0.03),
        (seatHeight - thick) / 2,
        back + z * (depth / 2 - 0.03),
      ] as const;
      boxes.push(boxAt(stand, [0.035, seatHeight - thick, 0.035], offset, fabric));
    }
  }
  if (rng.chance(0.6)) {
    const tall = rng.uniform(0.3, 0.55);
    boxes.push(
      boxAt(
        stand,
        [width, tall, 0.04],
        [0, seatHeight + tall / 2 + 0.05, back - depth / 2 - 0.06],
        fabric,
      ),
    );
  }
  return boxes;
}

/**
 * Something between the camera and a person: a table, a block, a post, a board in the air.
 * @param stand the floor at the thing's place; `forward` towards the camera or turned a little.
 * @param heightM of the part of the person to hide, metres above the floor.
 */
export function sampleOccluder(stand: Stand, heightM: number, rng: Rng): PropBox[] {
  const fabric = sampleFabric(rng, 0.3);
  const way = rng.uniform();
  if (way < 0.25) {
    const width = rng.uniform(0.05, 0.16);
    return [boxAt(stand, [width, 3, width], [0, 1.5, 0], fabric)];
  }
  if (way < 0.5) {
    const top = rng.uniform(0.6, 0.95);
    const width = rng.uniform(0.6, 1.6);
    const leg = [0.05, top, 0.05] as const;
    return [
      boxAt(stand, [width, 0.04, 0.6], [0, top, 0], fabric),
      boxAt(stand, leg, [width / 2 - 0.05, top / 2, 0.2], fabric),
      boxAt(stand, leg, [0.05 - width / 2, top / 2, 0.2], fabric),
    ];
  }
  if (way < 0.78) {
    const height = rng.uniform(0.3, 1.1);
    const size = [rng.uniform(0.25, 0.9), height, rng.uniform(0.2, 0.6)] as const;
    return [boxAt(stand, size, [0, height / 2, 0], fabric)];
  }
  const size = [rng.uniform(0.1, 0.5), rng.uniform(0.1, 0.5), 0.03] as const;
  return [boxAt(stand, size, [0, heightM, 0], fabric)];
}
