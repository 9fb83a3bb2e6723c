/**
 * @file What refinement minimises, as one model: residuals of a person's points against what the pose encoder saw, and
 * their Jacobian. Reverse mode gives one row of a Jacobian a pass, so the person is laid out once for every coordinate
 * of a point, and all rows come out of a single pass over that batch; projection is linear in those.
 *
 * CONTRIBUTOR NOTES. 17 points: 371 nodes, 4.0 ms on one thread (best of 200, in company).
 */

import { bodyGraph, rotmatsFromAxisAngle, type BodyModel } from '../../body/index.ts';
import {
  add,
  concat,
  div,
  expand,
  Graph,
  gradients,
  matmul,
  mul,
  reshape,
  slice,
  sub,
  sum,
  toOnnx,
  type Tensor,
} from '../../graph/index.ts';
import { sizeOf } from '../../base/index.ts';
import { HIPS, POINT_COUNT, pointMatrix } from './points.ts';
import { UNKNOWN_COUNT, UNKNOWNS } from './unknowns.ts';

/** Image residuals (x, y) in b of region 0, then world residuals (x, y, z) in metres, both point by point. */
export const RESIDUAL_COUNT: number = 5 * POINT_COUNT;

export interface ObjectiveTensors {
  /** [1, 85]. */
  readonly unknowns: Tensor;
  /** What the network predicted: [1, 24, 3, 3], axes of the view. */
  readonly rotmats: Tensor;
  /** [1, 10]. */
  readonly betas: Tensor;
  /** [1, 3], m: where the pelvis stands in the view's frame. */
  readonly pelvis: Tensor;
  /** [1, 1]: b / f, the tangent of the angle that region 0 spans. */
  readonly span: Tensor;
  /** [1, N, 2]: points seen, as tangents (x − cx)/f, (y − cy)/f. */
  readonly seen: Tensor;
  /** [1, N, 3], m: points from the middle of the hips, axes of the view. */
  readonly world: Tensor;
}

const SHAPES = {
  unknowns: [1, UNKNOWN_COUNT],
  rotmats: [1, 24, 3, 3],
  betas: [1, 10],
  pelvis: [1, 3],
  span: [1, 1],
  seen: [1, POINT_COUNT, 2],
  world: [1, POINT_COUNT, 3],
} as const;

/** Points [R, N, 3] in the view's frame (m) of R people who share everything but their unknowns [R, 85]. */
function pointsOf(
  graph: Graph,
  body: BodyModel,
  unknowns: Tensor,
  given: Pick<ObjectiveTensors, 'rotmats' | 'betas' | 'pelvis' | 'span'>,
): Tensor {
  const R = unknowns.shape[0];
  const { turns, betas: B } = UNKNOWNS;
  const part = (from: number, to: number): Tensor => slice(unknowns, [from], [to], [1]);
  const turned = rotmatsFromAxisAngle(reshape(part(0, turns), [R, 24, 3]));
  const rotmats = matmul(given.rotmats, turned);
  const betas = add(part(turns, turns + B), given.betas);
  const { joints } = bodyGraph(graph, body, { rotmats, betas });
  const matrix = graph.constant(pointMatrix(), [POINT_COUNT, 24], joints.type);
  const points = matmul(matrix, sub(joints, slice(joints, [0], [1], [1])));

  const depth = slice(given.pelvis, [2], [3], [1]);
  const across = mul(part(turns + B, turns + B + 2), mul(depth, given.span));
  const away = mul(given.pelvis, add(part(turns + B + 2, UNKNOWN_COUNT), 1));
  const pelvis = add(away, concat([across, graph.constant(0, [R, 1], joints.type)], 1));
  return add(points, reshape(pelvis, [R, 1, 3]));
}

/** Image residuals [N, 2] and world residuals [N, 3] of points [N, 3]. */
function residualsOf(points: Tensor, { span, seen, world }: ObjectiveTensors): Tensor[] {
  const { graph } = points;
  const tangents = div(slice(points, [0], [2], [1]), slice(points, [2], [3], [1]));
  const image = div(sub(tangents, reshape(seen, [POINT_COUNT, 2])), span);
  const hips = matmul(graph.constant(HIPS, [1, POINT_COUNT], points.type), points);
  return [image, sub(sub(points, hips), reshape(world, [POINT_COUNT, 3]))];
}

/** The same of the points' derivatives [N, 3, U]: [N, 2, U] and [N, 3, U]. */
function slopesOf(slopes: Tensor, points: Tensor, { span }: ObjectiveTensors): Tensor[] {
  const [N, , U] = slopes.shape;
  const depth = reshape(slice(points, [2], [3], [1]), [N, 1, 1]);
  const place = reshape(slice(points, [0], [2], [1]), [N, 2, 1]);
  const [lateral, deep] = [slice(slopes, [0], [2], [1]), slice(slopes, [2], [3], [1])];
  const image = div(
    sub(lateral, mul(div(place, depth), deep)),
    mul(depth, reshape(span, [1, 1, 1])),
  );
  const hips = graphHips(slopes, N, U);
  return [image, sub(slopes, hips)];
}

/** The middle of the hips of values [N, 3, U]: [1, 3, U]. */
function graphHips(values: Tensor, N: number, U: number): Tensor {
  const row = values.graph.constant(HIPS, [1, N], values.type);
  return reshape(matmul(row, reshape(values, [N, 3 * U])), [1, 3, U]);
}

/** Inputs and outputs of the objective, for models and for tests. */
export function objectiveGraph(body: BodyModel): {
  readonly graph: Graph;
  /** [5 N]. */
  readonly residuals: Tensor;
  /** [5 N, 85]. */
  readonly jacobian: Tensor;
} {
  const graph = new Graph('multiroi-refine');
  const inputs = Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => [name, graph.input(name, shape)]),
  ) as Record<keyof ObjectiveTensors, Tensor>;
  const R = 3 * POINT_COUNT;
  const copies = expand(inputs.unknowns, [R, UNKNOWN_COUNT]);
  const all = pointsOf(graph, body, copies, inputs);
  // copy r is asked for coordinate r alone
  const own = Float32Array.from({ length: R * R }, (_, i) => (i % (R + 1) === 0 ? 1 : 0));
  const asked = mul(reshape(all, [R, R]), graph.constant(own, [R, R], 'float32'));
  const [slopes] = gradients(sum(asked), [copies]);
  const points = reshape(slice(all, [0], [1], [0]), [POINT_COUNT, 3]);
  const flat = (parts: readonly Tensor[], ...rest: number[]): Tensor =>
    concat(
      parts.map((part) => reshape(part, [sizeOf(part.shape) / sizeOf(rest), ...rest])),
      0,
    );
  const byPoint = reshape(slopes, [POINT_COUNT, 3, UNKNOWN_COUNT]);
  return {
    graph,
    residuals: flat(residualsOf(points, inputs)),
    jacobian: flat(slopesOf(byPoint, points, inputs), UNKNOWN_COUNT),
  };
}

/** The model that `Refiner` runs. */
export function objectiveModel(body: BodyModel): Uint8Array {
  const { graph, residuals, jacobian } = objectiveGraph(body);
  return toOnnx(graph, { outputs: { residuals, jacobian } });
}
