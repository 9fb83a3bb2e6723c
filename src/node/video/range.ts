/** @file Which pictures of a video are taken, by their times. */

import { MultiRoiError, throwIssues, type Issue } from '../../base/index.ts';
import type { VideoPicture, VideoRange } from '../../platform/index.ts';

/** @throws E_RANGE with everything that cannot be meant. */
export function checkRange({ fps, fromS, toS }: VideoRange): void {
  const issues: Issue[] = [];
  if (fps !== undefined && !(fps > 0 && fps <= 1000)) {
    issues.push({ path: 'fps', message: `expected a rate above 0, up to 1000, got ${fps}` });
  }
  if (fromS !== undefined && !(fromS >= 0 && Number.isFinite(fromS))) {
    issues.push({ path: 'fromS', message: `expected 0 s or more, got ${fromS}` });
  }
  if (toS !== undefined && !(toS > (fromS ?? 0) && Number.isFinite(toS))) {
    issues.push({ path: 'toS', message: `expected more than ${fromS ?? 0} s, got ${toS}` });
  }
  throwIssues('E_RANGE', 'video', issues);
}

/** How many pictures to expect of a video of `lengthS` at a rate; null where nobody knows. */
export function expectedCount(
  lengthS: number | null,
  fps: number,
  { fps: most = Infinity, fromS = 0, toS = Infinity }: VideoRange,
): number | null {
  const end = Math.min(lengthS ?? Infinity, toS);
  if (!Number.isFinite(end)) return null;
  return Math.max(0, Math.round((end - fromS) * Math.min(fps, most)));
}

/**
 * What is added to t · `most` before it is rounded down to the interval that a picture lies in: true rates are not quite what
 * they say, so a quarter of the time between two pictures is forgiven.
 */
export const intervalSlack = (fps: number, most: number): number => 0.25 * Math.min(1, most / fps);

/**
 * Leaves out what a range does not want.
 * @param rate of the pictures, a second.
 */
export async function* inRange(
  pictures: AsyncIterable<VideoPicture>,
  rate: number,
  { fps, fromS = 0, toS = Infinity }: VideoRange,
): AsyncGenerator<VideoPicture, void, undefined> {
  let last = -Infinity;
  for await (const picture of pictures) {
    const { seconds } = picture;
    if (seconds >= toS) return;
    // as the filter of ffmpeg does
    if (seconds < fromS) continue;
    if (fps !== undefined) {
      const interval = Math.floor((seconds - fromS) * fps + intervalSlack(rate, fps));
      if (interval <= last) continue;
      last = interval;
    }
    yield picture;
  }
}

/** 8192²: as RGB 201 MB a picture. More is a mistake or an attack. */
const MOST_PIXELS: number = 8192 ** 2;

/** @throws E_RANGE for pictures that are not to be decoded. */
export function checkPictureSize(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  maxPixels: number = MOST_PIXELS,
): void {
  const most = Math.min(maxPixels, MOST_PIXELS);
  if (width * height <= most) return;
  throw new MultiRoiError(
    'E_RANGE',
    `video: expected at most ${most} pixels, got ${width}×${height} ("${name}")`,
    { hint: 'scale the video down first' },
  );
}
