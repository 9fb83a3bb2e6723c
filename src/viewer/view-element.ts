/** @file `<multiroi-view>`: the 3D view as an element, for pages of any framework and of none. */

import { messageOf, MultiRoiError } from '../base/index.ts';
import { loadBody, type BodyModel } from '../body/index.ts';
import { parseResult, type Reconstruction } from '../result/index.ts';
import { drawAnnotations } from './draw-annotations.ts';
import { drawBirdsEye } from './draw-birds-eye.ts';
import { letterbox } from './lens.ts';
import { posedBy, type MeshSource } from './mesh-source.ts';
import { SceneView } from './scene-view.ts';
import { DEFAULT_VIEW, type Theme, type ViewState } from './state.ts';

/** What an element shows: the result, and what it takes to draw it. */
export interface ViewContent {
  readonly result: Reconstruction;
  /** The body that the result speaks of, or surfaces from elsewhere. */
  readonly body: BodyModel | MeshSource;
  /** The photograph; the element keeps it until the next content and does not close it. */
  readonly photo?: ImageBitmap | null;
}

/** `scene`: from anywhere; `camera`: through the photograph's camera; `above`: the plan, drawn. */
export const VIEW_KINDS = ['scene', 'camera', 'above'] as const;
/** One of {@link VIEW_KINDS}. */
export type ViewKind = (typeof VIEW_KINDS)[number];

const STYLE = `
:host { display: block; position: relative; overflow: hidden; min-height: 240px; contain: content; }
:host([hidden]) { display: none; }
canvas { position: absolute; inset: 0; display: block; width: 100%; height: 100%; touch-action: none; }
canvas.drawn { pointer-events: none; }
canvas:focus-visible { outline: 2px solid #3b82f6; outline-offset: -2px; }
canvas[hidden] { display: none; }`;

const TURN_RAD = 0.12;
const ZOOM = 1.15;
const MOST_PIXELS_PER_PX = 2;

/** A server that renders pages has no elements, and imports this all the same. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * The people of a result in 3D, as an element. Attributes: `view` (`scene`, `camera`, `above`), `theme` (`light`, `dark`; absent: the
 * system's), `src`, `body` and `photo` (addresses of a result's JSON, of its body and of its photograph). Arrow keys turn, `+` and `−`
 * zoom, Home frames. It tells `load` and `error`, and `pick` when a person is chosen, whose id is the event's `detail`.
 * @example
 * ```ts
 * import { defineView } from 'multiroi/viewer';
 * import { MultiRoi } from 'multiroi/web';
 *
 * defineView();
 * const view = document.createElement('multiroi-view');
 * document.body.append(view);
 * const hmr = await MultiRoi.load({ assets: '/multiroi/' });
 * const photo = await createImageBitmap(await (await fetch('photo.jpg')).blob());
 * view.show({ result: await hmr.reconstruct(photo), body: hmr.body, photo });
 * view.addEventListener('pick', (event) => console.log((event as CustomEvent).detail));
 * ```
 */
export class MultiRoiView extends Base {
  static readonly observedAttributes: readonly string[] = ['view', 'theme', 'src', 'body', 'photo'];
  /** A canvas whose context was given up has no other: there is a new one whenever the element comes into a document. */
  #canvas: HTMLCanvasElement | null = null;
  readonly #drawn = document.createElement('canvas');
  readonly #sizes = new ResizeObserver(() => this.#fit());
  #scene: SceneView | null = null;
  #content: ViewContent | null = null;
  #state: Partial<ViewState> = {};
  #loading: AbortController | null = null;
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #themed = (): void => this.#apply();

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#drawn.className = 'drawn';
    this.#drawn.setAttribute('aria-hidden', 'true');
    root.append(this.#drawn);
  }

  /** The result shown; null before the first. */
  get result(): Reconstruction | null {
    return this.#content?.result ?? null;
  }

  /** What is shown, and how. */
  get state(): ViewState {
    return { ...DEFAULT_VIEW, ...this.#state, theme: this.#theme(), mode: this.#mode() };
  }

  /** Shows people. @throws E_CONFIG for a result of another body, E_NUMERIC for one without finite places. */
  show(content: ViewContent): void {
    this.#content = content;
    this.#describe();
    this.#draw();
  }

  /** Changes what is shown of the people: opacity, boxes, regions, skeleton, ground, who; keys left out stay. @throws E_RANGE */
  setState(change: Partial<Omit<ViewState, 'mode' | 'theme'>>): void {
    this.#state = { ...this.#state, ...change };
    this.#apply();
  }

  /** Looks at everyone shown, from the camera's side. */
  frame(): void {
    this.#scene?.frame();
  }

  /** What is seen of the scene now, as PNG. @throws E_CONFIG for an element that is in no document. */
  async snapshotPng(): Promise<Blob> {
    if (this.#scene !== null) return this.#scene.snapshotPng();
    throw new MultiRoiError('E_CONFIG', 'snapshotPng: expected an element of a document, got none');
  }

  /** The browser's: the element came into a document. */
  connectedCallback(): void {
    if (this.#scene !== null) return;
    const canvas = document.createElement('canvas');
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'img');
    canvas.addEventListener('keydown', (event) => this.#key(event));
    this.#drawn.before(canvas);
    this.#canvas = canvas;
    this.#describe();
    try {
      this.#scene = new SceneView(canvas, {
        onPick: (id) => {
          this.setState({ selected: id });
          this.dispatchEvent(new CustomEvent('pick', { detail: id }));
        },
      });
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#sizes.observe(this);
    this.#dark.addEventListener('change', this.#themed);
    this.#fit();
    this.#draw();
    if (this.#content === null) this.#load();
  }

  /** The browser's: the element left its document, and the GPU is free again. */
  disconnectedCallback(): void {
    this.#loading?.abort();
    this.#sizes.disconnect();
    this.#dark.removeEventListener('change', this.#themed);
    this.#scene?.dispose();
    this.#scene = null;
    this.#canvas?.remove();
    this.#canvas = null;
  }

  /** The browser's: an attribute was changed. */
  attributeChangedCallback(name: string): void {
    if (name === 'view' || name === 'theme') this.#apply();
    else if (this.isConnected) this.#load();
  }

  #theme(): Theme {
    const theme = this.getAttribute('theme');
    if (theme === 'light' || theme === 'dark') return theme;
    return this.#dark.matches ? 'dark' : 'light';
  }

  #kind(): ViewKind {
    return VIEW_KINDS.find((kind) => kind === this.getAttribute('view')) ?? 'scene';
  }

  #mode(): ViewState['mode'] {
    return this.#kind() === 'camera' ? 'camera' : 'orbit';
  }

