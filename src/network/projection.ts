/** @file The projection z of RoI features for the contrastive loss (paper §3.3, Eq. 17). */

import { mul, relu, sigmoid, type Tensor } from '../graph/index.ts';
import { linearNorm, type Build } from './layers.ts';

/**
 * z [R, D] of features h [R, D], before the fusion; the loss normalises its rows.
 * @param gate multiply h by sigmoid(relu(h)) first.
 */
export function projectFeatures(build: Build, features: Tensor, gate: boolean): Tensor {
  const D = features.shape[1];
  const gated = gate ? mul(features, sigmoid(relu(features))) : features;
  const hidden = relu(linearNorm(build, gated, 'proj_head.0', 'proj_head.1', D, true));
  return linearNorm(build, hidden, 'proj_head.3', 'proj_head.4', D, false);
}
