/**
 * @file What the page knows: the photograph, the result, who is selected, what is going on. Panels read it and
 * are told when it changes; everything that takes time goes through here, one thing at a time.
 */

import type { BodyModel } from '../src/body/index.ts';
import type { Box } from '../src/camera/index.ts';
import type { OnProgress } from '../src/base/index.ts';
import { messageOf, MultiRoiError, throwIfAborted } from '../src/base/index.ts';
import {
  refocus,
  withBody,
  withShape,
  type BodyEdit,
  type KnownShape,
  type Person,
  type Reconstruction,
} from '../src/result/index.ts';
import { type Quality } from '../src/reconstruct/index.ts';
import { DEFAULT_VIEW, type MeshSource, type ViewState } from '../src/viewer/index.ts';
import type { EngineClient, EngineInfo, WebProvider } from '../src/web/index.ts';
import { checkSize, openJson, openNpz, pictureOfFile } from './stored-results.ts';

/** What the status line says. */
export interface Status {
  readonly kind: 'idle' | 'busy' | 'error';
  readonly text: string;
  readonly hint?: string;
  /** 0–1 where it is known. */
  readonly share?: number;
}

export interface PhotoInHand {
  readonly name: string;
  /** Null for a stored result whose photograph is not at hand. */
  readonly bitmap: ImageBitmap | null;
  /** The engine's number for it; null for photographs that came with a stored result. */
  readonly id: number | null;
}

/** A video or a camera: what shows one frame after the other until something else is opened. */
export interface Moving {
  /** Looks at it with what has been chosen since. */
  again(): Promise<void>;
  close(): void;
}

/** One frame, looked at; the bitmap is the receiver's. */
export interface Looked {
  readonly bitmap: ImageBitmap;
  readonly result: Reconstruction;
}

export class Session extends EventTarget {
  readonly engine: EngineClient;
  info: EngineInfo | null = null;
  body: BodyModel | null = null;
  photo: PhotoInHand | null = null;
  /** As the network predicted it. */
  original: Reconstruction | null = null;
  /** As it is shown: refocused, edited. */
  result: Reconstruction | null = null;
  /** Surfaces that came with a file; null: the body's. */
  meshes: MeshSource | null = null;
  /** Whether the result is made of arrays, which do not say what made them. */
  fromArrays = false;
  rois = 5;
  quality: Quality = 'standard';
  focalPx: number | null = null;
  boxes: readonly Box[] | null = null;
  view: ViewState = DEFAULT_VIEW;
  status: Status = { kind: 'busy', text: 'Starting' };
  moving: Moving | null = null;
  /** Of a camera. */
  framesPerSecond: number | null = null;
  /** Something that went wrong and was mended, to be reported with the next result. */
  notice: string | null = null;
  #running: AbortController | null = null;
  #undecided = false;
  #started: Promise<void> = Promise.resolve();

  constructor(engine: EngineClient) {
    super();
    this.engine = engine;
  }

  changed(): void {
    this.dispatchEvent(new Event('change'));
  }

  onChange(listener: () => void): void {
    this.addEventListener('change', listener);
  }

  say(status: Status): void {
    this.status = status;
    this.changed();
  }

  setView(change: Partial<ViewState>): void {
    this.view = { ...this.view, ...change };
    this.changed();
  }

  get selected(): Reconstruction['people'][number] | null {
    const people = this.result?.people ?? [];
    return people.find(({ id }) => id === this.view.selected) ?? people[0] ?? null;
  }

  /** Starts the engine. */
  async start(provider: WebProvider | 'auto'): Promise<void> {
    this.#undecided = provider === 'auto';
    const folder = (name: string): string => new URL(name, document.baseURI).href;
    // photographs that are opened meanwhile wait for it instead of stopping it
    this.#started = this.engine
      .call(
        'start',
        { runtimeBase: folder('ort/'), filesBase: folder('files/'), provider },
        // its progress goes on after its answer: files are fetched when they are needed
        { onProgress: (done, total) => this.#loading(done, total) },
      )
      .then((info) => {
        this.info = info;
        this.changed();
      });
    await this.work('Starting', async () => {
      await this.#started;
      this.say({ kind: 'idle', text: 'Ready: drop a photograph, or take a sample' });
    });
  }

  #loading(done: number, total: number): void {
    if (this.status.kind !== 'busy' || done >= total) return;
    const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
    const text = `Loading networks, ${mb(done)} of ${mb(total)} MB`;
    this.say({ kind: 'busy', text, share: done / total });
  }

