/**
 * @file Shape, pose and skinning as graph operations, so that joints and vertices are differentiable
 * in rotations and betas. The same equations as `poser.ts` (Loper et al. 2015, Eq. 2–4 and 6–10);
 * a training step asks for joints and a few vertices and pays for no more.
 */

import { MultiRoiError } from '../base/index.ts';
import {
  add,
  concat,
  gather,
  matmul,
  mul,
  reshape,
  slice,
  sub,
  sum,
  transpose,
  type Graph,
  type Tensor,
} from '../graph/index.ts';
import { dims } from '../base/index.ts';
import type { BodyModel } from './body-model.ts';
import { jointSet, type JointSetId } from './joint-sets.ts';
import { landmarkOf } from './regressor.ts';
import { denseSkin } from './skin.ts';

/** Pose and shape as tensors, and which vertices are wanted. */
export interface BodyGraphInputs {
  /** Rotations [B, 24, 3, 3] relative to the parents, the root first. */
  readonly rotmats: Tensor;
  /** Shape coefficients [B, S]. */
  readonly betas: Tensor;
  /** Vertices to pose: all of them, these, or (default) none. */
  readonly vertices?: 'all' | 'none' | readonly number[];
}

/** A posed body as tensors, in the axes that the root's rotation turns into. */
export interface BodyTensors {
  /** Posed joints [B, 24, 3] (m). */
  readonly joints: Tensor;
  /** The vertices asked for [B, N, 3] (m), in the order asked; absent for none. */
  readonly vertices?: Tensor;
  /** A joint set [B, K, 3] (m); only the vertices that its landmarks use are posed. */
  set(id: JointSetId): Tensor;
}

interface Skeleton {
  /** [B, 24, 3]. */
  readonly joints: Tensor;
  /** From rest to pose, [R | t − R rest] as nine numbers and three [B, 24, 12]. */
  readonly transforms: Tensor;
}

/** Joints by their distance from the root. */
function levelsOf(parents: Int8Array): number[][] {
  const depth: number[] = [];
  const levels: number[][] = [];
  for (const [joint, parent] of parents.entries()) {
    depth.push(parent < 0 ? 0 : depth[parent] + 1);
    (levels[depth[joint]] ??= []).push(joint);
  }
  return levels;
}

/** Rotations of joints in the model's axes [B, J, 3, 3]: one product for all joints of a depth. */
function worldRotations(parents: Int8Array, rotmats: Tensor): Tensor {
  const order: number[] = [];
  const levels: Tensor[] = [];
  let above: readonly number[] = [];
  for (const level of levelsOf(parents)) {
    const local = gather(rotmats, level, 1);
    const previous = levels.at(-1);
    if (previous === undefined) {
      levels.push(local);
    } else {
      const places = level.map((joint) => above.indexOf(parents[joint]));
      levels.push(matmul(gather(previous, places, 1), local));
    }
    order.push(...level);
    above = level;
  }
  return gather(
    concat(levels, 1),
    Array.from(parents, (_, joint) => order.indexOf(joint)),
    1,
  );
}

/** 1 where column is row or an ancestor of row [J, J]: adds up offsets along the chain from the root. */
function ancestry(parents: Int8Array): Float32Array {
  const matrix = new Float32Array(parents.length ** 2);
  for (let row = 0; row < parents.length; row++) {
    for (let joint = row; joint >= 0; joint = parents[joint])
      matrix[row * parents.length + joint] = 1;
  }
  return matrix;
}

/** Rows of values [V, 3, W], components first: [W, 3, N]. */
function componentsFirst(
  values: Float32Array,
  width: number,
  rows: readonly number[],
): Float32Array {
  const count = rows.length;
  const out = new Float32Array(width * 3 * count);
  for (const [n, row] of rows.entries()) {
    for (let i = 0; i < 3 * width; i++) {
      const axis = Math.floor(i / width);
      out[((i % width) * 3 + axis) * count + n] = values[row * 3 * width + i];
    }
  }
  return out;
}

