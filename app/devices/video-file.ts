/** @file Frames of a video file or of a camera, decoded by the browser. */

import { messageOf, MultiRoiError, throwIfAborted } from '../../src/base/index.ts';
import { h } from '../shell/dom.ts';
import type { VideoFile } from '../state/state.ts';

/** Frames are no larger than this on their longer side (px); networks take crops of 256 px. */
const LONGEST_SIDE = 1920;
/** What is kept of a frame for the screen. */
const PICTURE_SIDE = 960;
const PICTURE_QUALITY = 0.8;
const PATIENCE_MS = 15_000;

/** Waits for one of two events. @throws E_ABORT, E_FORMAT when neither comes in time. */
function happens(video: HTMLVideoElement, good: string, signal: AbortSignal): Promise<void> {
  return new Promise((settle, fail) => {
    const over = new AbortController();
    const end = (act: () => void): void => {
      over.abort();
      clearTimeout(timer);
      act();
    };
    const timer = setTimeout(() => {
      const got = `none in ${PATIENCE_MS / 1000} s`;
      end(() => fail(new MultiRoiError('E_FORMAT', `video: expected ${good}, got ${got}`)));
    }, PATIENCE_MS);
    video.addEventListener(good, () => end(settle), { signal: over.signal });
    video.addEventListener('error', () => end(() => fail(unplayable(video))), {
      signal: over.signal,
    });
    signal.addEventListener(
      'abort',
      () => end(() => fail(new MultiRoiError('E_ABORT', 'video: stopped on request'))),
      { signal: over.signal },
    );
  });
}

function unplayable({ error }: HTMLVideoElement): MultiRoiError {
  const got = error?.message.replace(/:.*/s, '') || `error ${error?.code ?? 0}`;
  return new MultiRoiError(
    'E_UNSUPPORTED',
    `video: expected a file that this browser can decode, got another (${got})`,
    { hint: 'WebM (VP8, VP9) plays everywhere; MP4 (H.264) in most browsers' },
  );
}

/** @throws E_UNSUPPORTED for what the browser cannot decode, E_FORMAT for files without pictures. */
export async function openVideo(file: Blob, signal: AbortSignal): Promise<VideoFile> {
  const url = URL.createObjectURL(file);
  const video = h('video', { muted: true, playsInline: true, preload: 'auto', src: url });
  const close = (): void => {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  };
  try {
    throwIfAborted('video', signal);
    await happens(video, 'loadeddata', signal);
    if (video.videoWidth === 0) {
      throw new MultiRoiError('E_FORMAT', 'video: expected pictures, got a file of sound alone');
    }
    // recordings of browsers do not tell their length until their end was seen
    if (video.duration === Infinity) {
      const end = happens(video, 'seeked', signal);
      video.currentTime = 1e7;
      await end;
    }
    const { duration } = video;
    if (!(duration > 0 && duration < Infinity)) {
      throw new MultiRoiError('E_FORMAT', `video: expected a length, got ${duration}`);
    }
    return {
      durationS: duration,
      frameAt: (timeS, aborted) => frameAt(video, timeS, aborted),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Goes to a time and takes the frame that is shown then. */
async function frameAt(
  video: HTMLVideoElement,
  timeS: number,
  signal: AbortSignal,
): Promise<ImageBitmap> {
  const there = happens(video, 'seeked', signal);
  video.currentTime = timeS;
  await there;
  return await grab(video);
}

/** The frame that is shown now; the receiver closes it. */
export async function grab(video: HTMLVideoElement): Promise<ImageBitmap> {
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight));
  try {
    return await createImageBitmap(video, {
      resizeWidth: Math.max(1, Math.round(videoWidth * scale)),
      resizeHeight: Math.max(1, Math.round(videoHeight * scale)),
    });
  } catch (cause) {
    throw new MultiRoiError('E_FORMAT', `video: expected a frame, got ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** A small JPEG of a frame, for the screen. */
export async function smallJpeg(bitmap: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, PICTURE_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return await canvas.convertToBlob({ type: 'image/jpeg', quality: PICTURE_QUALITY });
}
