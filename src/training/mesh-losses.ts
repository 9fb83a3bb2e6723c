/**
 * @file Losses on the mesh and its joints (Eq. 18). Every loss takes a mask [B] or confidences: people whose
 * dataset lacks a label weigh nothing. Means are over the people that have the label.
 */

import {
  abs,
  add,
  div,
  maximum,
  mean,
  mul,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '../graph/index.ts';
import type { Joints3dError } from '../network/index.ts';

/** Mean of per-person values [B] over the people that `mask` [B] (0 or 1) keeps; 0 when it keeps none. */
function masked(perPerson: Tensor, mask: Tensor): Tensor {
  return div(sum(mul(perPerson, mask)), maximum(sum(mask), 1));
}

/** Mean over all axes but the first. */
function perPerson(x: Tensor): Tensor {
  return mean(x, x.shape.map((_, axis) => axis).slice(1));
}

/** ‖θ − θ̂‖² on rotation matrices [B, 24, 3, 3]. */
export function poseLoss(predicted: Tensor, target: Tensor, mask: Tensor): Tensor {
  return masked(perPerson(square(sub(predicted, target))), mask);
}

/** ‖β − β̂‖² [B, S]. */
export function shapeLoss(predicted: Tensor, target: Tensor, mask: Tensor): Tensor {
  return masked(perPerson(square(sub(predicted, target))), mask);
}

/** Mean absolute difference of vertices [B, V, 3], each set relative to its own root [B, 3]. */
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
 * Difference of joints [B, J, 3] relative to their roots [B, 3], weighted by confidence [B, J]: the mean squared one
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
 * Mean squared difference in region units [B, M, J, 2], weighted by confidence [B, J]; joints without a label
 * count in the denominator, as in the released code.
 */
export function joints2dLoss(predicted: Tensor, target: Tensor, confidence: Tensor): Tensor {
  const [B, , J] = predicted.shape;
  return mean(mul(square(sub(predicted, target)), reshape(confidence, [B, 1, J, 1])));
}

function relative(points: Tensor, root: Tensor): Tensor {
  return sub(points, reshape(root, [root.shape[0], 1, 3]));
}
