/**
 * @file MoveNet Thunder as the encoder of the light model: crops → what the network receives of each
 * region (`MOVENET_PARTS`), and the same numbers as key-points of the image.
 */

import { applyAffineToPoints, type Roi, type View } from '../camera/index.ts';
import { UNIT } from '../imaging/index.ts';
import { MOVENET_OUTPUTS, MOVENET_PARTS, MOVENET_SIDE, MOVENET_WIDTH } from '../network/index.ts';
import type { HostTensor, Session } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';
import type { CropEncoder } from './encoder.ts';
import { decodeMoveNet } from './movenet.ts';
import { fuseViews, type KeypointView, type ObservedKeypoints } from './observed.ts';

/** Its heads are 1.4 MB a crop, and more crops a run gain nothing on a CPU. */
const PEOPLE_PER_RUN = 1;

/** @param session of `movenet-thunder.onnx`, asked for when first needed. */
export function moveNetEncoder(session: () => Promise<Session>, rois: number): CropEncoder {
  return {
    format: { width: MOVENET_SIDE, height: MOVENET_SIDE, normalisation: UNIT },
    width: MOVENET_WIDTH,
    peoplePerRun: PEOPLE_PER_RUN,
    async encode(planes, people) {
      const count = people * rois;
      const shape = [count, 3, MOVENET_SIDE, MOVENET_SIDE];
      const images: HostTensor = { type: 'float32', shape, data: planes };
      const outputs = await (await session()).run({ images }, MOVENET_OUTPUTS);
      const features = new Float32Array(count * MOVENET_WIDTH);
      for (let n = 0; n < count; n++) {
        const { points, scores, spreads } = decodeMoveNet(outputs, n);
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

/**
 * The key-points of one person in the image.
 * @param features [M, 68] of the person's regions.
 * @param rois in pixels of the view, in the order of the features.
 */
export function observedOf(
  features: Float32Array,
  rois: readonly Roi[],
  view: View,
): ObservedKeypoints {
  checkLength('observedOf', features.length, [rois.length, MOVENET_WIDTH]);
  const views = rois.map(({ center, size, width }, m): KeypointView => {
    const row = features.subarray(m * MOVENET_WIDTH, (m + 1) * MOVENET_WIDTH);
    const inView = Float64Array.from({ length: MOVENET_PARTS.points }, (_, i) =>
      i % 2 === 0 ? center[0] + width * row[i] : center[1] + size * row[i],
    );
    return {
      points: applyAffineToPoints(view.imageFromView, inView),
      scores: row.subarray(MOVENET_PARTS.points, MOVENET_PARTS.points + MOVENET_PARTS.scores),
    };
  });
  return fuseViews(views);
}
