/** @file The full loss (§3.4, Eq. 19): every term with its weight. */

import { add, mul, type Graph, type Tensor } from '../../graph/index.ts';
import type { LossWeights } from '../../network/index.ts';

/** A term of Eq. 19; `betas` is the shape part of L_smpl, which the released code weighs on its own. */
export type LossTerm = Exclude<keyof LossWeights, 'total'>;

/** A term that a network of one region lacks is absent, not undefined. */
export type Terms = Readonly<{ [term in LossTerm]?: Tensor }>;

/** L_total (Eq. 19), a scalar: adds the weighted terms; a term that is absent or weighs nothing is left out of the graph. */
export function totalLoss(graph: Graph, terms: Terms, weights: LossWeights): Tensor {
  let total: Tensor | undefined;
  for (const name of Object.keys(terms) as LossTerm[]) {
    const term = terms[name];
    if (term === undefined || weights[name] === 0) continue;
    const weighted = mul(term, weights[name] * weights.total);
    total = total === undefined ? weighted : add(total, weighted);
  }
  return total ?? graph.constant(0);
}
