/**
 * @file The people of a result in 3D, in the frame of the photograph's camera, on a canvas. It draws when
 * something has changed and rests otherwise; buffers are made once and posed into.
 */

import { WebGLRenderer } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { SceneExtent } from '../imaging/index.ts';
import { sceneIntrinsics, type Reconstruction } from '../result/index.ts';
import { Eye, type PhotoCamera } from './eye.ts';
import { EMPTY } from './people.ts';
import { ViewerStage } from './stage.ts';
import { onTap } from './tap.ts';
import { frameExtent } from './framing.ts';
import type { Viewport } from './lens.ts';
import { posedBy, type MeshSource } from './mesh-source.ts';
import { pickingRay } from './pick.ts';
import { changed, DEFAULT_VIEW, type ViewState } from './state.ts';

/** How a view begins, and what it tells. */
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
/** The same for a canvas taller than wide: depth goes up the canvas rather than across it. */
const THREE_QUARTER_TALL = [0.45, 0.42, 0.8] as const;
/**
 * The 3D view on a canvas: people, photograph, regions and camera, from anywhere or through the photograph's own
 * camera. Draws when something has changed. Dispose of it: the GPU is the browser's.
 * @example
 * ```ts
 * import { loadBody, parseResult } from 'multiroi';
 * import { SceneView } from 'multiroi/viewer';
 *
 * const canvas = document.createElement('canvas');
 * document.body.append(canvas);
 * const view = new SceneView(canvas, { state: { mode: 'orbit', theme: 'dark' } });
 * view.resize(800, 600, devicePixelRatio);
 * const body = await fetch('open.safetensors');
 * view.setBody(loadBody(new Uint8Array(await body.arrayBuffer())));
 * view.setReconstruction(parseResult(await (await fetch('photo.json')).text()), null);
 * view.frame();
 * ```
 */
export class SceneView {
  readonly #canvas: HTMLCanvasElement;
  readonly #options: SceneOptions;
  readonly #renderer: WebGLRenderer;
  readonly #controls: OrbitControls;
  readonly #eye = new Eye();
  readonly #stage = new ViewerStage();
  readonly #stopTaps: () => void;
  #state: ViewState = DEFAULT_VIEW;
  #photo: PhotoCamera | null = null;
  #viewport: Viewport = { width: 1, height: 1 };
  /** The animation frame asked for; 0 when none is, −1 when none ever will be. */
  #pending = 0;
  /** The image file that the eye was placed for. */
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
    this.#controls = new OrbitControls(this.#eye.orbit, canvas);
    this.#controls.enableDamping = true;
    this.#controls.dampingFactor = 0.15;
    this.#controls.addEventListener('change', this.#request);
    this.#stopTaps = onTap(canvas, (x, y) => this.#options.onPick?.(this.pick(x, y)));
    canvas.addEventListener('webglcontextrestored', this.#restored);
    this.#frameOn(EMPTY);
    this.setState(options.state ?? {});
  }

  /** The state shown now. */
  get state(): ViewState {
    return this.#state;
  }

  /** What the GPU holds, for those who watch that it does not grow. */
  get held(): { readonly geometries: number; readonly textures: number } {
    const { geometries, textures } = this.#renderer.info.memory;
    return { geometries, textures };
  }

  /** The body of results to come. */
  setBody(body: BodyModel): void {
    this.setMeshes(posedBy(body));
  }

  /** As {@link setBody}, for surfaces that come from elsewhere. */
  setMeshes(source: MeshSource): void {
    this.#stage.people.use(source);
    this.#stage.clear();
    this.#apply();
  }

  /**
   * Shows a result. The eye stays where it is while results of one image file follow each other.
   * @param photo stays the caller's, and must live until the next result is set.
   * @throws E_CONFIG before `setBody`, and for a result of another body; E_NUMERIC for one without finite places.
   */
  setReconstruction(result: Reconstruction, photo: ImageBitmap | null): void {
    // should it throw, nobody is shown rather than half of two results
    this.#stage.clear();
    this.#request();
    const { image, people } = result;
    const extent = this.#stage.people.set(people);
    this.#photo = { lens: sceneIntrinsics(result), width: image.width, height: image.height };
    this.#eye.fit(this.#viewport, this.#photo);
    this.#stage.set(result, this.#photo, photo, extent);
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
    this.#frameOn(this.#stage.people.extent(this.#state));
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
    // it scales the distance
    this.#controls.dollyIn(1 / factor);
    this.#request();
  }

  /** The id of the person at a canvas position (as pointers count, pixels from its left and top edges), or null. */
  pick(x: number, y: number): number | null {
    const ray = pickingRay(this.#eye.lens, this.#eye.camera.matrixWorld.elements, x - 0.5, y - 0.5);
    return this.#stage.people.pick(ray, this.#state);
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
    this.#canvas.removeEventListener('webglcontextrestored', this.#restored);
    this.#controls.dispose();
    this.#stage.dispose();
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }

  #still(): boolean {
    return this.#options.still ?? matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  #frameOn(extent: SceneExtent): void {
    const { orbit } = this.#eye;
    this.#eye.fit(this.#viewport, this.#photo);
    const { width, height } = this.#viewport;
    const towards = width < height ? THREE_QUARTER_TALL : THREE_QUARTER;
    const { target, eye } = frameExtent(extent, towards, this.#eye.around, this.#viewport);
    orbit.position.set(...eye);
    this.#controls.target.set(...target);
    this.#controls.update();
  }

  #apply(): void {
    this.#stage.apply(this.#state);
    this.#request();
  }

  readonly #request = (): void => {
    if (this.#pending === 0) this.#pending = requestAnimationFrame(this.#frame);
  };

  readonly #restored = (): void => {
    this.#stage.forget();
    this.#request();
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
    this.#eye.settle(this.#stage.centre, this.#stage.radius);
    this.#stage.draw(this.#renderer, this.#eye);
  }
}
