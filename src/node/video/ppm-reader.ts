/** @file Pictures out of a stream of binary PPM files, as ffmpeg's `image2pipe` writes them one behind the other. */

import { MultiRoiError } from '../../base/index.ts';
import type { PixelImage } from '../../platform/index.ts';

const HEADER = /^P6\s(\d{1,5}) (\d{1,5})\s255\s/;
/** A header is shorter. */
const MAX_HEADER = 32;

/**
 * @throws E_FORMAT for what is no PPM.
 * @returns whole pictures; half a one at the end is dropped.
 */
export async function* readPpm(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<PixelImage, void, undefined> {
  let head = Buffer.alloc(0);
  let image: PixelImage | null = null;
  let filled = 0;
  for await (const chunk of chunks) {
    let rest: Uint8Array = chunk;
    while (rest.length > 0) {
      if (image === null) {
        const seen = Buffer.concat([head, rest.subarray(0, MAX_HEADER)]);
        const [header, width, height] = HEADER.exec(seen.toString('latin1')) ?? [];
        if (header === undefined) {
          if (seen.length >= MAX_HEADER) throw noPpm();
          head = seen;
          break;
        }
        rest = rest.subarray(header.length - head.length);
        head = Buffer.alloc(0);
        const size = { width: Number(width), height: Number(height) };
        image = { ...size, data: new Uint8Array(3 * size.width * size.height) };
        filled = 0;
      }
      const part = rest.subarray(0, image.data.length - filled);
      image.data.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled === image.data.length) {
        yield image;
        image = null;
      }
    }
  }
}

const noPpm = (): MultiRoiError =>
  new MultiRoiError('E_FORMAT', 'video: expected pictures from ffmpeg, got other bytes');
