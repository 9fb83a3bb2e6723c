/** @file What a page has for a photograph: elements, bitmaps, files, addresses; each as pixels. */

import { messageOf, MultiRoiError } from '../base/index.ts';
import type { Photo } from '../platform/index.ts';

/**
 * A photograph as a page has it. Blobs, bytes and addresses are decoded by this package, and EXIF tells the focal length; of elements
 * and bitmaps only the pixels are known. A video is the frame that it shows. A text is an address.
 */
export type ImageSource =
  | HTMLImageElement
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | ImageBitmap
  | ImageData
  | Blob
  | Uint8Array
  | URL
  | string
  | Photo;

/** What can be drawn by the browser itself. */
type Drawable = Exclude<ImageSource, Uint8Array | URL | string | Photo>;

/** Workers know no elements. */
function isA<T extends object>(name: string, value: object): value is T {
  const type = (globalThis as unknown as Record<string, (new () => T) | undefined>)[name];
  return type !== undefined && value instanceof type;
}

const DRAWABLE = [
  'HTMLImageElement',
  'HTMLVideoElement',
  'HTMLCanvasElement',
  'OffscreenCanvas',
  'ImageBitmap',
  'ImageData',
] as const;

export const isPhoto = (value: object): value is Photo =>
  'exifFocalPx' in value && 'data' in value && value.data instanceof Uint8Array;

function refused(got: string): MultiRoiError {
  return new MultiRoiError(
    'E_FORMAT',
    `reconstruct: expected an image, a video, a canvas, an ImageBitmap, ImageData, a Blob, bytes or an address, got ${got}`,
  );
}

async function fetchBytes(
  address: URL | string,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const absent = (got: string, cause?: unknown): MultiRoiError =>
    new MultiRoiError('E_IO', `reconstruct: expected an image, got ${got} ("${String(address)}")`, {
      hint: 'other hosts must allow it (Access-Control-Allow-Origin)',
      cause,
    });
  let response: Response;
  try {
    response = await fetch(address, signal === undefined ? {} : { signal });
  } catch (cause) {
    if (signal?.aborted === true) {
      throw new MultiRoiError('E_ABORT', 'reconstruct: stopped on request', { cause });
    }
    throw absent('no answer', cause);
  }
  if (!response.ok) throw absent(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Waits until an element has a picture. @throws E_FORMAT when it never will, E_CONFIG for a video without a frame. */
async function ready(source: Drawable): Promise<void> {
  if (isA<HTMLImageElement>('HTMLImageElement', source)) {
    await source.decode().catch((cause: unknown) => {
      throw new MultiRoiError(
        'E_FORMAT',
        `reconstruct: expected an image element with a picture, got none ("${source.currentSrc}")`,
        { cause },
      );
    });
  }
  if (isA<HTMLVideoElement>('HTMLVideoElement', source) && source.readyState < 2) {
    throw new MultiRoiError('E_CONFIG', 'reconstruct: expected a video with a frame, got none', {
      hint: 'wait for its "loadeddata" or "seeked"',
    });
  }
}

/** A source that a worker can be given: bytes as they are, the rest as a bitmap of the receiver's. */
export async function portable(
  source: ImageSource,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | ImageBitmap | Photo> {
  if (typeof source === 'string' || source instanceof URL) return fetchBytes(source, signal);
  if (typeof source !== 'object' || source === null) throw refused(typeof source);
  if (source instanceof Uint8Array) return source as Uint8Array<ArrayBuffer>;
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (isPhoto(source)) return source;
  if (!DRAWABLE.some((name) => isA(name, source))) throw refused('something else');
  await ready(source);
  try {
    return await createImageBitmap(source);
  } catch (cause) {
    throw new MultiRoiError('E_FORMAT', `reconstruct: expected pixels, got ${messageOf(cause)}`, {
      hint: 'an element of another host needs crossorigin="anonymous", and its host must allow it',
      cause,
    });
  }
}
