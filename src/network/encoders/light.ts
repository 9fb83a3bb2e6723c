/**
 * @file The trainable end of the light encoder. BlazePose runs by itself, frozen; what it says of a RoI
 * is standardised by stored statistics and, by option, embedded by a
 * small network that also sees the RoI's box, so that features of different crops become comparable
 * before they are fused, which in the other encoders training through the fusion achieves.
 */

import { concat, div, ones, relu, sub, zeros, type Tensor } from '../../graph/index.ts';
import { applyBlocks, linearLayer, residualBlocks, type Build } from '../layers.ts';

/** What BlazePose says of one RoI, in this order. */
export const LIGHT_PARTS = { feature: 1152, landmarks: 195, world: 117, presence: 1 } as const;

/** 1465: the length of `LIGHT_PARTS` together. */
export const LIGHT_WIDTH: number = Object.values(LIGHT_PARTS).reduce((sum, n) => sum + n, 0);

export interface EmbeddingOptions {
  readonly width: number;
  /** Residual blocks after the first layer. */
  readonly blocks: number;
}

/**
 * Features to fuse [R, D] from raw features [R, 1465] and box information [R, 3].
 * @param embedding null: the standardised features themselves, D = 1465.
 */
export function lightFeatures(
  build: Build,
  raw: Tensor,
  boxes: Tensor,
  embedding: EmbeddingOptions | null,
): Tensor {
  const mean = build.graph.state('light.mean', [LIGHT_WIDTH], zeros);
  const std = build.graph.state('light.std', [LIGHT_WIDTH], ones);
  const h = div(sub(raw, mean), std);
  if (embedding === null) return h;
  const { width, blocks } = embedding;
  const first = relu(linearLayer(build, concat([h, boxes], 1), 'light.embed', width));
  return applyBlocks(first, residualBlocks(build, 'light.block', width, blocks));
}
