/** @file What a program on Node has for a photograph: paths, addresses, bytes, blobs, pixels, pictures of sharp. */

import { fileURLToPath } from 'node:url';
import { messageOf, MultiRoiError } from '../base/index.ts';
import type { Photo } from '../platform/index.ts';
import type { ReadImage } from '../reconstruct/index.ts';
import { nodeFiles } from './files.ts';
import { readUrl } from './read-url.ts';

/** Pixels as canvases have them: RGBA or RGB, row-major; `ImageData` is such. */
export interface PlainPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** A picture of the library `sharp`, as far as it is asked: it is copied, and encoded without loss. */
export interface SharpPicture {
  /** A copy of the pipeline, so that the caller's stays as it is. */
  clone(): {
    keepExif(): {
      png(options: { compressionLevel: number }): { toBuffer(): Promise<Uint8Array> };
    };
  };
}

/**
 * A photograph as a program has it: a path; an address of http, https, file or data, as text or `URL`; the bytes of an image file; a
 * `Blob` or `File`; a decoded photograph; `ImageData` or other plain pixels; a picture of sharp.
 */
export type ImageInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | Photo
  | PlainPixels
  | SharpPicture;

/** RGB of RGBA over white, or of RGB. @throws E_SHAPE for another number of bytes. */
function photoOfPixels({ width, height, data }: PlainPixels): Photo {
  const count = width * height;
  const channels = data.length / count;
  if (!(count > 0) || (channels !== 3 && channels !== 4)) {
    throw new MultiRoiError(
      'E_SHAPE',
      `reconstruct: expected ${width}×${height} pixels of 3 or 4 bytes, got ${data.length} bytes`,
    );
  }
  const rgb = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    const alpha = channels === 4 ? (data[4 * i + 3] ?? 0) / 255 : 1;
    for (let c = 0; c < 3; c++) {
      rgb[3 * i + c] = Math.round((data[channels * i + c] ?? 0) * alpha + 255 * (1 - alpha));
    }
  }
  return { width, height, data: rgb, exifFocalPx: null };
}

async function readAddress(url: URL, signal: AbortSignal | undefined): Promise<ReadImage> {
  const { protocol, pathname } = url;
  if (protocol === 'file:') return readPath(fileURLToPath(url));
  if (protocol === 'data:') {
    const answer = await fetch(url).catch((cause: unknown) => {
      throw new MultiRoiError(
        'E_FORMAT',
        `reconstruct: expected data:<type>;base64,<content>, got ${messageOf(cause)}`,
        { cause },
      );
    });
    return { image: new Uint8Array(await answer.arrayBuffer()), file: undefined };
  }
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `reconstruct: expected an address of http, https, file or data, got ${protocol}`,
      { hint: 'fetch it yourself, and give the bytes' },
    );
  }
  const image = await readUrl(url, signal ?? new AbortController().signal);
  const name = pathname.split('/').at(-1);
  return { image, file: name === '' ? url.hostname : name };
}

async function readPath(path: string): Promise<ReadImage> {
  return { image: await nodeFiles.read(path), file: path };
}

const isSharp = (value: object): value is SharpPicture =>
  'clone' in value && typeof value.clone === 'function' && 'keepExif' in value;

const isPixels = (value: object): value is PlainPixels =>
  'width' in value &&
  'height' in value &&
  'data' in value &&
  (value.data instanceof Uint8Array || value.data instanceof Uint8ClampedArray);

/**
 * Reads whatever a program has for a photograph, without decoding what is a file.
 * @throws E_IO for what is not there, E_FORMAT for what is no photograph at all, E_SHAPE for pixels that are too few, E_UNSUPPORTED for
 * addresses that nobody fetches; E_ABORT.
 */
export async function readImage(input: ImageInput, signal?: AbortSignal): Promise<ReadImage> {
  if (typeof input === 'string') {
    const isAddress = /^(?:https?:\/\/|file:\/\/|data:)/i.test(input);
    return isAddress ? readAddress(new URL(input), signal) : readPath(input);
  }
  if (input instanceof URL) return readAddress(input, signal);
  if (input instanceof Uint8Array) return { image: input, file: undefined };
  if (input instanceof ArrayBuffer) return { image: new Uint8Array(input), file: undefined };
  if (input instanceof Blob) {
    const file = 'name' in input && typeof input.name === 'string' ? input.name : undefined;
    return { image: new Uint8Array(await input.arrayBuffer()), file };
  }
  const given: unknown = input;
  if (typeof given === 'object' && given !== null) {
    if (isPixels(given)) {
      const isPhoto = 'exifFocalPx' in given && given.data instanceof Uint8Array;
      return { image: isPhoto ? (given as Photo) : photoOfPixels(given), file: undefined };
    }
    if (isSharp(given)) {
      const png = given.clone().keepExif().png({ compressionLevel: 1 });
      const image = await png.toBuffer().catch((cause: unknown) => {
        throw new MultiRoiError(
          'E_FORMAT',
          `reconstruct: expected a picture, got ${messageOf(cause)}`,
          {
            cause,
          },
        );
      });
      return { image, file: undefined };
    }
  }
  throw new MultiRoiError(
    'E_FORMAT',
    `reconstruct: expected a path, an address, bytes, a Blob, pixels or a picture of sharp, got ${given === null ? 'null' : typeof given}`,
  );
}