/** Σ_w dirs[n, :, w] · coefficients[w] for some rows of dirs [V, 3, W] → [B, 3, N]. */
function displacement(
  graph: Graph,
  coefficients: Tensor,
  dirs: Float32Array,
  rows: readonly number[],
): Tensor {
  const [batch, width] = coefficients.shape;
  const columns = componentsFirst(dirs, width, rows);
  const matrix = graph.constant(columns, [width, 3 * rows.length], coefficients.type);
  return reshape(matmul(coefficients, matrix), [batch, 3, rows.length]);
}

/** Points [V, 3] displaced by the betas, some rows, components first [B, 3, N]. */
function shaped(
  graph: Graph,
  template: Float32Array,
  dirs: Float32Array,
  betas: Tensor,
  rows: readonly number[],
): Tensor {
  const fixed = graph.constant(componentsFirst(template, 1, rows), [1, 3, rows.length], betas.type);
  return add(fixed, displacement(graph, betas, dirs, rows));
}

/** [B, N, 3] ↔ [B, 3, N]. */
function swapAxes(points: Tensor): Tensor {
  return transpose(points, [0, 2, 1]);
}

function poseSkeleton(model: BodyModel, graph: Graph, rotmats: Tensor, betas: Tensor): Skeleton {
  const { parents, jointCount } = model;
  const batch = betas.shape[0];
  const every = Array.from(parents.keys());
  const { jointTemplate, jointShapeDirs } = model;
  const rest = swapAxes(shaped(graph, jointTemplate, jointShapeDirs, betas, every));
  const world = worldRotations(parents, rotmats);
  const below = every.filter((joint) => parents[joint] >= 0);
  const above = below.map((joint) => parents[joint]);
  const bones = sub(gather(rest, below, 1), gather(rest, above, 1));
  const turned = rotate(gather(world, above, 1), bones);
  // a position is the sum of the turned bones on the way from the root, which is itself at rest
  const joints = matmul(
    graph.constant(ancestry(parents), [jointCount, jointCount], betas.type),
    concat([slice(rest, [0], [1], [1]), turned], 1),
  );
  const translations = sub(joints, rotate(world, rest));
  return {
    joints,
    transforms: concat([reshape(world, [batch, jointCount, 9]), translations], 2),
  };
}

/** R p for rotations [B, N, 3, 3] and points [B, N, 3]; a sum of products beats N tiny matrix products. */
function rotate(rotations: Tensor, points: Tensor): Tensor {
  const [batch, count] = points.shape;
  return sum(mul(rotations, reshape(points, [batch, count, 1, 3])), [3]);
}

/** The feature that drives pose correctives: R − I of the joints below the root [B, 9 (J − 1)]. */
function poseFeature(graph: Graph, rotmats: Tensor): Tensor {
  const [batch, jointCount] = rotmats.shape;
  const identity = graph.constant([1, 0, 0, 0, 1, 0, 0, 0, 1], [1, 1, 3, 3], rotmats.type);
  const feature = sub(slice(rotmats, [1], [jointCount], [1]), identity);
  return reshape(feature, [batch, 9 * (jointCount - 1)]);
}

/** Skinning weights of some vertices, joints first [J, N]. */
function weightsOf(model: BodyModel, rows: readonly number[]): Float32Array {
  const { jointCount } = model;
  const dense = denseSkin(model, jointCount);
  const out = new Float32Array(jointCount * rows.length);
  for (const [n, row] of rows.entries()) {
    for (let joint = 0; joint < jointCount; joint++) {
      out[joint * rows.length + n] = dense[row * jointCount + joint];
    }
  }
  return out;
}

