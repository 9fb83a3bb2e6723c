/**
 * @file MoveNet Thunder as the encoder of the light model: crops → what the network receives of each
 * region (`MOVENET_PARTS`), and the same numbers as key-points of the image.
 */

import { applyAffineToPoints, type Roi, type View } from '../camera/index.ts';
import { UNIT } from '../imaging/index.ts';
import {
  MOVENET_FLIP,
  MOVENET_OUTPUTS,
  MOVENET_PARTS,
  MOVENET_SIDE,
  MOVENET_WIDTH,
} from '../network/index.ts';
import type { HostTensor, Session } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';
import type { CropEncoder } from './encoder.ts';
import { decodeMoveNet } from './movenet.ts';
import { fuseViews, type KeypointView, type ObservedKeypoints } from './observed.ts';

/** Buffers are made for one person's crops. */
const PEOPLE_PER_RUN = 1;
const CROP_SHAPE = [1, 3, MOVENET_SIDE, MOVENET_SIDE] as const;
const CROP_LENGTH = 3 * MOVENET_SIDE * MOVENET_SIDE;

/** @param session of `movenet-thunder.onnx`, asked for when first needed. */
export function moveNetEncoder(session: () => Promise<Session>, rois: number): CropEncoder {
  return {
    format: { width: MOVENET_SIDE, height: MOVENET_SIDE, normalisation: UNIT },
    width: MOVENET_WIDTH,
    peoplePerRun: PEOPLE_PER_RUN,
    async encode(planes, people) {
      const count = people * rois;
      const features = new Float32Array(count * MOVENET_WIDTH);
      const loaded = await session();
      for (let n = 0; n < count; n++) {
        // a crop a run: five at once are no faster, and take five times the memory, which costs a second when it is first touched
        const data = planes.subarray(n * CROP_LENGTH, (n + 1) * CROP_LENGTH);
        const images: HostTensor = { type: 'float32', shape: CROP_SHAPE, data };
        const outputs = await loaded.run({ images }, MOVENET_OUTPUTS);
        const { points, scores, spreads } = decodeMoveNet(outputs, 0);
        const row = features.subarray(n * MOVENET_WIDTH, (n + 1) * MOVENET_WIDTH);
        // the middle of a region lies on pixel 128 of its crop, see `cropTransform`
        points.forEach((value, i) => {
          row[i] = value / MOVENET_SIDE - 0.5;
        });
        row.set(scores, MOVENET_PARTS.points);
        spreads.forEach((value, i) => {
          row[MOVENET_PARTS.points + MOVENET_PARTS.scores + i] = value / MOVENET_SIDE;
        });
      }
      return features;
    },
  };
}

/** What MoveNet gave of the regions of one person. */
export interface KeypointLook {
  /** [M, 68]. */
  readonly features: Float32Array;
  /** In pixels of the view, in the order of the features. */
  readonly rois: readonly Roi[];
  /** Whether the crops were flipped. */
  readonly mirrored?: boolean;
}

/** A flipped crop's pixel x is 255 − x, so its middle lies on pixel 127. */
const MIRRORED_MIDDLE = 1 / MOVENET_SIDE;

/** The key-points of one person in the image, out of one look at their regions or several. */
export function observedOf(looks: readonly KeypointLook[], view: View): ObservedKeypoints {
  return fuseViews(looks.flatMap((look) => viewsOf(look, view)));
}

function viewsOf(
  { features, rois, mirrored = false }: KeypointLook,
  view: View,
): readonly KeypointView[] {
  checkLength('observedOf', features.length, [rois.length, MOVENET_WIDTH]);
  return rois.map(({ center, size, width }, m): KeypointView => {
    const row = features.subarray(m * MOVENET_WIDTH, (m + 1) * MOVENET_WIDTH);
    const side = (k: number): number => (mirrored ? MOVENET_FLIP[k] : k);
    const across = (x: number): number => (mirrored ? -x - MIRRORED_MIDDLE : x);
    const inView = Float64Array.from({ length: MOVENET_PARTS.points }, (_, i) => {
      const value = row[2 * side(i >> 1) + (i % 2)];
      return i % 2 === 0 ? center[0] + width * across(value) : center[1] + size * value;
    });
    return {
      points: applyAffineToPoints(view.imageFromView, inView),
      scores: Float32Array.from(
        { length: MOVENET_PARTS.scores },
        (_, k) => row[MOVENET_PARTS.points + side(k)],
      ),
    };
  });
}
