/**
 * @file Shape, pose and skinning as graph operations, so that joints and vertices are differentiable
 * in rotations and betas. The same equations as `poser.ts` (Loper et al. 2015, Eq. 2–4 and 6–10);
 * a training step asks for joints and a few vertices and pays for no more.
 */

import { MultiRoiError } from '../errors.ts';
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
  type Graph,
  type Tensor,
} from '../graph/index.ts';
import { dims } from '../shape.ts';
import type { BodyModel } from './body-model.ts';
import { jointSet, type JointSetId } from './joint-sets.ts';
import { landmarkOf } from './regressor.ts';
import { denseSkin } from './skin.ts';

export interface BodyGraphInputs {
  /** Rotations [B, 24, 3, 3] relative to the parents, the root first. */
  readonly rotmats: Tensor;
  /** Shape coefficients [B, S]. */
  readonly betas: Tensor;
  /** Vertices to pose: all of them, these, or (default) none. */
  readonly vertices?: 'all' | 'none' | readonly number[];
}

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

/** `template + dirs · betas` for points [N, 3]; dirs [N, 3, S]. */
function shaped(graph: Graph, template: Float32Array, dirs: Float32Array, betas: Tensor): Tensor {
  const [batch, shapeCount] = betas.shape;
  const count = template.length / 3;
  const columns = graph.constant(transposed(dirs, shapeCount), [shapeCount, count * 3], betas.type);
  const offsets = matmul(betas, columns);
  return reshape(add(offsets, graph.constant(template, [1, count * 3], betas.type)), [
    batch,
    count,
    3,
  ]);
}

function poseSkeleton(model: BodyModel, graph: Graph, rotmats: Tensor, betas: Tensor): Skeleton {
  const { parents, jointCount } = model;
  const batch = betas.shape[0];
  const rest = shaped(graph, model.jointTemplate, model.jointShapeDirs, betas);
  const world = worldRotations(parents, rotmats);
  const below = Array.from(parents.keys()).filter((joint) => parents[joint] >= 0);
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

/** Rows of a row-major array. */
function takeRows(values: Float32Array, rows: readonly number[], width: number): Float32Array {
  const out = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) {
    out.set(values.subarray(row * width, (row + 1) * width), i * width);
  }
  return out;
}

/** Pose correctives of some vertices [B, N, 3]. */
function correctives(graph: Graph, poseDirs: Float32Array, rotmats: Tensor): Tensor {
  const [batch, jointCount] = rotmats.shape;
  const features = 9 * (jointCount - 1);
  const identity = graph.constant([1, 0, 0, 0, 1, 0, 0, 0, 1], [1, 1, 3, 3], rotmats.type);
  const feature = sub(slice(rotmats, [1], [jointCount], [1]), identity);
  const count = poseDirs.length / features;
  const dirs = graph.constant(transposed(poseDirs, features), [features, count], rotmats.type);
  return reshape(matmul(reshape(feature, [batch, features]), dirs), [batch, count / 3, 3]);
}

/** [N, width] → [width, N]. */
function transposed(values: Float32Array, width: number): Float32Array {
  const rows = values.length / width;
  const out = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++)
    out[(i % width) * rows + Math.floor(i / width)] = values[i];
  return out;
}

/** Linear blend skinning of some vertices [B, N, 3]. */
function poseVertices(
  model: BodyModel,
  graph: Graph,
  { rotmats, betas }: BodyGraphInputs,
  transforms: Tensor,
  indices: readonly number[],
): Tensor {
  const { jointCount, shapeCount } = model;
  const batch = betas.shape[0];
  const count = indices.length;
  const template = takeRows(model.template, indices, 3);
  let rest = shaped(graph, template, takeRows(model.shapeDirs, indices, 3 * shapeCount), betas);
  if (model.poseDirs !== undefined) {
    const dirs = takeRows(model.poseDirs, indices, 27 * (jointCount - 1));
    rest = add(rest, correctives(graph, dirs, rotmats));
  }
  const weights = takeRows(denseSkin(model, jointCount), indices, jointCount);
  const blended = matmul(graph.constant(weights, [count, jointCount], betas.type), transforms);
  const rotations = reshape(slice(blended, [0], [9], [2]), [batch, count, 3, 3]);
  return add(rotate(rotations, rest), slice(blended, [9], [12], [2]));
}

/**
 * Adds a posed body to a graph.
 * @throws E_SHAPE unless rotmats are [B, 24, 3, 3] and betas [B, S]; E_RANGE for a vertex that is none.
 */
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
