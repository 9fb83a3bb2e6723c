/** @file The full loss (Eq. 19): every term, its weight, and the records of weights. */

import { add, mul, type Graph, type Tensor } from '../graph/index.ts';

/** The terms of Eq. 19; `shape` is the β part of L_smpl, which the released code weighs on its own. */
export const LOSS_TERMS = [
  'camera',
  'contrastive',
  'pose',
  'shape',
  'vertices',
  'joints3d',
  'joints2d',
] as const;
export type LossTerm = (typeof LOSS_TERMS)[number];

export interface LossWeights extends Readonly<Record<LossTerm, number>> {
  /** Multiplies the whole sum. */
  readonly total: number;
}

/** SPIN's weights with the paper's λ_cam = 1 and λ_cont = 0.1 (spec of the released code; paper §3.4). */
export const PAPER_LOSS_WEIGHTS: LossWeights = {
  camera: 1,
  contrastive: 0.1,
  pose: 1,
  shape: 0.001,
  vertices: 1,
  joints3d: 5,
  joints2d: 5,
  total: 60,
};

/** Adds the weighted terms; a term that is absent or weighs nothing is left out of the graph. */
export function totalLoss(
  graph: Graph,
  terms: Readonly<Partial<Record<LossTerm, Tensor>>>,
  weights: LossWeights,
): Tensor {
  let total: Tensor | undefined;
  for (const name of LOSS_TERMS) {
    const term = terms[name];
    if (term === undefined || weights[name] === 0) continue;
    const weighted = mul(term, weights[name] * weights.total);
    total = total === undefined ? weighted : add(total, weighted);
  }
  return total ?? graph.constant(0);
}
