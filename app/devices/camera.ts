/** @file The device's camera. */

import { messageOf, MultiRoiError } from '../../src/base/index.ts';
import type { Camera } from '../actions/context.ts';
import { h } from '../shell/dom.ts';
import { grab } from './video-file.ts';

const REASONS: Readonly<Record<string, readonly [got: string, hint: string]>> = {
  NotFoundError: ['no camera', 'connect one, or open a file'],
  NotAllowedError: ['no permission', 'allow the camera for this page in the browser’s settings'],
  NotReadableError: ['a camera that something else uses', 'close the other program'],
};

/** @throws E_UNSUPPORTED without camera or permission. */
async function streamOf(width: number): Promise<MediaStream> {
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

/** @throws E_UNSUPPORTED without camera or permission. */
export async function openCamera(width: number): Promise<Camera> {
  const stream = await streamOf(width);
  try {
    const video = h('video', { muted: true, playsInline: true, srcObject: stream });
    await video.play();
    return {
      get active() {
        return stream.active;
      },
      grab: () => grab(video),
      close: () => release(stream),
    };
  } catch (error) {
    release(stream);
    throw error;
  }
}
