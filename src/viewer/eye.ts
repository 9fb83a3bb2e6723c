/**
 * @file The eye that everything is seen with: orbiting, looking through the photograph's camera, or somewhere on
 * the way between the two. Position, direction and lens are mixed, so nothing jumps.
 */

import { PerspectiveCamera, Quaternion, Vector3 } from 'three';
import type { ImageSize } from '../camera/index.ts';
import {
  letterbox,
  lensOfFov,
  lensThrough,
  mixLens,
  projectionMatrix,
  type Lens,
  type Viewport,
} from './lens.ts';
import type { ViewMode } from './state.ts';

/** Vertical field of view of the orbiting eye. */
export const ORBIT_FOV_DEG = 34;
const TRAVEL_MS = 650;
/** What is nearer than this is cut away, as pictures do (imaging/rasterise.ts). */
const NEAR_M = 0.05;

/** The photograph's pinhole and size. */
export interface PhotoCamera extends ImageSize {
  readonly lens: Lens;
}

const ease = (s: number): number => s * s * (3 - 2 * s);

/** Where the scene is seen from: orbiting, in the photograph's camera, or on the way. */
export class Eye {
  /** Where orbit controls put the eye, frame gl. */
  readonly orbit: PerspectiveCamera = new PerspectiveCamera(ORBIT_FOV_DEG, 1, NEAR_M, 1000);
  /** What to render with. */
  readonly camera: PerspectiveCamera = new PerspectiveCamera();
  /** The lens of the present frame; its numbers change, the object does not. */
  readonly lens: { -readonly [K in keyof Lens]: number } = { fx: 1, fy: 1, cx: 0, cy: 0 };
  /** 0: orbiting, 1: through the photograph's camera. */
  travelled = 0;
  #goal: 0 | 1 = 0;
  #lastMs: number | null = null;
  readonly #home = new Quaternion();
  readonly #pinhole = new Vector3();
  #viewport: Viewport = { width: 1, height: 1 };
  /** The lens of orbiting. */
  around: Lens = this.lens;
  /** Through the photograph's camera; null while there is none. */
  #through: Lens | null = null;

  constructor() {
    this.camera.matrixAutoUpdate = false;
  }

  /** Sets out for a mode; `atOnce` for those who do not want things to move. */
  go(mode: ViewMode, atOnce: boolean): void {
    this.#goal = mode === 'camera' ? 1 : 0;
    this.#lastMs = null;
    if (atOnce) this.travelled = this.#goal;
  }

  get travelling(): boolean {
    return this.travelled !== this.#goal;
  }

  /** Moves on to a point in time. */
  advance(nowMs: number): void {
    if (!this.travelling) return;
    const step = (nowMs - (this.#lastMs ?? nowMs)) / TRAVEL_MS;
    this.#lastMs = nowMs;
    this.travelled = Math.min(1, Math.max(0, this.travelled + (this.#goal === 1 ? step : -step)));
  }

  /** @param photo the photograph's pinhole and size; null when there is none. */
  fit(viewport: Viewport, photo: PhotoCamera | null): void {
    this.#viewport = viewport;
    this.around = lensOfFov(ORBIT_FOV_DEG, viewport);
    this.#through = photo === null ? null : lensThrough(photo.lens, letterbox(photo, viewport));
  }

  /**
   * Settles camera and lens for a frame. Allocates nothing.
   * @param centre, radius what is to be seen, frame gl.
   */
  settle(centre: Vector3, radius: number): void {
    const { camera, orbit, lens } = this;
    const s = this.#through === null ? 0 : ease(this.travelled);
    camera.position.lerpVectors(orbit.position, this.#pinhole, s);
    camera.quaternion.slerpQuaternions(orbit.quaternion, this.#home, s);
    camera.updateMatrix();
    camera.updateMatrixWorld(true);
    mixLens(this.around, this.#through ?? this.around, s, lens);
    const distance = camera.position.distanceTo(centre);
    const far = Math.max(50, 1.5 * (distance + radius));
    const near = Math.max(NEAR_M, Math.min(far / 20_000, distance - radius));
    projectionMatrix(lens, this.#viewport, near, far, camera.projectionMatrix.elements);
    camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
  }
}
