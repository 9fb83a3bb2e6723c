/** @file A motion drawn over the pictures of its video, one after the other. */

import type { BodyModel } from '../body/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { drawOverlay, type Material, type Motion } from '../result/index.ts';
import { frameResults } from './frame-result.ts';

/** A picture of the video and which frame of the motion it is. */
export interface MotionPicture {
  readonly image: PixelImage;
  readonly frameIndex: number;
}

/** The overlay alone, or on the right of the picture. */
export type OverlayLayout = 'overlay' | 'side-by-side';

/** Two pictures of one size, the first on the left. */
function beside(left: PixelImage, right: PixelImage): PixelImage {
  const { width, height } = left;
  const data = new Uint8Array(left.data.length * 2);
  const row = 3 * width;
  for (let y = 0; y < height; y++) {
    data.set(left.data.subarray(y * row, (y + 1) * row), 2 * y * row);
    data.set(right.data.subarray(y * row, (y + 1) * row), (2 * y + 1) * row);
  }
  return { width: 2 * width, height, data };
}

/**
 * The pictures with everybody laid over them; `side-by-side`: on the right of what was there.
 * @throws E_CONFIG for pictures of another size than the motion's, and when the motion speaks of another body.
 */
export async function* overlayPictures(
  motion: Motion,
  body: BodyModel,
  pictures: AsyncIterable<MotionPicture>,
  layout: OverlayLayout = 'overlay',
  material?: Material,
): AsyncGenerator<PixelImage, void, undefined> {
  const resultAt = frameResults(motion, body);
  for await (const { image, frameIndex } of pictures) {
    const options = material === undefined ? {} : { material };
    const drawn = drawOverlay(resultAt(frameIndex), body, image, options);
    yield layout === 'overlay' ? drawn : beside(image, drawn);
  }
}
