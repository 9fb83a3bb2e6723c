/**
 * @file The camera consistency loss (§3.2, Eq. 15–16) and the reprojection loss (Eq. 18), over local cameras
 * [B, M, 3] = (s, tx, ty) and regions given as offsets from the principal point, in pixels.
 */

import {
  add,
  concat,
  div,
  maximum,
  mean,
  mul,
  reshape,
  slice,
  square,
  sub,
  sum,
  type Tensor,
} from '../../graph/index.ts';
import type { CameraConsistencyOptions } from '../../network/index.ts';

/** The regions of a batch, as the losses need them. */
export interface RegionTensors {
  /** Centres from the principal point [B, M, 2], px. */
  readonly centers: Tensor;
  /** Heights b [B, M], px. */
  readonly sizes: Tensor;
}

/** The full-image cameras that local cameras imply, one a region: each [B, M]. */
export interface ImpliedCameras {
  readonly x: Tensor;
  readonly y: Tensor;
  /** b·s, the pixels that the body's two-metre box spans. */
  readonly span: Tensor;
}

/**
 * Below this scale a region would show forty metres of height: no person, but an early network may say so, or
 * less than nothing, and 1/s must stay finite for it.
 */
const LEAST_SCALE = 0.05;
/** Nearer to the camera than this nothing is projected, m. */
const LEAST_DEPTH = 0.1;

/** Component `index` of the last axis, without that axis. */
function component(x: Tensor, index: number): Tensor {
  const axis = x.shape.length - 1;
  return reshape(slice(x, [index], [index + 1], [axis]), x.shape.slice(0, -1));
}

/**
 * The full camera of every region, Eq. 12 and Eq. 13 without t_z, which is 2f / span (Eq. 8).
 * @param cameras (s, tx, ty) [B, M, 3]; tx and ty in metres.
 */
export function impliedCameras(cameras: Tensor, regions: RegionTensors): ImpliedCameras {
  const span = mul(regions.sizes, maximum(component(cameras, 0), LEAST_SCALE));
  const shift = (axis: 0 | 1): Tensor =>
    add(component(cameras, 1 + axis), div(mul(component(regions.centers, axis), 2), span));
  return { x: shift(0), y: shift(1), span };
}

/**
 * L_cam (Eq. 16), averaged over people: how far the regions are from Eq. 14.
 * @returns a scalar.
 *
 * CONTRIBUTOR NOTES. For any x [M], Σ_{m,n} (x_m − x_n)² = 2M Σ_m (x_m − x̄)², so that the M² pairs of Eq. 16
 * need no [M, M] tensor.
 */
export function cameraConsistency(
  implied: ImpliedCameras,
  options: CameraConsistencyOptions,
): Tensor {
  const [, M] = implied.span.shape;
  const span = options.relativeSpan
    ? div(implied.span, mean(implied.span, [1], true))
    : implied.span;
  if (options.pairs === 'first') return consistencyWithFirst({ ...implied, span }, options);
  // Eq. 15, summed over the pairs
  const spread = (x: Tensor): Tensor => sum(square(sub(x, mean(x, [1], true))), [1]);
  const shift = mul(add(spread(implied.x), spread(implied.y)), options.shiftWeight);
  return mul(mean(add(shift, mul(spread(span), options.spanWeight))), 2 * M);
}

/** The released form: x and y residuals are added before they are squared, and rows are averaged. */
function consistencyWithFirst(implied: ImpliedCameras, options: CameraConsistencyOptions): Tensor {
  const fromFirst = (x: Tensor): Tensor => sub(slice(x, [0], [1], [1]), x);
  const shift = square(add(fromFirst(implied.x), fromFirst(implied.y)));
  const span = square(fromFirst(implied.span));
  return add(mul(mean(shift), options.shiftWeight), mul(mean(span), options.spanWeight));
}

/**
 * Projects joints by each region's implied camera into that region's own unit square: −1 … 1 across a
 * height of b (Eq. 18, with residuals that do not depend on the resolution).
 * @param joints camera axes, without translation [B, K, J, 3], m; K is 1 or M.
 * @param focal [B], px.
 * @returns [B, M, J, 2].
 */
export function projectIntoRegions(
  joints: Tensor,
  implied: ImpliedCameras,
  regions: RegionTensors,
  focal: Tensor,
): Tensor {
  const [B, M] = implied.span.shape;
  const J = joints.shape[2];
  const perRegion = (x: Tensor): Tensor => reshape(x, [B, M, 1]);
  const depth = add(
    component(joints, 2),
    perRegion(div(mul(reshape(focal, [B, 1]), 2), implied.span)), // Eq. 8
  );
  const pixelsPerMetre = div(reshape(focal, [B, 1, 1]), maximum(depth, LEAST_DEPTH));
  const halfSize = perRegion(mul(regions.sizes, 0.5));
  const unit = (axis: 0 | 1, shift: Tensor): Tensor => {
    const fromPrincipal = mul(add(component(joints, axis), perRegion(shift)), pixelsPerMetre);
    const fromCenter = sub(fromPrincipal, perRegion(component(regions.centers, axis)));
    return reshape(div(fromCenter, halfSize), [B, M, J, 1]);
  };
  return concat([unit(0, implied.x), unit(1, implied.y)], 3);
}
