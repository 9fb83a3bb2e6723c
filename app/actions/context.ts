/** @file What actions work with. Panels never see it. */

import { throwIfAborted } from '../../src/base/index.ts';
import type { CallName, Calls, ClientCallOptions, EngineClient } from '../../src/web/index.ts';
import type { State, VideoFile } from '../state/state.ts';
import type { Store, Update } from '../state/store.ts';
import { failed } from '../state/transitions.ts';
import type { SmoothedFrames } from './smoothed-frames.ts';
import type { Tasks } from './tasks.ts';

/** A camera that is on; call {@link close}. */
export interface Camera {
  readonly active: boolean;
  /** What it shows now; the receiver closes it. */
  grab(): Promise<ImageBitmap>;
  close(): void;
}

/** What a browser has and a test brings of its own. */
export interface PageDevices {
  /** The picture of an image file, upright; null for what the browser cannot decode. */
  decode(source: Blob): Promise<ImageBitmap | null>;
  copy(bitmap: ImageBitmap): Promise<ImageBitmap>;
  /** A small JPEG, for the screen. */
  smallJpeg(bitmap: ImageBitmap): Promise<Blob>;
  /** @throws E_UNSUPPORTED for what the browser cannot decode, E_FORMAT for files without pictures. */
  openVideo(file: Blob, signal: AbortSignal): Promise<VideoFile>;
  /** @throws E_UNSUPPORTED without camera or permission. */
  openCamera(width: number): Promise<Camera>;
  /** A file beside the page; null where the host has none. */
  fetch(path: string, signal: AbortSignal): Promise<Blob | null>;
  /** The address of a folder beside the page. */
  folder(name: string): string;
  /** Until the screen is drawn next. */
  nextFrame(): Promise<void>;
  /** Asks the reader, who says yes or no. */
  confirm(question: string): boolean;
  /** Hands a file to the reader. */
  save(name: string, content: Blob): void;
}

export interface ActionContext {
  readonly store: Store<State>;
  readonly update: Update<State>;
  readonly engine: EngineClient;
  readonly devices: PageDevices;
  readonly tasks: Tasks;
  readonly smoothed: SmoothedFrames;
  /** The engine's start: whatever is asked of it waits for it. */
  started: Promise<void>;
  /** Whether the faster provider is still to be found. */
  undecided: boolean;
  /** The last frame of a video being shown; the next one waits. */
  showing: Promise<void>;
  /** Clips so far. */
  clips: number;
}

/** Asks the engine, once it has started. */
export async function ask<K extends CallName>(
  { engine, started }: ActionContext,
  call: K,
  input: Calls[K]['input'],
  options: ClientCallOptions = {},
): Promise<Calls[K]['output']> {
  await started;
  throwIfAborted(call, options.signal);
  return await engine.call(call, input, options);
}

/** Reports what goes wrong with something that is no task. */
export function attempt({ update }: ActionContext, work: Promise<void>): void {
  work.catch((error: unknown) => update(failed(error)));
}
