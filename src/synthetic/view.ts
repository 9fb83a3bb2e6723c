/** @file The camera of a scene: focal length, which way it looks, and where a floor lies in its frame. */

import { exp, log, sin } from '../base/index.ts';
import { matmul3, rotmatFromAxisAngle, transpose3 } from '../math/index.ts';
import type { Rng } from '../base/index.ts';
import type { Range, Recipe } from './recipe.ts';
import { DEGREE } from './skeleton.ts';

/** Camera axes are OpenCV's; the world is y up with the camera at its origin. */
export interface SyntheticView {
  readonly width: number;
  readonly height: number;
  readonly focalPx: number;
  /** R_cam←world [3, 3], the flip diag(1, −1, −1) inside. */
  readonly camFromWorld: Float64Array;
  readonly worldFromCam: Float64Array;
  /** Degrees below the horizon. */
  readonly pitch: number;
}

/** A standing person in metres, to tell before posing whether the camera would be under the floor. */
const STATURE = 1.7;
const PELVIS_HEIGHT = 0.9;
/** A floor nearer to the camera's height than this is not drawn, metres. */
export const LOWEST_CAMERA = 0.12;
const PITCH_TRIES = 5;

/** Uniform in a range, its end excluded. */
export function uniformIn(rng: Rng, [low, high]: Range): number {
  return rng.uniform(low, high);
}

/** R = Rz(roll) Rx(pitch) diag(1, −1, −1): world up tips towards the viewer when the camera looks down. */
function camFromWorld(pitch: number, roll: number): Float64Array {
  const tilt = rotmatFromAxisAngle([pitch * DEGREE, 0, 0]);
  const turned = matmul3(rotmatFromAxisAngle([0, 0, roll * DEGREE]), tilt);
  return matmul3(turned, [1, 0, 0, 0, -1, 0, 0, 0, -1]);
}

/**
 * @param extent the person's size as a fraction of the picture's height, for the camera's distance.
 */
export function sampleView(recipe: Recipe, extent: number, rng: Rng): SyntheticView {
  const [width, height] = rng.pick(recipe.imageSizes);
  const logFocal = rng.uniform(log(recipe.focal[0]), log(recipe.focal[1]));
  const focalPx = exp(logFocal) * Math.sqrt(width * width + height * height);
  const distance = (focalPx * STATURE) / (extent * height);
  // mostly level, as people hold cameras; what would put the camera under the floor is drawn again
  let pitch = 0;
  for (let i = 0; i < PITCH_TRIES; i++) {
    const level = rng.chance(0.55);
    pitch = level ? rng.normal(5, 7) : uniformIn(rng, recipe.pitch);
    pitch = Math.min(recipe.pitch[1], Math.max(recipe.pitch[0], pitch));
    if (PELVIS_HEIGHT + distance * sin(pitch * DEGREE) > LOWEST_CAMERA) break;
  }
  const roll = rng.chance(recipe.anyRoll) ? rng.uniform(-180, 180) : rng.normal(0, recipe.rollSd);
  const rotation = camFromWorld(pitch, roll);
  return {
    width,
    height,
    focalPx,
    camFromWorld: rotation,
    worldFromCam: transpose3(rotation),
    pitch,
  };
}
