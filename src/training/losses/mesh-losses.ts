/**
 * @file Losses on the mesh and its joints (§3.4, Eq. 18). Every loss takes a mask [B] or confidences: people whose
 * dataset lacks a label weigh nothing. Means are over the people that have the label.
 */

import {
  abs,
  add,
  cast,
  div,
  greater,
  matmul,
  maximum,
  mean,
  mul,
  reshape,
  slice,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  transpose,
  type Tensor,
} from '../../graph/index.ts';
import type { Joints3dError } from '../../network/index.ts';

/** Mean of per-person values [B] over the people that `mask` [B] (0 or 1) keeps; 0 when it keeps none. */
function masked(perPerson: Tensor, mask: Tensor): Tensor {
  return div(sum(mul(perPerson, mask)), maximum(sum(mask), 1));
}

/** Mean over all axes but the first. */
function perPerson(x: Tensor): Tensor {
  return mean(x, x.shape.map((_, axis) => axis).slice(1));
}

/** L_smpl of Eq. 18, the part of θ: mean squared difference of rotation matrices [B, 24, 3, 3]; mask [B]. */
export function poseLoss(predicted: Tensor, target: Tensor, mask: Tensor): Tensor {
  return masked(perPerson(square(sub(predicted, target))), mask);
}

/** L_smpl of Eq. 18, the part of β: mean squared difference [B, S]; mask [B]. */
export function shapeLoss(predicted: Tensor, target: Tensor, mask: Tensor): Tensor {
  return masked(perPerson(square(sub(predicted, target))), mask);
}

/** L_vert of Eq. 18: mean absolute difference of vertices [B, V, 3], each set relative to its own root [B, 3]; metres, mask [B]. */
export function vertexLoss(
  predicted: { readonly vertices: Tensor; readonly root: Tensor },
  target: { readonly vertices: Tensor; readonly root: Tensor },
  mask: Tensor,
): Tensor {
  return masked(
    perPerson(
      abs(
        sub(relative(predicted.vertices, predicted.root), relative(target.vertices, target.root)),
      ),
    ),
    mask,
  );
}

/** Added under the root of a squared distance, m²: its gradient is finite where the distance is none. */
const NEAREST_SQUARED = 1e-6;

/**
 * L_3D of Eq. 18: difference of joints [B, J, 3] relative to their roots [B, 3], weighted by confidence [B, J]: the mean squared one
 * of the coordinates, or the mean distance, in metres.
 */
export function joints3dLoss(
  predicted: { readonly joints: Tensor; readonly root: Tensor },
  target: { readonly joints: Tensor; readonly root: Tensor },
  confidence: Tensor,
  mask: Tensor,
  error: Joints3dError = 'squared',
): Tensor {
  const [B, J] = confidence.shape;
  const residual = square(
    sub(relative(predicted.joints, predicted.root), relative(target.joints, target.root)),
  );
  if (error === 'distance') {
    const distance = sqrt(add(sum(residual, [2]), NEAREST_SQUARED));
    return masked(perPerson(mul(distance, confidence)), mask);
  }
  return masked(perPerson(mul(residual, reshape(confidence, [B, J, 1]))), mask);
}

/**
 * Mean distance of joints [B, J, 3] after the similarity that brings the predicted ones nearest to the true ones, in
 * metres: what PA-MPJPE is the mean of; not a term of the paper. The similarity is held while the gradient is taken, as where it is best it
 * does not change the squared error to first order. People whose best orthogonal map is a reflection weigh nothing.
 */
export function alignedJointsLoss(
  predicted: Tensor,
  target: Tensor,
  confidence: Tensor,
  mask: Tensor,
): Tensor {
  const [B, J] = confidence.shape;
  const weights = reshape(confidence, [B, J, 1]);
  const ours = centred(predicted, weights);
  const theirs = centred(target, weights);
  const { scaledRotation, proper } = bestSimilarity(stopGradient(ours), theirs, weights);
  const residual = square(sub(matmul(ours, transposed(scaledRotation)), theirs));
  const distance = sqrt(add(sum(residual, [2]), NEAREST_SQUARED));
  return masked(perPerson(mul(distance, confidence)), mul(mask, proper));
}

/** Points [B, J, 3] about their weighted mean. */
function centred(points: Tensor, weights: Tensor): Tensor {
  const total = maximum(sum(weights, [1], true), 1e-6);
  return sub(points, div(sum(mul(points, weights), [1], true), total));
}

/** Each makes a small singular value half as large again: enough for bodies thirty times as long as they are deep. */
const POLAR_ITERATIONS = 24;

/**
 * sR [B, 3, 3] that brings centred points [B, J, 3] nearest to others, weighted by [B, J, 1]: R is the orthogonal factor of their covariance,
 * found by Newton and Schulz's iteration; `proper` [B] is 1 where it is a rotation.
 */
function bestSimilarity(
  from: Tensor,
  to: Tensor,
  weights: Tensor,
): { scaledRotation: Tensor; proper: Tensor } {
  const [B] = from.shape;
  const weighted = mul(from, weights);
  const covariance = matmul(transposed(to), weighted);
  const size = sqrt(add(sum(square(covariance), [1, 2], true), 1e-12));
  let R = div(covariance, size);
  for (let i = 0; i < POLAR_ITERATIONS; i++) {
    R = sub(mul(R, 1.5), mul(matmul(R, matmul(transposed(R), R)), 0.5));
  }
  const scale = div(
    sum(mul(R, covariance), [1, 2], true),
    add(sum(mul(from, weighted), [1, 2], true), 1e-12),
  );
  const proper = cast(greater(determinant(R), 0), 'float32');
  return { scaledRotation: mul(R, scale), proper: reshape(proper, [B]) };
}

/** Matrices [B, m, n] → [B, n, m]. */
function transposed(x: Tensor): Tensor {
  return transpose(x, [0, 2, 1]);
}

/** Of matrices [B, 3, 3] → [B, 1, 1]. */
function determinant(R: Tensor): Tensor {
  const at = (i: number, j: number): Tensor => slice(R, [i, j], [i + 1, j + 1], [1, 2]);
  const minor = (j: number, k: number): Tensor =>
    sub(mul(at(1, j), at(2, k)), mul(at(1, k), at(2, j)));
  return add(
    sub(mul(at(0, 0), minor(1, 2)), mul(at(0, 1), minor(0, 2))),
    mul(at(0, 2), minor(0, 1)),
  );
}

/**
 * L_2D of Eq. 18: mean squared difference in region units [B, M, J, 2], weighted by confidence [B, J]; joints without a label
 * count in the denominator, as in the released code.
 */
export function joints2dLoss(predicted: Tensor, target: Tensor, confidence: Tensor): Tensor {
  const [B, , J] = predicted.shape;
  return mean(mul(square(sub(predicted, target)), reshape(confidence, [B, 1, J, 1])));
}

function relative(points: Tensor, root: Tensor): Tensor {
  return sub(points, reshape(root, [root.shape[0], 1, 3]));
}
