/** @file The pixels of regions as a network wants them; one crop is held at a time. */

import { composeAffine, cropTransform, type Roi, type View } from '../camera/index.ts';
import { cropPlanes, warpCrop, type ChannelStatistics } from '../imaging/index.ts';
import type { PixelImage } from '../platform/index.ts';

/** What a network takes. */
export interface CropFormat {
  readonly width: number;
  readonly height: number;
  readonly normalisation: ChannelStatistics;
}

/** Numbers of one crop. */
export function cropLength({ width, height }: CropFormat): number {
  return 3 * width * height;
}

/** Cuts regions into planes [N, 3, H, W], through a scratch crop that is made once. */
export class CropCutter {
  readonly #format: CropFormat;
  readonly #scratch: PixelImage;

  constructor(format: CropFormat) {
    const { width, height } = format;
    this.#format = format;
    this.#scratch = { width, height, data: new Uint8Array(3 * width * height) };
  }

  /**
   * @param rois in pixels of the view.
   * @param out filled from the start, in the order of the regions.
   */
  cut(image: PixelImage, view: View, rois: readonly Roi[], out: Float32Array): void {
    const { width, height, normalisation } = this.#format;
    let offset = 0;
    for (const roi of rois) {
      const cropFromView = cropTransform(roi, width, height);
      const cropFromImage = composeAffine(cropFromView, view.viewFromImage);
      warpCrop(image, cropFromImage, width, height, this.#scratch);
      offset = cropPlanes(this.#scratch, normalisation, out, offset);
    }
  }
}
