/**
 * @file The trainable end of the light encoder. BlazePose runs by itself, frozen; what it says of a RoI
 * is standardised by stored statistics and, by option, embedded by a
 * small network that also sees the RoI's box, so that features of different crops become comparable
 * before they are fused, which in the other encoders training through the fusion achieves.
 */

import {
  add,
  concat,
  div,
  expand,
  mul,
  ones,
  relu,
  reshape,
  slice,
  sub,
  zeros,
  type Tensor,
} from '../../graph/index.ts';
import { BOX_INFO } from '../../camera/index.ts';
import {
  BLAZEPOSE_SIDE,
  LANDMARK_ROWS,
  LANDMARK_STRIDE,
  LIGHT_PARTS,
  LIGHT_WIDTH,
} from '../pretrained/blazepose.ts';
import { applyBlocks, linearLayer, residualBlocks, type Build } from '../layers.ts';

/** Mean and standard deviation of the features: of an encoder and its people, not learned. */
export const FEATURE_STATISTICS = { mean: 'light.mean', std: 'light.std' } as const;

/** The layers that `light` puts between the encoder's outputs and the fusion. */
export interface EmbeddingOptions {
  /** D, what is fused. */
  readonly width: number;
  /** Residual blocks after the first layer. */
  readonly blocks: number;
  /**
   * Whether a region's landmarks are also given in the frame of region 0, with where the region lies in it: a shared
   * layer cannot know from B alone which of a person's regions it sees.
   */
  readonly aligned: boolean;
}

/**
 * Features to fuse [B·M, D] from raw features [B·M, 1465] and box information [B, M, 3].
 * @param embedding null: the standardised features themselves, D = 1465.
 */
export function lightFeatures(
  build: Build,
  raw: Tensor,
  boxes: Tensor,
  embedding: EmbeddingOptions | null,
): Tensor {
  const mean = build.graph.state(FEATURE_STATISTICS.mean, [LIGHT_WIDTH], zeros);
  const std = build.graph.state(FEATURE_STATISTICS.std, [LIGHT_WIDTH], ones);
  const h = div(sub(raw, mean), std);
  if (embedding === null) return h;
  const { width, blocks, aligned } = embedding;
  const seen = [h, reshape(boxes, [raw.shape[0], 3])];
  if (aligned) seen.push(...alignedLandmarks(raw, boxes));
  const first = relu(linearLayer(build, concat(seen, 1), 'light.embed', width));
  return applyBlocks(first, residualBlocks(build, 'light.block', width, blocks));
}

/** Brings coordinates in b, a quarter or so, to the scale of standardised features. */
const SPREAD = 4;

/** Centre [B, M, 2] and size [B, M, 1] of boxes over the focal length: what `boxInfos` made B [B, M, 3] of. */
function boxOf(info: Tensor): { centre: Tensor; size: Tensor } {
  const { offsetScale, meanSize, sizeDeviation } = BOX_INFO;
  return {
    centre: mul(slice(info, [0], [2], [2]), 1 / offsetScale),
    size: add(mul(slice(info, [2], [3], [2]), sizeDeviation), meanSize),
  };
}

/**
 * Landmarks [B·M, 78] and the region's centre and size [B·M, 3], from the centre of region 0 in its b.
 * B holds centres and sizes over the focal length (`boxInfos`), which cancels.
 */
function alignedLandmarks(raw: Tensor, boxes: Tensor): Tensor[] {
  const [B, M] = boxes.shape;
  const R = B * M;
  const { centre, size } = boxOf(boxes);
  const base = (x: Tensor): Tensor => expand(slice(x, [0], [1], [1]), x.shape);
  const scale = div(size, base(size));
  const offset = div(sub(centre, base(centre)), expand(base(size), [B, M, 2]));
  const [from, values] = [LIGHT_PARTS.feature, LIGHT_PARTS.landmarks];
  const landmarks = reshape(slice(raw, [from], [from + values], [1]), [
    R,
    LANDMARK_ROWS,
    LANDMARK_STRIDE,
  ]);
  const crop = sub(mul(slice(landmarks, [0], [2], [2]), 1 / BLAZEPOSE_SIDE), 0.5);
  const points = add(
    mul(crop, expand(reshape(scale, [R, 1, 1]), crop.shape)),
    expand(reshape(offset, [R, 1, 2]), crop.shape),
  );
  return [
    mul(reshape(points, [R, 2 * LANDMARK_ROWS]), SPREAD),
    mul(reshape(offset, [R, 2]), SPREAD),
    reshape(scale, [R, 1]),
  ];
}
