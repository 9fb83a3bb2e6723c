/** @file Moving pictures, as a platform decodes them: one picture after the other, with the time it is shown at. */

import type { Logger } from '../base/index.ts';
import type { PixelImage } from './pixel-image.ts';

/** One picture of a video. */
export interface VideoPicture {
  /** Since the beginning of the video, growing from picture to picture; true also where the rate varies. */
  readonly seconds: number;
  /** Upright, with square pixels. */
  readonly image: PixelImage;
}

/** Pictures in their order, to be taken once or more often. */
export interface Video {
  /** As the caller named it. */
  readonly file: string;
  /** Pictures a second, as far as the file tells. */
  readonly fps: number;
  /** How many are to be expected; null where nobody can tell before the end. */
  readonly count: number | null;
  /**
   * Decodes from the beginning, no faster than pictures are taken. Leaving the loop stops the decoder.
   * @throws E_FORMAT when there is no picture at all; E_ABORT.
   */
  pictures(signal?: AbortSignal): AsyncGenerator<VideoPicture, void, undefined>;
}

/** Which pictures of a video are wanted. */
export interface VideoRange {
  /** At most so many a second, the others are left out; of pictures that are files, how many are a second. */
  readonly fps?: number | undefined;
  /** Seconds: the first picture is not before this, … */
  readonly fromS?: number | undefined;
  /** … and all are before this. */
  readonly toS?: number | undefined;
}

/** How a video is opened. */
export interface VideoOptions extends VideoRange {
  /** Pixels of a picture: larger ones are E_RANGE before they are decoded; 8192² at most. */
  readonly maxPixels?: number | undefined;
  /** Told of a file that ends before it should. */
  readonly log?: Logger | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens video files. */
export interface Videos {
  /**
   * @param path a video file, an animated GIF or WebP, a folder of pictures, or a pattern of them: `shot/%04d.png`.
   * @throws E_IO for what is absent, E_FORMAT for what is no video, E_RANGE for one that is too large, E_UNSUPPORTED
   * without a decoder.
   */
  open(path: string, options?: VideoOptions): Promise<Video>;
}
