/**
 * @file A video in hand: its frames reconstructed one after the other, people followed, motion smoothed. Pixels
 * are not kept: a small JPEG of every frame is, up to a cap.
 */

import type { BodyModel } from '../src/body/index.ts';
import { MultiRoiError } from '../src/base/index.ts';
import { SMOOTHING_DEFAULTS, smoothFrames, Tracker, type Frame } from '../src/video/index.ts';
import { type Reconstruction } from '../src/result/index.ts';
import type { Moving, Session } from './session.ts';
import { frameAt, openVideo, pictureOf, type VideoFile } from './video-frames.ts';

/** A minute at 30 frames a second; results are a few kB each. */
const MOST_FRAMES = 1800;
const MOST_PICTURE_BYTES = 96 * 1024 * 1024;

interface ClipFrame extends Frame {
  readonly picture: Blob;
}

/** Where the work stands. */
export interface ClipProgress {
  readonly done: number;
  readonly total: number;
  readonly leftS: number;
}

export class Clip implements Moving {
  readonly name: string;
  smooth = true;
  lockShape = true;
  /** The frame that the reader is at. */
  at = 0;
  /** The frame on the stage, as it was last chosen to be smoothed; null while that is being made. */
  shown: number | null = null;
  playing = false;
  progress: ClipProgress | null = null;
  /** Frames taken in a second of video. */
  rate = 10;
  readonly #session: Session;
  readonly #file: Blob;
  #video: VideoFile | null = null;
  #frames: ClipFrame[] = [];
  #results: readonly Reconstruction[] = [];
  /** Whether the newest frame is shown as it comes. */
  #following = true;
  #closed = false;
  #showing: Promise<void> = Promise.resolve();

  constructor(session: Session, name: string, file: Blob) {
    this.#session = session;
    this.name = name;
    this.#file = file;
  }

  get length(): number {
    return this.#frames.length;
  }

  get timeS(): number {
    return this.#frames[this.at]?.timeS ?? 0;
  }

  /** Reconstructs the frames from the first on; stopping keeps what is done. */
  async again(): Promise<void> {
    this.pause();
    await this.#session.work(`Opening ${this.name}`, async (signal) => {
      this.#video ??= await openVideo(this.#file, signal);
      if (this.#closed) return this.#video.close();
      this.#frames = [];
      this.#forget();
      this.#following = true;
      try {
        const ended = await this.#reconstruct(this.#video, signal);
        const notice = ended ?? this.#session.notice;
        this.#session.notice = null;
        this.#session.say({
          kind: 'idle',
          text: `${this.length} ${this.length === 1 ? 'frame' : 'frames'}`,
          ...(notice !== null && { hint: notice }),
        });
      } finally {
        this.progress = null;
        this.#forget();
        if (!this.#closed) await this.go(this.#following ? 0 : this.at);
      }
    });
  }

  /** @returns why it ended before the video did, or null. */
  async #reconstruct(video: VideoFile, signal: AbortSignal): Promise<string | null> {
    const session = this.#session;
    await session.needBody(signal);
    const wanted = Math.max(1, Math.floor(video.durationS * this.rate));
    const total = Math.min(MOST_FRAMES, wanted);
    const tracker = new Tracker();
    const began = performance.now();
    let bytes = 0;
    for (let i = 0; i < total; i++) {
      const done = performance.now() - began;
      const leftS = i === 0 ? NaN : (done / i / 1000) * (total - i);
      this.progress = { done: i, total, leftS };
      session.say({ kind: 'busy', text: 'Reconstructing the video', share: i / total });
      const timeS = i / this.rate;
      const taken = await frameAt(video, timeS, signal);
      const { bitmap, result } = await session.look(this.name, taken, i > 0, signal);
      const picture = await pictureOf(bitmap);
      bytes += picture.size;
      const tracked = tracker.next(result, timeS);
      this.#frames.push({ timeS, result: tracked, picture });
      if (this.#following) {
        this.at = this.shown = i;
        session.showFrame(this.name, bitmap, tracked);
      } else bitmap.close();
      if (bytes > MOST_PICTURE_BYTES) return `its pictures fill ${MOST_PICTURE_BYTES >> 20} MB`;
    }
    return total < wanted ? `the first ${MOST_FRAMES} frames; take fewer in a second` : null;
  }

  /** What was smoothed is no longer what is asked for. */
  #forget(): void {
    this.#results = [];
    this.shown = null;
  }

  /** Shows a frame. */
  async go(index: number): Promise<void> {
    this.at = Math.max(0, Math.min(this.length - 1, index));
    // one at a time, and the last one asked for
    this.#showing = this.#showing.then(() => this.#show());
    await this.#showing;
  }

  /** Shows a frame that the reader chose: the work goes on unseen. */
  async scrub(index: number): Promise<void> {
    this.#following = false;
    await this.go(index);
  }

  async #show(): Promise<void> {
    const { at } = this;
    const frame = this.#frames[at];
    const { body } = this.#session;
    if (frame === undefined || body === null || this.#closed) return;
    const result = this.#result(at, body);
    const bitmap = await createImageBitmap(frame.picture);
    if (this.#closed || at !== this.at) return bitmap.close();
    this.shown = at;
    this.#session.showFrame(this.name, bitmap, result);
  }

  /** Frames are smoothed together, and anew once one is asked for that came later. */
  #result(at: number, body: BodyModel): Reconstruction {
    if (at >= this.#results.length) {
      this.#results = smoothFrames(this.#frames, body, {
        smoothing: this.smooth ? SMOOTHING_DEFAULTS : null,
        lockShape: this.lockShape,
      });
    }
    const result = this.#results[at];
    if (result !== undefined) return result;
    throw new MultiRoiError('E_INTERNAL', `internal: clip: expected frame ${at}, got none`);
  }

  /** Smoothing and locked shape act at once, on all frames. */
  async choose(choice: { smooth?: boolean; lockShape?: boolean }): Promise<void> {
    Object.assign(this, choice);
    this.#forget();
    if (this.length > 0) await this.scrub(this.at);
  }

  /** As fast as it was filmed; frames that come too late are left out. */
  async play(): Promise<void> {
    if (this.playing || this.length < 2) return;
    this.playing = true;
    this.#following = false;
    const from = this.at >= this.length - 1 ? 0 : this.at;
    const began = performance.now();
    while (this.playing && !this.#closed) {
      const index = from + Math.floor(((performance.now() - began) / 1000) * this.rate);
      if (index >= this.length) break;
      if (index !== this.at || index === from) await this.go(index);
      await new Promise(requestAnimationFrame);
    }
    this.pause();
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    this.#session.changed();
  }

  close(): void {
    this.#closed = true;
    this.playing = false;
    this.#video?.close();
    this.#frames = [];
    this.#results = [];
  }
}