/**
 * Linear blend skinning of some vertices [B, N, 3].
 *
 * CONTRIBUTOR NOTES. The vertices are the last axis until the end: products and sums then run over
 * contiguous memory. With [B, N, 3, 3] as the layout, forward and gradient of 64 × 600 vertices took
 * 84 ms instead of 9, of 8 × 13 380 vertices 158 ms instead of 18 (best of 20, 2 cores).
 */
function poseVertices(
  model: BodyModel,
  graph: Graph,
  { rotmats, betas }: BodyGraphInputs,
  transforms: Tensor,
  rows: readonly number[],
): Tensor {
  const [batch, jointCount] = transforms.shape;
  const count = rows.length;
  let rest = shaped(graph, model.template, model.shapeDirs, betas, rows);
  if (model.poseDirs !== undefined) {
    rest = add(rest, displacement(graph, poseFeature(graph, rotmats), model.poseDirs, rows));
  }
  const weights = graph.constant(weightsOf(model, rows), [jointCount, count], betas.type);
  const blended = matmul(swapAxes(transforms), weights);
  const rotations = reshape(slice(blended, [0], [9], [1]), [batch, 3, 3, count]);
  const turned = sum(mul(rotations, reshape(rest, [batch, 1, 3, count])), [2]);
  return swapAxes(add(turned, slice(blended, [9], [12], [1])));
}

/**
 * Adds a posed body to a graph.
 * @throws E_SHAPE unless rotmats are [B, 24, 3, 3] and betas [B, S]; E_RANGE for a vertex that is none.
 */
export function bodyGraph(
  graph: Graph,
  model: BodyModel,
  inputs: BodyGraphInputs & { readonly vertices: 'all' | readonly number[] },
): BodyTensors & { readonly vertices: Tensor };
export function bodyGraph(graph: Graph, model: BodyModel, inputs: BodyGraphInputs): BodyTensors;
export function bodyGraph(graph: Graph, model: BodyModel, inputs: BodyGraphInputs): BodyTensors {
  const { jointCount, vertexCount, shapeCount } = model;
  const { B } = dims('bodyGraph rotmats', inputs.rotmats.shape, '[B, J, 3, 3]', { J: jointCount });
  dims('bodyGraph betas', inputs.betas.shape, '[B, S]', { B, S: shapeCount });
  const { vertices = 'none' } = inputs;
  const indices = vertices === 'all' ? Array.from({ length: vertexCount }, (_, v) => v) : vertices;
  if (indices !== 'none') requireVertices(indices, vertexCount);
  const { joints, transforms } = poseSkeleton(model, graph, inputs.rotmats, inputs.betas);

  return {
    joints,
    ...(indices !== 'none' && {
      vertices: poseVertices(model, graph, inputs, transforms, indices),
    }),
    set(id) {
      const rows = jointSet(id).landmarks.map((key) => landmarkOf(model, key));
      const used = new Set(rows.flatMap(({ index }) => [...index].filter((i) => i < vertexCount)));
      const surface = [...used].toSorted((a, b) => a - b);
      const width = surface.length + jointCount;
      const matrix = new Float32Array(rows.length * width);
      for (const [row, { index, weight }] of rows.entries()) {
        for (const [i, point] of index.entries()) {
          const column =
            point < vertexCount ? surface.indexOf(point) : surface.length + point - vertexCount;
          matrix[row * width + column] += weight[i];
        }
      }
      const points =
        surface.length === 0
          ? joints
          : concat([poseVertices(model, graph, inputs, transforms, surface), joints], 1);
      return matmul(graph.constant(matrix, [rows.length, width], joints.type), points);
    },
  };
}

function requireVertices(indices: readonly number[], vertexCount: number): void {
  const wrong = indices.find((v) => !(Number.isInteger(v) && v >= 0 && v < vertexCount));
  if (wrong !== undefined || indices.length === 0) {
    throw new MultiRoiError(
      'E_RANGE',
      `bodyGraph: expected one or more vertices below ${vertexCount}, got ${wrong ?? 'an empty list'}`,
    );
  }
}