  #describe(): void {
    const count = this.#content?.result.people.length ?? 0;
    const who = count === 1 ? '1 person' : `${count} people`;
    this.#canvas?.setAttribute('aria-label', `${who} in 3D; arrow keys turn, plus and minus zoom`);
  }

  #fit(): void {
    const { clientWidth, clientHeight } = this;
    if (clientWidth === 0) return;
    const ratio = Math.min(MOST_PIXELS_PER_PX, devicePixelRatio);
    this.#scene?.resize(clientWidth, clientHeight, ratio);
    this.#drawings();
  }

  #draw(): void {
    if (this.#scene === null || this.#content === null) return;
    const { result, body, photo = null } = this.#content;
    this.#scene.setMeshes('write' in body ? body : posedBy(body));
    this.#scene.setReconstruction(result, photo);
    this.#apply();
  }

  #apply(): void {
    const { boxes, rois, joints, skeleton, ...rest } = this.state;
    const flat = this.#mode() === 'camera';
    // over the photograph they are drawn, with their names
    const marks = flat ? {} : { boxes, rois, joints, skeleton };
    this.#scene?.setState({ ...rest, ...NO_MARKS, ...marks });
    this.#drawings();
  }

  /** What lies over the scene: the plan, or boxes and regions. */
  #drawings(): void {
    const { clientWidth: width, clientHeight: height } = this;
    const kind = this.#kind();
    this.#drawn.hidden = kind === 'scene' || this.#content === null;
    if (this.#content === null || this.#drawn.hidden || width === 0) return;
    const ratio = Math.min(MOST_PIXELS_PER_PX, devicePixelRatio);
    this.#drawn.width = Math.round(width * ratio);
    this.#drawn.height = Math.round(height * ratio);
    const ctx = this.#drawn.getContext('2d');
    if (ctx === null) return;
    ctx.scale(ratio, ratio);
    const { result } = this.#content;
    const { state } = this;
    if (kind === 'above') return drawBirdsEye(ctx, result, { ...state, width, height });
    const { scale, x, y } = letterbox(result.image, { width, height });
    ctx.translate(x, y);
    const size = { width: result.image.width * scale, height: result.image.height * scale };
    drawAnnotations(ctx, result, { ...state, ...size });
  }

  #key(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#scene?.turn(TURN_RAD, 0),
      ArrowRight: () => this.#scene?.turn(-TURN_RAD, 0),
      ArrowUp: () => this.#scene?.turn(0, TURN_RAD),
      ArrowDown: () => this.#scene?.turn(0, -TURN_RAD),
      '+': () => this.#scene?.zoom(ZOOM),
      '-': () => this.#scene?.zoom(1 / ZOOM),
      Home: () => this.frame(),
    };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    steps[event.key]();
  }

  /** What the attributes name. */
  #load(): void {
    const [src, body] = [this.getAttribute('src'), this.getAttribute('body')];
    if (src === null || body === null) return;
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#fetched(src, body, this.getAttribute('photo'), loading.signal).then(
      () => {
        if (!loading.signal.aborted) this.dispatchEvent(new Event('load'));
      },
      (error: unknown) => {
        if (!loading.signal.aborted) this.#fail(error);
      },
    );
  }

  async #fetched(
    src: string,
    body: string,
    photo: string | null,
    signal: AbortSignal,
  ): Promise<void> {
    const get = async (address: string): Promise<Response> => {
      const response = await fetch(address, { signal });
      if (response.ok) return response;
      throw new MultiRoiError(
        'E_IO',
        `multiroi-view: expected a file, got status ${response.status} ("${address}")`,
      );
    };
    const [text, bytes, bitmap] = await Promise.all([
      get(src).then((response) => response.text()),
      get(body).then((response) => response.arrayBuffer()),
      photo === null ? null : get(photo).then(async (r) => createImageBitmap(await r.blob())),
    ]);
    const content = { result: parseResult(text), body: loadBody(new Uint8Array(bytes)) };
    if (!signal.aborted) this.show({ ...content, photo: bitmap });
  }

  #fail(error: unknown): void {
    const detail = { error, message: messageOf(error) };
    this.dispatchEvent(new ErrorEvent('error', detail));
  }
}

const NO_MARKS = { boxes: false, rois: false, joints: false, skeleton: false } as const;

/** Makes `<multiroi-view>` known to the page; a second call changes nothing. @param name another name for it. */
export function defineView(name = 'multiroi-view'): void {
  if (customElements.get(name) === undefined) customElements.define(name, MultiRoiView);
}

declare global {
  interface HTMLElementTagNameMap {
    'multiroi-view': MultiRoiView;
  }
}
