/** @file The contrastive loss over regions (§3.3, Eq. 17), and the released code's form of it. */

import { MultiRoiError } from '../../base/index.ts';
import type { ContrastiveOptions } from '../../network/index.ts';
import { dims } from '../../base/index.ts';
import {
  add,
  div,
  exp,
  log,
  matmul,
  max,
  mean,
  mul,
  reshape,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  transpose,
  type Tensor,
} from '../../graph/index.ts';

/**
 * L_cont (Eq. 17): pulls regions of one person together and pushes those of different people apart; mean over anchors.
 * @param z latent features [B, M, D]; normalised here.
 * @returns a scalar.
 * @throws E_SHAPE for B = 1 or M = 1, where Eq. 17 has no negatives or no positives.
 */
export function contrastiveLoss(z: Tensor, options: ContrastiveOptions): Tensor {
  const { B, M, D } = dims('contrastiveLoss', z.shape, '[B, M, D]');
  if (B < 2 || M < 2) {
    throw new MultiRoiError(
      'E_SHAPE',
      `contrastiveLoss: expected two people and two regions or more, got [${z.shape.join(', ')}]`,
    );
  }
  const rows = B * M;
  const flat = reshape(z, [rows, D]);
  const unit = div(flat, sqrt(add(sum(square(flat), [1], true), 1e-24)));
  const similarity = div(matmul(unit, transpose(unit, [1, 0])), options.temperature);
  // the largest value is taken off before the exponential; the loss does not change
  const shifted = sub(similarity, stopGradient(max(similarity, [1], true)));

  const { positives, negatives } = pairMasks(B, M);
  const graph = z.graph;
  const positive = graph.constant(positives, [rows, rows]);
  const inDenominator =
    options.denominator === 'all' ? positives.map((p, i) => p + negatives[i]) : negatives;
  const total = log(sum(mul(exp(shifted), graph.constant(inDenominator, [rows, rows])), [1], true));
  const perAnchor = div(sum(mul(sub(shifted, total), positive), [1]), -(M - 1));
  const average = mean(perAnchor);
  return options.denominator === 'all' ? mul(average, options.temperature) : average;
}

/** 1 where row and column are two regions of one person; 1 where they are regions of two people. */
function pairMasks(B: number, M: number): { positives: Float32Array; negatives: Float32Array } {
  const rows = B * M;
  const positives = new Float32Array(rows * rows);
  const negatives = new Float32Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < rows; b++) {
      const samePerson = Math.floor(a / M) === Math.floor(b / M);
      if (!samePerson) negatives[a * rows + b] = 1;
      else if (a !== b) positives[a * rows + b] = 1;
    }
  }
  return { positives, negatives };
}
