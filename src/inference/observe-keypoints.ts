/**
 * @file The key-points of people as MoveNet Thunder sees them in one or several squares of the image, fused into one
 * observation of each person.
 */

import {
  applyAffine,
  composeAffine,
  cropTransform,
  IDENTITY_AFFINE,
  invertAffine,
  type Affine,
  type Box,
  type Roi,
} from '../camera/index.ts';
import { throwIfAborted } from '../base/index.ts';
import { jointSet } from '../body/index.ts';
import { cropPlanes, UNIT, warpCrop } from '../imaging/index.ts';
import type { PixelImage, Session } from '../platform/index.ts';
import { mirrorPlanes } from './mirror.ts';
import { fuseViews, type KeypointView, type ObservedKeypoints } from './observed.ts';
import { MOVENET_KEYPOINTS, MOVENET_OUTPUTS, MOVENET_SIDE } from '../network/index.ts';
import { decodeMoveNet, type MoveNetPose } from './movenet.ts';

/** A square of which a crop is made. */
export interface KeypointRegion {
  /** Square; pixels of the view. */
  readonly roi: Roi;
  /** Image pixels → view pixels; default: the view is the image. */
  readonly viewFromImage?: Affine;
  /** Whether the crop is flipped before the network sees it; the answer is flipped back. */
  readonly mirrored?: boolean;
  /** Pixels of the image outside this box are black, as beyond the image's border: a neighbour is not seen. */
  readonly only?: Box | undefined;
}

const COUNT = MOVENET_KEYPOINTS.length;
const OTHER_SIDE: readonly number[] = jointSet('coco17').flip;
const FORMAT = { width: MOVENET_SIDE, height: MOVENET_SIDE, normalisation: UNIT } as const;

/** Makes black what lies outside a box of the image, in place. */
function coverOutside({ width, height, data }: PixelImage, box: Box, imageFromCrop: Affine): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = applyAffine(imageFromCrop, x, y);
      if (u >= box.x0 && u <= box.x1 && v >= box.y0 && v <= box.y1) continue;
      data.fill(0, 3 * (y * width + x), 3 * (y * width + x + 1));
    }
  }
}

/** The key-points of one crop, in image pixels. */
function inImage(
  { points, scores }: MoveNetPose,
  imageFromCrop: Affine,
  mirrored: boolean,
): KeypointView {
  const out = { points: new Float64Array(2 * COUNT), scores: new Float32Array(COUNT) };
  for (let k = 0; k < COUNT; k++) {
    const from = mirrored ? OTHER_SIDE[k] : k;
    const x = mirrored ? MOVENET_SIDE - 1 - points[2 * from] : points[2 * from];
    out.points.set(applyAffine(imageFromCrop, x, points[2 * from + 1]), 2 * k);
    out.scores[k] = scores[from];
  }
  return out;
}

/**
 * The key-points of people, each seen in one or more regions.
 * @param session of `movenet-thunder.onnx`.
 * @param people the regions of each; the level square of the box × 1.25 is what MoveNet is best at.
 */
export async function observeKeypoints(
  session: Session,
  image: PixelImage,
  people: readonly (readonly KeypointRegion[])[],
  signal?: AbortSignal,
): Promise<ObservedKeypoints[]> {
  const seen: KeypointView[] = [];
  const data = new Float32Array(3 * MOVENET_SIDE * MOVENET_SIDE);
  const shape = [1, 3, MOVENET_SIDE, MOVENET_SIDE];
  // a crop a run: more at once gain nothing on a CPU, and their memory is slow when it is first touched
  for (const { roi, viewFromImage = IDENTITY_AFFINE, mirrored = false, only } of people.flat()) {
    throwIfAborted('observeKeypoints', signal);
    const cropFromImage = composeAffine(
      cropTransform(roi, MOVENET_SIDE, MOVENET_SIDE),
      viewFromImage,
    );
    const imageFromCrop = invertAffine(cropFromImage);
    const crop = warpCrop(image, cropFromImage, MOVENET_SIDE, MOVENET_SIDE);
    if (only !== undefined) coverOutside(crop, only, imageFromCrop);
    cropPlanes(crop, UNIT, data);
    if (mirrored) mirrorPlanes(data, FORMAT);
    const outputs = await session.run(
      { images: { type: 'float32', shape, data } },
      MOVENET_OUTPUTS,
    );
    seen.push(inImage(decodeMoveNet(outputs, 0), imageFromCrop, mirrored));
  }
  let from = 0;
  return people.map(({ length }) => fuseViews(seen.slice(from, (from += length))));
}
