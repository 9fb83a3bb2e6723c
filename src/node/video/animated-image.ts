/** @file Animated GIF and WebP by libvips, some pictures at a time. */

import { MultiRoiError, messageOf, throwIfAborted } from '../../base/index.ts';
import type { Video, VideoOptions, VideoPicture } from '../../platform/index.ts';
import { nodeFiles } from '../files.ts';
import { checkPictureSize, expectedCount, inRange } from './range.ts';

/** Pictures of one run of the decoder, which begins at the first each time: as many as fit into this, px. */
const BLOCK_PIXELS = 32_000_000;
/** Browsers take shorter delays for mistakes, and wait for this long (ms). */
const DELAY = { least: 20, usual: 100 } as const;

/** Whether a file's first bytes are those of a GIF or a WebP. */
export function isAnimatable(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, 12)).toString('latin1');
  return /^GIF8[79]a/.test(text) || /^RIFF....WEBP/s.test(text);
}

interface Animation {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** When each picture is shown, s. */
  readonly times: readonly number[];
}

/** @throws E_IO, E_FORMAT for a broken file, E_RANGE for one of absurd size. */
export async function openAnimatedImage(
  path: string,
  name: string,
  { fps: most, fromS, toS, maxPixels }: VideoOptions,
): Promise<Video> {
  const bytes = await nodeFiles.read(path);
  const { default: sharp } = await import('sharp');
  const metadata = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw broken(name, cause);
    });
  const { pages = 1, pageHeight, width, delay = [] } = metadata;
  const height = pageHeight ?? metadata.height;
  checkPictureSize(name, { width, height }, maxPixels);
  const range = { fps: most, fromS, toS };
  const times: number[] = [];
  let lengthS = 0;
  for (let page = 0; page < pages; page++) {
    const ms = delay[page] ?? DELAY.usual;
    times.push(lengthS);
    lengthS += (ms < DELAY.least ? DELAY.usual : ms) / 1000;
  }
  const fps = pages / lengthS;
  const animation = { bytes, name, width, height, times };
  return {
    file: name,
    fps: Math.min(fps, most ?? Infinity),
    count: expectedCount(lengthS, fps, range),
    pictures: (signal) => inRange(decode(animation, signal), fps, range),
  };
}

async function* decode(
  { bytes, name, width, height, times }: Animation,
  signal: AbortSignal | undefined,
): AsyncGenerator<VideoPicture, void, undefined> {
  const { default: sharp } = await import('sharp');
  const block = Math.max(1, Math.floor(BLOCK_PIXELS / (width * height)));
  for (let page = 0; page < times.length; page += block) {
    throwIfAborted('video', signal);
    const pages = Math.min(block, times.length - page);
    const { data } = await sharp(bytes, { page, pages, limitInputPixels: false })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
      .catch((cause: unknown) => {
        throw broken(name, cause);
      });
    const size = 3 * width * height;
    for (const [i, seconds] of times.slice(page, page + pages).entries()) {
      const image = { width, height, data: data.subarray(i * size, (i + 1) * size) };
      yield { seconds, image };
    }
  }
}

const broken = (name: string, cause: unknown): MultiRoiError =>
  new MultiRoiError(
    'E_FORMAT',
    `video: expected an animation, got a broken file: ${messageOf(cause).split('\n')[0] ?? ''} ("${name}")`,
    { cause },
  );
