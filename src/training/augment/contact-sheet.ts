/** @file People of a data set as pictures, with their joints drawn: what a reader got wrong is seen at once. */

import { applyAffine, cropTransform } from '../../camera/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { drawJoints, warpCrop } from '../../imaging/index.ts';
import type { PixelImage } from '../../platform/index.ts';
import type { Sample } from './sample.ts';
import { baseRoiOf } from './sample.ts';
import type { PersonRecord } from '../../dataset/index.ts';
import { SPIN24 } from '../../dataset/index.ts';

/** Room around the padded box. */
const MARGIN = 1.25;
const GAP = 4;

/** Joints [24, 2] out of points with confidence [24, 3]; NaN, which is not drawn, for those nobody saw. */
function seen(points: Float32Array): Float64Array {
  return Float64Array.from({ length: 2 * SPIN24.count }, (_, i) => {
    const at = 3 * (i >> 1);
    return points[at + 2] > 0 ? points[at + (i & 1)] : NaN;
  });
}

/** A square of `side` pixels around a person, joints drawn. */
export function portrait(record: PersonRecord, picture: PixelImage, side: number): PixelImage {
  const { center, size } = baseRoiOf(record, 'square');
  const roi = { center, size: MARGIN * size, width: MARGIN * size };
  const cropFromImage = cropTransform(roi, side, side);
  const crop = warpCrop(picture, cropFromImage, side, side);
  if (record.keypoints24 === null) return crop;
  const joints = seen(record.keypoints24);
  for (let i = 0; i < joints.length; i += 2) {
    joints.set(applyAffine(cropFromImage, joints[i], joints[i + 1]), i);
  }
  return drawJoints(crop, [joints], SPIN24.parents);
}

/** The crops of a sample side by side, joints drawn where the network is told they are. */
export function cropStrip({ crops, keypoints }: Sample): PixelImage {
  const rows = 3 * (SPIN24.first + SPIN24.count);
  const drawn = crops.map((crop, m) => {
    const own = keypoints.subarray(m * rows + 3 * SPIN24.first, (m + 1) * rows);
    return drawJoints(crop, [seen(own)], SPIN24.parents);
  });
  return contactSheet(drawn, drawn.length);
}

/**
 * Pictures of one size in rows of `columns`, on white.
 * @throws E_SHAPE for none, or for different sizes.
 */
export function contactSheet(tiles: readonly PixelImage[], columns: number): PixelImage {
  const [first] = tiles;
  const alike = tiles.every(
    ({ width, height }) => width === first.width && height === first.height,
  );
  if (tiles.length === 0 || !alike) {
    throw new MultiRoiError('E_SHAPE', 'contactSheet: expected pictures of one size, got others');
  }
  const across = Math.min(columns, tiles.length);
  const down = Math.ceil(tiles.length / columns);
  const width = across * (first.width + GAP) - GAP;
  const height = down * (first.height + GAP) - GAP;
  const data = new Uint8Array(3 * width * height).fill(255);
  tiles.forEach((tile, i) => {
    const left = (i % columns) * (tile.width + GAP);
    const top = Math.floor(i / columns) * (tile.height + GAP);
    for (let y = 0; y < tile.height; y++) {
      const row = tile.data.subarray(3 * y * tile.width, 3 * (y + 1) * tile.width);
      data.set(row, 3 * ((top + y) * width + left));
    }
  });
  return { width, height, data };
}
