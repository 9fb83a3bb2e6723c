/**
 * @file The two pictures: the photograph with the people over it, and the scene around its camera. Both are
 * the same 3D view, one of them looking through the photograph's camera.
 */

import type { BodyModel } from '../../src/body/index.ts';
import type { Reconstruction } from '../../src/result/index.ts';
import { MultiRoiError } from '../../src/base/index.ts';
import {
  drawAnnotations,
  drawBirdsEye,
  letterbox,
  posedBy,
  SceneView,
  type MeshSource,
} from '../../src/viewer/index.ts';
import type { Page } from '../actions/actions.ts';
import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { byId, fitted } from './dom.ts';

/** Keeps a view as large as its element, at the screen's own pixels. */
function fit(view: SceneView, element: HTMLElement): void {
  const resize = (): void => {
    const { clientWidth, clientHeight } = element;
    if (clientWidth > 0) view.resize(clientWidth, clientHeight, Math.min(2, devicePixelRatio));
  };
  new ResizeObserver(resize).observe(element);
  resize();
}

function scenesOf(store: Store<State>, onPick: (id: number | null) => void): Scenes | null {
  try {
    const over = new SceneView(byId<HTMLCanvasElement>('over'), {
      state: { mode: 'camera', ground: false, frustum: false },
      still: true,
      onPick: (id) => {
        if (!store.state.drawing) onPick(id);
      },
    });
    const around = new SceneView(byId<HTMLCanvasElement>('around'), { onPick });
    fit(over, byId('over-pane'));
    fit(around, byId('around-pane'));
    return { over, around };
  } catch (error) {
    if (!(error instanceof MultiRoiError && error.code === 'E_UNSUPPORTED')) throw error;
    byId('around-pane').classList.add('flat');
    byId('nobody').textContent =
      `The 3D view needs WebGL 2, which this browser does not offer: ${error.hint ?? ''}. “From above” is drawn all the same.`;
    return null;
  }
}

/** The two views. */
interface Scenes {
  /** The people over the photograph. */
  readonly over: SceneView;
  /** The scene around its camera. */
  readonly around: SceneView;
}

export class Stage {
  /** Null in a browser without WebGL: the photograph, skeletons over it and the plan are drawn all the same. */
  readonly #scenes: Scenes | null;
  readonly #store: Store<State>;
  #shown: Reconstruction | null = null;
  #bitmap: ImageBitmap | null = null;
  /** Whose surfaces the scenes have. */
  #source: BodyModel | MeshSource | null = null;

  constructor({ store, actions }: Page) {
    this.#store = store;
    const onPick = actions.choosePerson;
    this.#scenes = scenesOf(store, onPick);
    new ResizeObserver(() => this.#drawAbove()).observe(byId('around-pane'));
    new ResizeObserver(() => this.#drawPreview()).observe(byId('over-pane'));
    this.#keys(byId('around'));
    store.watch(
      ({ result, photo, body, meshes, view, above }) => ({
        result,
        photo,
        body,
        meshes,
        view,
        above,
      }),
      () => this.#update(),
    );
  }

  /** Looks at everyone shown. */
  frame(): void {
    this.#scenes?.around.frame();
  }

  /** The 3D view as it stands, PNG. @throws E_UNSUPPORTED without WebGL. */
  async snapshotPng(): Promise<Blob> {
    if (this.#scenes !== null) return this.#scenes.around.snapshotPng();
    throw new MultiRoiError('E_UNSUPPORTED', 'view: expected WebGL 2, got none');
  }

  /** A photograph whose people are not known yet, or cannot be drawn as surfaces. */
  #drawPreview(): void {
    const canvas = byId<HTMLCanvasElement>('preview');
    const { photo, result, view } = this.#store.state;
    const bitmap = photo?.bitmap ?? null;
    canvas.hidden = bitmap === null || (result !== null && this.#scenes !== null);
    const { clientWidth: width, clientHeight: height } = canvas;
    if (bitmap === null || canvas.hidden || width === 0) return;
    const { scale, x, y } = letterbox(bitmap, { width, height });
    const ctx = fitted(canvas, width, height);
    const shown = { width: bitmap.width * scale, height: bitmap.height * scale };
    ctx?.drawImage(bitmap, x, y, shown.width, shown.height);
    if (ctx === null || result === null) return;
    ctx.translate(x, y);
    drawAnnotations(ctx, result, { ...view, ...shown, skeleton: true });
  }

  /** The scene from above, with the camera that each region implies, in place of the 3D view. */
  #drawAbove(): void {
    const canvas = byId<HTMLCanvasElement>('above');
    const { result, view } = this.#store.state;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.hidden || result === null) return;
    const ctx = fitted(canvas, width, height);
    if (ctx === null) return;
    drawBirdsEye(ctx, result, { ...view, width, height, theme: view.theme });
  }

  #update(): void {
    const { result, photo, body, meshes, view, above } = this.#store.state;
    const bitmap = photo?.bitmap ?? null;
    // the scenes keep the people before until there are others: they are hidden till then
    for (const pane of ['over-pane', 'around-pane']) {
      byId(pane).classList.toggle('empty', result === null);
    }
    byId('above').hidden = !above || result === null;
    this.#drawPreview();
    if (result !== null && body !== null && (result !== this.#shown || bitmap !== this.#bitmap)) {
      const source = meshes ?? body;
      const another = this.#source !== source;
      for (const scene of this.#scenes === null ? [] : Object.values(this.#scenes)) {
        if (another) scene.setMeshes(meshes ?? posedBy(body));
        scene.setReconstruction(result, bitmap);
      }
      this.#source = source;
      this.#shown = result;
      this.#bitmap = bitmap;
    }
    const { mode, ground, frustum, ...common } = view;
    this.#scenes?.over.setState({ ...common, photo: true });
    this.#scenes?.around.setState({
      ...common,
      mode,
      ground,
      frustum,
      opacity: mode === 'camera' ? view.opacity : 1,
      boxes: false,
      rois: view.rois && mode === 'camera',
    });
    this.#drawAbove();
  }

  /** The scene by keyboard: arrows turn, plus and minus go nearer and away. */
  #keys(canvas: HTMLElement): void {
    const steps: Record<string, () => void> = {
      ArrowLeft: () => this.#scenes?.around.turn(0.12, 0),
      ArrowRight: () => this.#scenes?.around.turn(-0.12, 0),
      ArrowUp: () => this.#scenes?.around.turn(0, 0.12),
      ArrowDown: () => this.#scenes?.around.turn(0, -0.12),
      '+': () => this.#scenes?.around.zoom(1.15),
      '=': () => this.#scenes?.around.zoom(1.15),
      '-': () => this.#scenes?.around.zoom(1 / 1.15),
      Home: () => this.frame(),
    };
    canvas.addEventListener('keydown', (event) => {
      const step = steps[event.key];
      if (step === undefined) return;
      event.preventDefault();
      step();
    });
  }
}