  /** Opens a photograph and reconstructs its people. */
  async open(name: string, source: Blob | ImageBitmap): Promise<void> {
    await this.work(`Opening ${name}`, async (signal) => {
      if (source instanceof Blob) checkSize(source);
      const sent = source instanceof Blob ? new Uint8Array(await source.arrayBuffer()) : source;
      const transfer = sent instanceof ImageBitmap ? [sent] : [sent.buffer];
      const opened = await this.engine.call('open', { name, source: sent }, { signal, transfer });
      this.#take({ name, bitmap: opened.bitmap, id: opened.photo });
      this.original = this.result = null;
      await this.#reconstruct(signal);
    });
  }

  /** Shows a stored result or arrays of people, over their photograph where there is one. */
  async openResult(name: string, source: Blob, photo: Blob | null): Promise<void> {
    await this.work(`Opening ${name}`, async (signal) => {
      checkSize(source);
      const arrays = /\.npz$/i.test(name);
      const opened = arrays ? openNpz : openJson;
      const bitmap = photo === null ? null : await pictureOfFile(photo);
      const call = (body: string): Promise<BodyModel> => this.engine.call('body', body, { signal });
      const { result, body, meshes, notices } = await opened(name, source, bitmap, call);
      this.#take({ name, bitmap, id: null });
      this.body = body;
      this.meshes = meshes;
      this.fromArrays = arrays;
      this.show(result);
      if (notices.length > 0) this.say({ ...this.status, hint: notices.join('; ') });
    });
  }

