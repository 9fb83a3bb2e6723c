/**
 * @file What stands in the scene: people, skeletons, ground and shadows, the camera with its photograph. It is
 * told what there is and how it is shown, and draws itself for an eye.
 */

import { Color, Group, Scene, Vector3, type WebGLRenderer } from 'three';
import { jointSet } from '../body/index.ts';
import type { SceneExtent } from '../imaging/index.ts';
import type { Reconstruction } from '../result/index.ts';
import type { Eye, PhotoCamera } from './eye.ts';
import { Ground } from './ground.ts';
import { ImagePlane } from './image-plane.ts';
import { paletteOf } from './look.ts';
import { People } from './people.ts';
import { Shadow } from './shadow.ts';
import { Skeletons } from './skeletons.ts';
import { isShown, type ViewState } from './state.ts';

const PARENTS: readonly number[] = jointSet('smpl24').parents ?? [];

/** Everything that is in the scene. */
export class ViewerStage {
  readonly people: People = new People();
  /** The middle of the scene, frame gl, and how far it reaches. */
  readonly centre: Vector3 = new Vector3();
  radius = 1;
  readonly #scene = new Scene();
  /** Drawn after everything else, with a depth of its own: skeletons show through bodies. */
  readonly #onTop = new Scene();
  readonly #ground = new Ground();
  readonly #shadow = new Shadow();
  readonly #plane = new ImagePlane();
  readonly #skeletons = new Skeletons();
  readonly #background = new Color();
  /** Depths of the image plane: as a thing near the camera, and behind everybody. */
  #planeM = 1;
  #farthestM = 4;
  #result: Reconstruction | null = null;
  #photo: PhotoCamera | null = null;
  #state: ViewState | null = null;
  /** Shadows are those of people who are no longer there, or have moved. */
  #staleShadow = true;

  constructor() {
    // the camera frame in frame gl: gl = diag(1, −1, −1) · cam
    const [cam, camOnTop] = [new Group(), new Group()];
    for (const group of [cam, camOnTop]) group.rotation.x = Math.PI;
    cam.add(this.#ground.object, this.#shadow.object, this.#plane.group, this.people.group);
    camOnTop.add(this.#skeletons.group);
    this.#scene.add(cam);
    this.#onTop.add(camOnTop);
  }

  /** Nobody is there until the next result. */
  clear(): void {
    this.#result = null;
  }

  /** A result whose people have been posed, and what they span. */
  set(
    result: Reconstruction,
    photo: PhotoCamera,
    image: ImageBitmap | null,
    extent: SceneExtent,
  ): void {
    const { low, high, camera } = extent;
    this.#result = result;
    this.#photo = photo;
    this.centre.set((low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -(low[2] + high[2]) / 2);
    this.radius = Math.hypot(high[0] - low[0], high[1] - low[1], high[2] - low[2]) / 2;
    this.#farthestM = Math.max(0.2, 1.05 * high[2]);
    const depths = result.people.map(({ camera: { t } }) => t[2]);
    const nearest = Math.min(...depths, this.#farthestM);
    this.#planeM = camera ? Math.min(1.2, Math.max(0.2, 0.3 * nearest)) : 0.05 * nearest;
    this.#ground.place(extent);
    this.#shadow.place(extent, result.people);
    this.#plane.setImage(image);
    this.#staleShadow = true;
  }

  /** Makes the scene say what a state says. */
  apply(state: ViewState): void {
    const look = paletteOf(state.theme);
    const people = this.#result?.people ?? [];
    const shown = people.filter(({ id }) => isShown(state, id));
    this.#background.set(look.background);
    this.people.show(state);
    this.#ground.show(state.ground, look);
    this.#skeletons.set(
      state.joints || state.skeleton
        ? shown.map(({ id, joints3d }) => ({ id, joints: joints3d.smpl24.flat() }))
        : [],
      PARENTS,
    );
    this.#skeletons.show(state.joints, state.skeleton);
    if (this.#result !== null && this.#photo !== null) {
      this.#plane.setCamera(this.#photo.lens, this.#photo, state.theme);
      this.#plane.setMarks(this.#result, this.#photo.lens, state);
    }
    this.#staleShadow ||= state.hidden !== this.#state?.hidden || state.solo !== this.#state.solo;
    this.#state = state;
  }

  /** The GPU forgot everything: three makes its buffers again, pictures made by it are ours to make. */
  forget(): void {
    this.#staleShadow = true;
  }

  draw(renderer: WebGLRenderer, { camera, travelled }: Eye): void {
    if (this.#state === null) return;
    this.#plane.group.visible = this.#result !== null;
    this.#plane.place(this.#planeM, this.#farthestM, travelled, this.#state);
    // the ground is an estimate, and no part of the photograph
    this.#ground.fade(1 - travelled);
    this.#drawShadow(renderer, 1 - travelled, this.#state);
    renderer.setClearColor(this.#background);
    renderer.clear();
    renderer.render(this.#scene, camera);
    renderer.clearDepth();
    renderer.render(this.#onTop, camera);
  }

  dispose(): void {
    this.people.dispose();
    this.#ground.dispose();
    this.#shadow.dispose();
    this.#plane.dispose();
    this.#skeletons.dispose();
  }

  #drawShadow(
    renderer: WebGLRenderer,
    presence: number,
    { ground, theme, opacity }: ViewState,
  ): void {
    const strength = ground && this.#result !== null ? presence * opacity : 0;
    if (strength > 0 && this.#staleShadow) {
      const others = [this.#ground.object, this.#shadow.object, this.#plane.group];
      this.#shadow.cast(renderer, this.#scene, others);
      this.#staleShadow = false;
    }
    this.#shadow.fade(strength * paletteOf(theme).shadow);
  }
}
