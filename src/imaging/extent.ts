/**
 * @file What a scene of people spans, where its ground is taken to be, and how far apart the lines of a
 * grid on it are: the same in pictures and in the 3D view.
 */

import type { Vec3 } from '../math/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { SceneBody } from './render.ts';

/** What the scene spans in the camera frame, metres. */
export interface SceneExtent {
  readonly low: Vec3;
  readonly high: Vec3;
  /** Whether the camera itself is in it; it is not when everybody is far away. */
  readonly camera: boolean;
  /** y of the ground: under the lowest point of anybody and of the camera. Nobody has measured it. */
  readonly groundY: number;
}

/** A camera further away from everybody than this is left out, or people would be specks. */
const MAX_CAMERA_GAP_M = 25;
/** Half of the room a camera takes. */
const CAMERA_M = 0.2;
/** More lines than this across a scene are a grey sheet, and a camera gone wrong may ask for any number. */
const MAX_GRID_LINES = 100;

/**
 * The extent of some bodies and, unless they are far from it, of the camera.
 * @throws E_NUMERIC when a vertex is not at a finite place.
 */
export function sceneExtent(
  who: string,
  bodies: readonly Pick<SceneBody, 'vertices' | 't'>[],
): SceneExtent {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const { vertices, t } of bodies) {
    for (let i = 0; i < vertices.length; i += 3) {
      for (let k = 0; k < 3; k++) {
        // Math.min and Math.max keep a NaN, comparisons would lose it
        const value = vertices[i + k] + t[k];
        low[k] = Math.min(low[k], value);
        high[k] = Math.max(high[k], value);
      }
    }
  }
  if (![...low, ...high].every(Number.isFinite)) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `${who}: expected bodies at finite places, got NaN or infinity`,
    );
  }
  const camera = low[2] <= MAX_CAMERA_GAP_M;
  if (camera) {
    for (let k = 0; k < 3; k++) {
      low[k] = Math.min(low[k], -CAMERA_M);
      high[k] = Math.max(high[k], CAMERA_M);
    }
  }
  return { low, high, camera, groundY: high[1] };
}

/** Metres between the lines of a grid across a scene: one, or a power of ten where people stand that far apart. */
export function gridStep({ low, high }: Pick<SceneExtent, 'low' | 'high'>): number {
  const span = Math.max(high[0] - low[0], high[2] - low[2]);
  return 10 ** Math.max(0, Math.ceil(Math.log10(span / MAX_GRID_LINES)));
}