  /** Something else is in hand, or nothing yet: what was chosen for the last one is forgotten. */
  #take(photo: PhotoInHand | null): void {
    this.#leave();
    this.photo?.bitmap?.close();
    this.photo = photo;
    this.meshes = null;
    this.fromArrays = false;
    this.focalPx = this.boxes = null;
    this.view = { ...this.view, hidden: [], solo: null, selected: null };
  }

  #leave(): void {
    this.moving?.close();
    this.moving = this.framesPerSecond = null;
  }

  /** A video or a camera takes the place of what was in hand. */
  follow(moving: Moving): void {
    this.#take(null);
    this.original = this.result = null;
    this.moving = moving;
    this.changed();
  }

  /** It has ended; its last frame stays. */
  leave(moving: Moving): void {
    if (this.moving === moving) this.#leave();
    this.changed();
  }

  /** One frame of something that moves. @param follows whether it comes after the frame looked at before. */
  async look(
    name: string,
    frame: ImageBitmap,
    follows: boolean,
    signal: AbortSignal,
  ): Promise<Looked> {
    const options = { signal, transfer: [frame] };
    const input = { name, source: frame, follows };
    const { photo, bitmap } = await this.engine.call('open', input, options);
    try {
      return { bitmap, result: await this.#ask(photo, signal) };
    } catch (error) {
      bitmap.close();
      throw error;
    }
  }

  /** Shows a frame; its bitmap is the session's from now on. */
  showFrame(name: string, bitmap: ImageBitmap, result: Reconstruction): void {
    const before = this.photo?.bitmap;
    this.photo = { name, bitmap, id: null };
    this.original = this.result = result;
    this.changed();
    before?.close();
  }

  /** Looks again at the photograph in hand, with what has been chosen since. */
  async again(): Promise<void> {
    if (this.moving !== null) return await this.moving.again();
    if (typeof this.photo?.id !== 'number') return;
    await this.work('Looking again', (signal) => this.#reconstruct(signal));
  }

  async #reconstruct(signal: AbortSignal): Promise<void> {
    const { photo } = this;
    if (typeof photo?.id !== 'number') return;
    this.say({ kind: 'busy', text: 'Finding people' });
    await this.needBody(signal);
    const result = await this.#ask(photo.id, signal, (done, total) => {
      const text = `Reconstructing person ${done} of ${total}`;
      this.say({ kind: 'busy', text, share: done / total });
    });
    this.show(result);
    this.dispatchEvent(new Event('reconstructed'));
    await this.#calibrate(signal);
  }

  /** The body that networks speak of. */
  async needBody(signal: AbortSignal): Promise<BodyModel> {
    this.body = await this.engine.call('body', 'open', { signal });
    return this.body;
  }

  /** A WebGPU that fails, as when its device is lost, is left for WASM, and the work done again there. */
  async #ask(photo: number, signal: AbortSignal, onProgress?: OnProgress): Promise<Reconstruction> {
    const { rois, quality, focalPx, boxes } = this;
    const input = {
      photo,
      rois,
      quality,
      ...(focalPx !== null && { focalPx }),
      ...(boxes !== null && { boxes }),
    };
    const options = { signal, ...(onProgress !== undefined && { onProgress }) };
    try {
      return await this.engine.call('reconstruct', input, options);
    } catch (error) {
      throwIfAborted('reconstruct', signal);
      if (this.info?.provider !== 'webgpu') throw error;
      this.#undecided = false;
      this.info = await this.engine.call('use', 'wasm', { signal });
      const result = await this.engine.call('reconstruct', input, options);
      this.notice = 'WebGPU failed, and WASM took over';
      return result;
    }
  }

  /** The first time, and where there is a choice: the faster provider of those that agree. */
  async #calibrate(signal: AbortSignal): Promise<void> {
    if (!this.#undecided || this.info?.providers.includes('webgpu') !== true) return;
    this.#undecided = false;
    const { status } = this;
    this.say({ kind: 'busy', text: 'Comparing WebGPU and WASM' });
    this.info = await this.engine.call('calibrate', null, { signal });
    this.say(status);
  }

  /** Shows a result with the photograph in hand. */
  show(result: Reconstruction): void {
    this.original = this.result = result;
    const count = result.people.length;
    const known = result.people.some(({ id }) => id === this.view.selected);
    this.view = {
      ...this.view,
      selected: known ? this.view.selected : (result.people[0]?.id ?? null),
    };
    this.say(
      count === 0
        ? {
            kind: 'idle',
            text: 'No person found',
            hint: 'draw a box around one, or try another photograph',
          }
        : {
            kind: 'idle',
            text: count === 1 ? '1 person' : `${count} people`,
            ...(this.notice !== null && { hint: this.notice }),
          },
    );
    this.notice = null;
  }

  /** The result under another focal length, at once; `again` asks the network. */
  previewFocal(focalPx: number): void {
    if (this.original === null) return;
    this.focalPx = focalPx;
    this.result = refocus(this.original, focalPx);
    this.changed();
  }

  /** Changes the selected person's pose. */
  edit(change: BodyEdit): void {
    this.#alter((person, body) => withBody(person, change, body));
  }

  /** What is known of the selected person's body: they stand elsewhere, as large in the image as before. */
  know(known: KnownShape): void {
    try {
      this.#alter((person, body) => withShape(person, known, body));
    } catch (error) {
      this.fail(error);
    }
  }

  #alter(change: (person: Person, body: BodyModel) => Person): void {
    const { result, body, selected } = this;
    if (result === null || body === null || selected === null) return;
    const people = result.people.map((person) =>
      person.id === selected.id ? change(person, body) : person,
    );
    this.result = { ...result, people };
    this.changed();
  }

  /** Back to what the network predicted. */
  undoEdits(): void {
    this.result = this.original;
    this.changed();
  }

  async use(provider: WebProvider): Promise<void> {
    await this.work('Changing the provider', async (signal) => {
      this.info = await this.engine.call('use', provider, { signal });
      await this.#reconstruct(signal);
    });
  }

  /** Something that takes time; what was running is stopped. */
  async work(text: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#running?.abort();
    const controller = new AbortController();
    this.#running = controller;
    this.say({ kind: 'busy', text });
    try {
      await this.#started;
      throwIfAborted('work', controller.signal);
      await work(controller.signal);
    } catch (error) {
      // its successor speaks now
      if (this.#running === controller) this.fail(error);
    } finally {
      if (this.#running === controller) this.#running = null;
      if (this.#running === null && this.status.kind === 'busy')
        this.say({ kind: 'idle', text: '' });
    }
  }

  cancel(): void {
    this.#running?.abort();
  }

  /** Says what went wrong, in the error's own words. */
  fail(error: unknown): void {
    if (error instanceof MultiRoiError && error.code === 'E_ABORT') {
      this.say({ kind: 'idle', text: 'Stopped' });
      return;
    }
    const hint = error instanceof MultiRoiError ? error.hint : undefined;
    this.say({ kind: 'error', text: messageOf(error), ...(hint !== undefined && { hint }) });
  }
}
