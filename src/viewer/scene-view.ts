/**
 * @file The people of a result in 3D, in the frame of the photograph's camera, on a canvas. It draws when
 * something has changed and rests otherwise; buffers are made once and posed into.
 */

import { Color, Group, Scene, Vector3, WebGLRenderer } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { jointSet, type BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../errors.ts';
import { sceneExtent, type SceneExtent } from '../imaging/index.ts';
import { sceneIntrinsics, type Reconstruction } from '../pipeline/index.ts';
import { BodyMesh } from './_body-mesh.ts';
import { Eye, type PhotoCamera } from './_eye.ts';
import { Ground } from './_ground.ts';
import { ImagePlane } from './_image-plane.ts';
import { lookOf } from './_look.ts';
import { onTap } from './_tap.ts';
import { Skeletons } from './_skeletons.ts';
import { Topology } from './_topology.ts';
import { frameExtent } from './framing.ts';
import type { Viewport } from './lens.ts';
import { posedBy, type MeshSource } from './mesh-source.ts';
import { hitDistance, pickingRay } from './pick.ts';
import { changed, DEFAULT_VIEW, isShown, type ViewState } from './state.ts';

export interface SceneOptions {
  /** What is shown at first, where it differs from `DEFAULT_VIEW`. */
  readonly state?: Partial<ViewState>;
  /** A tap or a click on a person, or beside everyone (null). */
  readonly onPick?: (id: number | null) => void;
  /** Modes change at once; default: as the reader's system asks (`prefers-reduced-motion`). */
  readonly still?: boolean;
}

/** Where one looks from at first: from the camera's side, to its right and a little above (frame gl). */
const THREE_QUARTER = [0.75, 0.3, 0.62] as const;
/** Meshes kept for people who may come back. */
const SPARE_MESHES = 8;
/** Nobody there: a room of a person's size where a person would stand. */
const EMPTY: SceneExtent = { low: [-1, -1, 0], high: [1, 1, 4], camera: true, groundY: 1 };
const PARENTS: readonly number[] = jointSet('smpl24').parents ?? [];

export class SceneView {
  readonly #canvas: HTMLCanvasElement;
  readonly #renderer: WebGLRenderer;
  readonly #controls: OrbitControls;
  readonly #eye = new Eye();
  readonly #scene = new Scene();
  /** Drawn after everything else, with a depth of its own: skeletons show through bodies. */
  readonly #onTop = new Scene();
  readonly #ground = new Ground();
  readonly #plane = new ImagePlane();
  readonly #skeletons = new Skeletons();
  /** The camera frame in frame gl: gl = diag(1, −1, −1) · cam. */
  readonly #cam = new Group();
  readonly #people: BodyMesh[] = [];
  readonly #background = new Color();
  readonly #options: SceneOptions;
  readonly #centre = new Vector3();
  readonly #stopTaps: () => void;
  #radius = 1;
  #farthestM = 4;
  #planeM = 1;
  #state: ViewState = DEFAULT_VIEW;
  #source: MeshSource | null = null;
  #topology: Topology | null = null;
  #result: Reconstruction | null = null;
  #photo: PhotoCamera | null = null;
  #viewport: Viewport = { width: 1, height: 1 };
  #pending = 0;
  #framedFor: string | null = null;

  /**
   * @param canvas is drawn on from now on; give its size to {@link resize}.
   * @throws E_UNSUPPORTED without WebGL 2.
   */
  constructor(canvas: HTMLCanvasElement, options: SceneOptions = {}) {
    const context = canvas.getContext('webgl2', { antialias: true, alpha: false });
    if (context === null) {
      throw new MultiRoiError('E_UNSUPPORTED', 'SceneView: expected WebGL 2, got none', {
        hint: "turn on hardware acceleration in the browser's settings",
      });
    }
    this.#canvas = canvas;
    this.#options = options;
    this.#renderer = new WebGLRenderer({ canvas, context });
    this.#renderer.autoClear = false;
    this.#cam.rotation.x = Math.PI;
    this.#cam.add(this.#ground.object, this.#plane.group);
    this.#scene.add(this.#cam);
    const turned = new Group();
    turned.rotation.x = Math.PI;
    turned.add(this.#skeletons.group);
    this.#onTop.add(turned);
    this.#controls = new OrbitControls(this.#eye.orbit, canvas);
    this.#controls.enableDamping = true;
    this.#controls.dampingFactor = 0.15;
    this.#controls.addEventListener('change', this.#request);
    this.#stopTaps = onTap(canvas, (x, y) => this.#options.onPick?.(this.pick(x, y)));
    canvas.addEventListener('webglcontextrestored', this.#request);
    this.#frameOn(EMPTY);
    this.setState(options.state ?? {});
  }

  /** The state shown now. */
  get state(): ViewState {
    return this.#state;
  }

  /** The body of results to come. */
  setBody(body: BodyModel): void {
    this.setMeshes(posedBy(body));
  }

  /** As {@link setBody}, for surfaces that come from elsewhere. */
  setMeshes(source: MeshSource): void {
    for (const mesh of this.#people.splice(0)) mesh.dispose();
    this.#source = source;
    this.#topology = new Topology(source.faces, source.vertexCount);
    this.#result = null;
    this.#request();
  }

  /**
   * Shows a result. The eye stays where it is while results of one image file follow each other.
   * @param photo stays the caller's, and must live until the next result is set.
   * @throws E_CONFIG before `setBody`, and for a result of another body; E_NUMERIC for one without finite places.
   */
  setReconstruction(result: Reconstruction, photo: ImageBitmap | null): void {
    const [source, topology] = [this.#source, this.#topology];
    if (source === null || topology === null) {
      throw new MultiRoiError('E_CONFIG', 'setReconstruction: expected setBody first, got no body');
    }
    const stranger = result.people.find(({ body }) => body.model !== source.body);
    if (stranger !== undefined) {
      throw new MultiRoiError(
        'E_CONFIG',
        `setReconstruction: expected the body "${stranger.body.model}", got "${source.body}" (person ${stranger.id})`,
      );
    }
    // should anything below throw, nobody is shown rather than half of two results
    this.#result = null;
    const { people, image } = result;
    while (this.#people.length < people.length) {
      const mesh = new BodyMesh(topology);
      this.#people.push(mesh);
      this.#cam.add(mesh.group);
    }
    for (const mesh of this.#people.splice(people.length + SPARE_MESHES)) mesh.dispose();
    people.forEach((person, i) => {
      source.write(person, this.#people[i].vertices);
      this.#people[i].placed(person.id, person.camera.t);
    });
    const extent = this.#extentOf(people.length, () => true);
    this.#result = result;
    this.#photo = { lens: sceneIntrinsics(result), width: image.width, height: image.height };
    this.#eye.fit(this.#viewport, this.#photo);
    this.#plane.setImage(photo);
    this.#settle(extent);
    if (this.#framedFor !== image.file) this.#frameOn(extent);
    this.#framedFor = image.file;
    this.#apply();
  }

  /** Changes what is shown; keys left out stay. @throws E_RANGE */
  setState(change: Partial<ViewState>): void {
    const before = this.#state;
    this.#state = changed(before, change);
    if (this.#state.mode !== before.mode) this.#eye.go(this.#state.mode, this.#still());
    this.#controls.enabled = this.#state.mode === 'orbit';
    this.#apply();
  }

  /** Looks at everyone shown, from the camera's side. */
  frame(): void {
    const count = this.#result?.people.length ?? 0;
    this.#frameOn(this.#extentOf(count, ({ id }) => isShown(this.#state, id)));
    this.#request();
  }

  /** Turns the eye around what it looks at, radians; for keys and buttons. */
  turn(aroundRad: number, upRad: number): void {
    this.#controls.rotateLeft(aroundRad);
    this.#controls.rotateUp(upRad);
    this.#request();
  }

  /** Goes nearer by a factor above 1, further away by one below. */
  zoom(factor: number): void {
    this.#controls.dollyIn(factor);
    this.#request();
  }

  /** The id of the person at a canvas position (as pointers count, pixels from its left and top edges), or null. */
  pick(x: number, y: number): number | null {
    const ray = pickingRay(this.#eye.lens, this.#eye.camera.matrixWorld.elements, x - 0.5, y - 0.5);
    let nearest = Infinity;
    let found: number | null = null;
    this.#shown().forEach(({ id, vertices, t }) => {
      const distance = hitDistance(ray, vertices, this.#source?.faces ?? [], t);
      if (distance < nearest) [nearest, found] = [distance, id];
    });
    return found;
  }

  /** The canvas's size in CSS pixels, and device pixels in each of them. */
  resize(width: number, height: number, pixelRatio: number): void {
    if (!(width >= 1 && height >= 1 && pixelRatio > 0)) return;
    this.#viewport = { width, height };
    this.#renderer.setPixelRatio(pixelRatio);
    this.#renderer.setSize(width, height, false);
    this.#eye.fit(this.#viewport, this.#photo);
    // a canvas of a new size is empty: not until the next frame
    this.#draw();
  }

  /** What is seen now, as PNG. @throws E_INTERNAL when the browser cannot encode it. */
  async snapshotPng(): Promise<Blob> {
    // pixels of a canvas last until the end of the task they were drawn in
    this.#draw();
    const blob = await new Promise<Blob | null>((settle) =>
      this.#canvas.toBlob(settle, 'image/png'),
    );
    if (blob !== null) return blob;
    throw new MultiRoiError('E_INTERNAL', 'snapshotPng: expected a PNG of the canvas, got none');
  }

  /** Frees the GPU; the view cannot be used afterwards. */
  dispose(): void {
    cancelAnimationFrame(this.#pending);
    this.#pending = -1;
    this.#stopTaps();
    this.#canvas.removeEventListener('webglcontextrestored', this.#request);
    this.#controls.dispose();
    for (const mesh of this.#people.splice(0)) mesh.dispose();
    this.#ground.dispose();
    this.#plane.dispose();
    this.#skeletons.dispose();
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }

  #still(): boolean {
    return this.#options.still ?? matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  #shown(): BodyMesh[] {
    const count = this.#result?.people.length ?? 0;
    return this.#people.slice(0, count).filter(({ id }) => isShown(this.#state, id));
  }

  #extentOf(count: number, wanted: (mesh: BodyMesh) => boolean): SceneExtent {
    const meshes = this.#people.slice(0, count).filter(wanted);
    return meshes.length === 0 ? EMPTY : sceneExtent('setReconstruction', meshes);
  }

  /** Takes the measures of a new scene. */
  #settle(extent: SceneExtent): void {
    const { low, high, camera } = extent;
    this.#centre.set((low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -(low[2] + high[2]) / 2);
    this.#radius = Math.hypot(high[0] - low[0], high[1] - low[1], high[2] - low[2]) / 2;
    this.#farthestM = Math.max(0.2, 1.05 * high[2]);
    const nearest = Math.min(
      ...(this.#result?.people.map(({ camera: { t } }) => t[2]) ?? []),
      this.#farthestM,
    );
    this.#planeM = camera ? Math.min(1.2, Math.max(0.2, 0.3 * nearest)) : 0.05 * nearest;
    this.#ground.place(extent);
  }

  #frameOn(extent: SceneExtent): void {
    const { orbit } = this.#eye;
    this.#eye.fit(this.#viewport, this.#photo);
    const { target, eye } = frameExtent(extent, THREE_QUARTER, this.#eye.around, this.#viewport);
    orbit.position.set(...eye);
    this.#controls.target.set(...target);
    this.#controls.update();
  }

  /** Makes the scene say what the state says. */
  #apply(): void {
    const state = this.#state;
    const look = lookOf(state.theme);
    this.#background.set(look.background);
    const people = this.#result?.people ?? [];
    this.#people.forEach((mesh, i) => {
      mesh.show(i < people.length && isShown(state, mesh.id), state);
    });
    this.#ground.show(state.ground, look);
    const wanted = state.joints || state.skeleton;
    const shown = wanted ? people.filter(({ id }) => isShown(state, id)) : [];
    this.#skeletons.set(
      shown.map(({ id, joints3d }) => ({ id, joints: joints3d.smpl24.flat() })),
      PARENTS,
    );
    this.#skeletons.show(state.joints, state.skeleton);
    if (this.#result !== null && this.#photo !== null) {
      this.#plane.setCamera(this.#photo.lens, this.#photo, state.theme);
      this.#plane.setMarks(this.#result, this.#photo.lens, state);
    }
    this.#request();
  }

  readonly #request = (): void => {
    if (this.#pending === 0) this.#pending = requestAnimationFrame(this.#frame);
  };

  readonly #frame = (nowMs: number): void => {
    this.#pending = 0;
    // says `change`, and so asks for the next frame, while it still swings
    this.#controls.update();
    this.#eye.advance(nowMs);
    this.#draw();
    if (this.#eye.travelling) this.#request();
  };

  #draw(): void {
    const renderer = this.#renderer;
    this.#eye.settle(this.#centre, this.#radius);
    const { camera, travelled } = this.#eye;
    this.#plane.group.visible = this.#result !== null;
    this.#plane.place(this.#planeM, this.#farthestM, travelled, this.#state);
    this.#ground.fade(1 - travelled);
    renderer.setClearColor(this.#background);
    renderer.clear();
    renderer.render(this.#scene, camera);
    renderer.clearDepth();
    renderer.render(this.#onTop, camera);
  }
}
