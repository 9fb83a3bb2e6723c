/** @file The device's camera: one photograph, or frame after frame, the newest one always. */

import { messageOf, MultiRoiError, throwIfAborted } from '../src/base/index.ts';
import { MotionFilter, Tracker } from '../src/video/index.ts';
import { h } from './dom.ts';
import type { Moving, Session } from './session.ts';
import { grab } from './video-frames.ts';

/** The first frames of a camera are dark. */
const SETTLING_MS = 600;
/** How fast the shown rate follows. */
const RATE_WEIGHT = 0.25;

const REASONS: Readonly<Record<string, readonly [got: string, hint: string]>> = {
  NotFoundError: ['no camera', 'connect one, or open a file'],
  NotAllowedError: ['no permission', 'allow the camera for this page in the browser’s settings'],
  NotReadableError: ['a camera that something else uses', 'close the other program'],
};

/** @throws E_UNSUPPORTED without camera or permission. */
async function openCamera(width: number): Promise<MediaStream> {
  // pages of other hosts without HTTPS have no devices
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) {
    throw new MultiRoiError('E_UNSUPPORTED', 'camera: expected a secure page, got one without', {
      hint: 'serve it over HTTPS, or from this machine',
    });
  }
  try {
    return await devices.getUserMedia({
      video: { facingMode: 'environment', width: { ideal: width } },
    });
  } catch (cause) {
    const name = cause instanceof DOMException ? cause.name : '';
    const [got, hint] = REASONS[name] ?? [messageOf(cause), 'open a file instead'];
    throw new MultiRoiError('E_UNSUPPORTED', `camera: expected a picture, got ${got}`, {
      hint,
      cause,
    });
  }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

async function playing(stream: MediaStream): Promise<HTMLVideoElement> {
  const video = h('video', { muted: true, playsInline: true, srcObject: stream });
  await video.play();
  return video;
}

/** One picture of the device's camera. */
export async function photograph(session: Session): Promise<void> {
  const stream = await openCamera(1920);
  try {
    const video = await playing(stream);
    await new Promise((settle) => setTimeout(settle, SETTLING_MS));
    await session.open('camera', await grab(video));
  } finally {
    release(stream);
  }
}

/** People as the camera sees them, until {@link close} or until something else is opened. */
export class Live implements Moving {
  smooth = true;
  readonly #session: Session;
  #closed = false;
  #stream: MediaStream | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Regions and focal length are read with every frame: there is nothing to begin anew. */
  again(): Promise<void> {
    return Promise.resolve();
  }

  async run(): Promise<void> {
    await this.#session.work('Opening the camera', async (signal) => {
      const stream = await openCamera(1280);
      this.#stream = stream;
      try {
        throwIfAborted('camera', signal);
        await this.#watch(await playing(stream), signal);
      } finally {
        this.close();
        this.#session.leave(this);
      }
    });
  }

  async #watch(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
    const session = this.#session;
    const body = await session.needBody(signal);
    const tracker = new Tracker();
    let filter: MotionFilter | null = null;
    session.say({ kind: 'idle', text: 'Live' });
    let last = performance.now();
    let follows = false;
    // while a frame is worked on the camera goes on; the next look is at what it shows then
    while (!this.#closed) {
      if (this.#stream?.active !== true) {
        throw new MultiRoiError('E_IO', 'camera: expected a picture, got a camera that went away');
      }
      const timeS = performance.now() / 1000;
      const { bitmap, result } = await session.look('camera', await grab(video), follows, signal);
      follows = true;
      const tracked = tracker.next(result, timeS);
      filter = this.smooth ? (filter ?? new MotionFilter(body)) : null;
      session.showFrame(
        'camera',
        bitmap,
        filter === null ? tracked : filter.next({ timeS, result: tracked }),
      );
      const now = performance.now();
      const rate = 1000 / (now - last);
      const shown = session.framesPerSecond ?? rate;
      session.framesPerSecond = shown + RATE_WEIGHT * (rate - shown);
      last = now;
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#stream !== null) release(this.#stream);
  }
}
