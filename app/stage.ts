/**
 * @file The two pictures: the photograph with the people over it, and the scene around its camera. Both are
 * the same 3D view, one of them looking through the photograph's camera.
 */

import type { BodyModel } from '../src/body/index.ts';
import type { Box } from '../src/camera/index.ts';
import type { Reconstruction } from '../src/result/index.ts';
import {
  drawBirdsEye,
  letterbox,
  posedBy,
  SceneView,
  type MeshSource,
} from '../src/viewer/index.ts';
import { byId, fitted, themeNow } from './dom.ts';
import type { Session } from './session.ts';

/** Smaller boxes are slips of the hand. */
const LEAST_BOX_PX = 8;

/** Keeps a view as large as its element, at the screen's own pixels. */
function fit(view: SceneView, element: HTMLElement): void {
  const resize = (): void => {
    const { clientWidth, clientHeight } = element;
    if (clientWidth > 0) view.resize(clientWidth, clientHeight, Math.min(2, devicePixelRatio));
  };
  new ResizeObserver(resize).observe(element);
  resize();
}

export class Stage {
  readonly over: SceneView;
  readonly around: SceneView;
  readonly #session: Session;
  #shown: Reconstruction | null = null;
  #bitmap: ImageBitmap | null = null;
  /** Whose surfaces the scenes have. */
  #source: BodyModel | MeshSource | null = null;
  #drawing = false;

  constructor(session: Session) {
    this.#session = session;
    const onPick = (id: number | null): void => session.setView({ selected: id });
    this.over = new SceneView(byId<HTMLCanvasElement>('over'), {
      state: { mode: 'camera', ground: false, frustum: false },
      still: true,
      onPick: (id) => {
        if (!this.#drawing) onPick(id);
      },
    });
    this.around = new SceneView(byId<HTMLCanvasElement>('around'), { onPick });
    fit(this.over, byId('over-pane'));
    fit(this.around, byId('around-pane'));
    new ResizeObserver(() => this.#drawAbove()).observe(byId('around-pane'));
    this.#keys(byId('around'));
    this.#boxes(byId('box-layer'));
    session.onChange(() => this.#update());
  }

  /** The scene from above, with the camera that each region implies, in place of the 3D view. */
  showAbove(on: boolean): void {
    byId('above').hidden = !on;
    this.#drawAbove();
  }

  #drawAbove(): void {
    const canvas = byId<HTMLCanvasElement>('above');
    const { result, view } = this.#session;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.hidden || result === null) return;
    const ctx = fitted(canvas, width, height);
    if (ctx === null) return;
    drawBirdsEye(ctx, result, { ...view, width, height, theme: themeNow() });
  }

  /** Lets the reader draw a box on the photograph. */
  drawBox(on: boolean): void {
    this.#drawing = on;
    byId('box-layer').hidden = !on;
  }

  #update(): void {
    const { result, photo, body, meshes, view } = this.#session;
    const bitmap = photo?.bitmap ?? null;
    byId('over-pane').classList.toggle('empty', result === null);
    byId('welcome').hidden = photo !== null;
    const theme = themeNow();
    if (result !== null && body !== null && (result !== this.#shown || bitmap !== this.#bitmap)) {
      const source = meshes ?? body;
      const another = this.#source !== source;
      for (const scene of [this.over, this.around]) {
        if (another) scene.setMeshes(meshes ?? posedBy(body));
        scene.setReconstruction(result, bitmap);
      }
      this.#source = source;
      this.#shown = result;
      this.#bitmap = bitmap;
    }
    const { mode, ground, frustum, ...common } = view;
    this.over.setState({ ...common, theme, photo: true });
    this.around.setState({
      ...common,
      mode,
      ground,
      frustum,
      theme,
      opacity: mode === 'camera' ? view.opacity : 1,
      boxes: false,
      rois: view.rois && mode === 'camera',
    });
    this.#drawAbove();
  }

  /** The scene by keyboard: arrows turn, plus and minus go nearer and away. */
  #keys(canvas: HTMLElement): void {
    const steps: Record<string, () => void> = {
      ArrowLeft: () => this.around.turn(0.12, 0),
      ArrowRight: () => this.around.turn(-0.12, 0),
      ArrowUp: () => this.around.turn(0, 0.12),
      ArrowDown: () => this.around.turn(0, -0.12),
      '+': () => this.around.zoom(1.15),
      '=': () => this.around.zoom(1.15),
      '-': () => this.around.zoom(1 / 1.15),
      Home: () => this.around.frame(),
    };
    canvas.addEventListener('keydown', (event) => {
      const step = steps[event.key];
      if (step === undefined) return;
      event.preventDefault();
      step();
    });
  }

  /** A box by pointer, in pixels of the photograph. */
  #boxes(layer: HTMLElement): void {
    const rubber = byId('rubber');
    let start: { x: number; y: number } | null = null;
    const at = (event: PointerEvent): { x: number; y: number } => {
      const { left, top } = layer.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    layer.addEventListener('pointerdown', (event) => {
      start = at(event);
      layer.setPointerCapture(event.pointerId);
    });
    layer.addEventListener('pointermove', (event) => {
      if (start === null) return;
      const end = at(event);
      Object.assign(rubber.style, {
        left: `${Math.min(start.x, end.x)}px`,
        top: `${Math.min(start.y, end.y)}px`,
        width: `${Math.abs(end.x - start.x)}px`,
        height: `${Math.abs(end.y - start.y)}px`,
      });
      rubber.hidden = false;
    });
    layer.addEventListener('pointerup', (event) => {
      rubber.hidden = true;
      if (start !== null) this.#drawn(start, at(event));
      start = null;
    });
    layer.addEventListener('pointercancel', () => {
      rubber.hidden = true;
      start = null;
    });
  }

  #drawn(a: { x: number; y: number }, b: { x: number; y: number }): void {
    const bitmap = this.#session.photo?.bitmap ?? null;
    if (bitmap === null) return;
    const { clientWidth: width, clientHeight: height } = byId('over-pane');
    const { scale, x: left, y: top } = letterbox(bitmap, { width, height });
    const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));
    const px = (x: number): number => clamp((x - 0.5 - left) / scale, bitmap.width - 1);
    const py = (y: number): number => clamp((y - 0.5 - top) / scale, bitmap.height - 1);
    const box: Box = {
      x0: px(Math.min(a.x, b.x)),
      y0: py(Math.min(a.y, b.y)),
      x1: px(Math.max(a.x, b.x)),
      y1: py(Math.max(a.y, b.y)),
    };
    if (box.x1 - box.x0 < LEAST_BOX_PX || box.y1 - box.y0 < LEAST_BOX_PX) return;
    this.#session.boxes = [box];
    void this.#session.again();
  }
}
