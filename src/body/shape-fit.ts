/**
 * @file The same person on another body. Poses carry over, since every body here has SMPL's skeleton;
 * betas do not, since each body has its own shape space, and no vertex of one corresponds to one of the
 * other. What can be compared are sizes: lengths of limbs and trunk between joints, stature and arm span
 * of the surface in zero pose, and the cube root of its volume, the one length that girth decides. Betas β'
 * of the target are those that match the sizes of the source in the least-squares sense, with the prior
 * that betas have in both spaces, unit variance:
 *
 *   min Σ_i (m_i(β') − m_i)² + σ² ‖β'‖²,  σ = 3 mm
 *
 * by Gauss–Newton. σ is what a size of one body means on another to begin with: joints are placed by
 * different rules, and 3 mm moves no stature by more than that.
 */

import { Matrix, solve } from 'ml-matrix';
import { requireLength } from './require-length.ts';
import type { BodyModel } from './body-model.ts';
import { jointSet } from './joint-sets.ts';

/** The shape in which one body is most like another. */
export interface FittedShape {
  /** Of the target body. */
  readonly betas: number[];
  /** Root mean square of what is left between the two bodies' sizes, mm. */
  readonly sizesMm: number;
}

const PRIOR_M = 0.003;
/** Sizes are nearly linear in betas: two or three iterations do, the rest is caution. */
const MAX_ITERATIONS = 10;
/** A change of betas that moves nothing by a micrometre. */
const CONVERGED = 1e-5;

const both = (from: string, to: string): [string, string][] =>
  ['left', 'right'].map((side) => [from, to].map((name) => name.replace('*', side))) as [
    string,
    string,
  ][];

/** Distances between joints; a size of several distances is their mean. */
const LENGTHS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  thigh: both('*_hip', '*_knee'),
  shank: both('*_knee', '*_ankle'),
  upperArm: both('*_shoulder', '*_elbow'),
  forearm: both('*_elbow', '*_wrist'),
  hips: [['left_hip', 'right_hip']],
  shoulders: [['left_shoulder', 'right_shoulder']],
  trunk: both('*_hip', 'neck'),
  neck: [['neck', 'head']],
};

/** Sizes of a shaped body (m) and their derivatives by its betas. */
interface Sizes {
  /** [N]. */
  readonly values: number[];
  /** [N][S]. */
  readonly slopes: number[][];
}

function addLengths(model: BodyModel, betas: ArrayLike<number>, sizes: Sizes): void {
  const { shapeCount: S, jointTemplate, jointShapeDirs } = model;
  const { names } = jointSet('smpl24');
  const positions = shaped(jointTemplate, jointShapeDirs, betas);
  for (const pairs of Object.values(LENGTHS)) {
    let value = 0;
    const slope = Array<number>(S).fill(0);
    for (const [from, to] of pairs) {
      const a = names.indexOf(from) * 3;
      const b = names.indexOf(to) * 3;
      const d = [0, 1, 2].map((k) => positions[b + k] - positions[a + k]);
      const length = Math.hypot(d[0], d[1], d[2]);
      value += length / pairs.length;
      for (let s = 0; s < S; s++) {
        for (let k = 0; k < 3; k++) {
          const direction = jointShapeDirs[(b + k) * S + s] - jointShapeDirs[(a + k) * S + s];
          slope[s] += (d[k] / length / pairs.length) * direction;
        }
      }
    }
    sizes.values.push(value);
    sizes.slopes.push(slope);
  }
}

function shaped(
  template: Float32Array,
  dirs: Float32Array,
  betas: ArrayLike<number>,
): Float64Array {
  const S = betas.length;
  const out = Float64Array.from(template);
  for (let i = 0, d = 0; i < out.length; i++) {
    for (let s = 0; s < S; s++, d++) out[i] += dirs[d] * betas[s];
  }
  return out;
}

/** The extent of the surface along an axis; its ends are vertices, so it is linear in betas almost everywhere. */
function addExtent(model: BodyModel, vertices: Float64Array, axis: number, sizes: Sizes): void {
  const { shapeCount: S, shapeDirs } = model;
  let low = axis;
  let high = axis;
  for (let i = axis; i < vertices.length; i += 3) {
    if (vertices[i] < vertices[low]) low = i;
    if (vertices[i] > vertices[high]) high = i;
  }
  sizes.values.push(vertices[high] - vertices[low]);
  const slope = (s: number): number => shapeDirs[high * S + s] - shapeDirs[low * S + s];
  sizes.slopes.push(Array.from({ length: S }, (_, s) => slope(s)));
}

/** The cube root of the volume inside the surface, from the tetrahedra between its triangles and its centre. */
function addVolume(model: BodyModel, vertices: Float64Array, sizes: Sizes): void {
  const { shapeCount: S, shapeDirs, faces, vertexCount } = model;
  const centre = [0, 0, 0];
  for (let i = 0; i < vertices.length; i++) centre[i % 3] += vertices[i] / vertexCount;
  const at = (i: number): number => vertices[i] - centre[i % 3];
  let volume = 0;
  const byVertex = new Float64Array(vertices.length);
  for (let f = 0; f < faces.length; f += 3) {
    const corners = [faces[f] * 3, faces[f + 1] * 3, faces[f + 2] * 3];
    for (let c = 0; c < 3; c++) {
      const [a, b, own] = [corners[(c + 1) % 3], corners[(c + 2) % 3], corners[c]];
      for (let k = 0; k < 3; k++) {
        const [i, j] = [(k + 1) % 3, (k + 2) % 3];
        const cross = (at(a + i) * at(b + j) - at(a + j) * at(b + i)) / 6;
        byVertex[own + k] += cross;
        if (c === 0) volume += cross * at(own + k);
      }
    }
  }
  // a surface with holes encloses no exact volume, but the same one for every shape of a body
  const root = Math.cbrt(Math.abs(volume));
  const slope = Array<number>(S).fill(0);
  for (let i = 0, d = 0; i < byVertex.length; i++) {
    for (let s = 0; s < S; s++, d++) slope[s] += byVertex[i] * shapeDirs[d];
  }
  sizes.values.push(root);
  sizes.slopes.push(slope.map((each) => (Math.sign(volume) * each) / (3 * root * root)));
}

function sizesOf(model: BodyModel, betas: ArrayLike<number>): Sizes {
  const sizes: Sizes = { values: [], slopes: [] };
  addLengths(model, betas, sizes);
  const vertices = shaped(model.template, model.shapeDirs, betas);
  addExtent(model, vertices, 0, sizes);
  addExtent(model, vertices, 1, sizes);
  addVolume(model, vertices, sizes);
  return sizes;
}

/**
 * Betas of `target` with which it has the sizes that `source` has with its betas.
 * @param betas of the source body [S].
 * @throws E_SHAPE
 */
export function fitShape(
  source: BodyModel,
  target: BodyModel,
  betas: ArrayLike<number>,
): FittedShape {
  requireLength('fitShape betas', betas.length, source.shapeCount);
  const wanted = sizesOf(source, betas).values;
  const S = target.shapeCount;
  let fitted = Array<number>(S).fill(0);
  for (let i = 0; i < MAX_ITERATIONS; i++) {
    const before = fitted;
    const { values, slopes } = sizesOf(target, fitted);
    // normal equations of the linearised problem in β' itself, so that the prior pulls towards 0
    const goal = values.map(
      (value, n) => wanted[n] - value + slopes[n].reduce((sum, d, s) => sum + d * fitted[s], 0),
    );
    const J = new Matrix(slopes);
    const normal = J.transpose()
      .mmul(J)
      .add(Matrix.eye(S).mul(PRIOR_M ** 2));
    fitted = solve(normal, J.transpose().mmul(Matrix.columnVector(goal))).to1DArray();
    if (fitted.every((beta, s) => Math.abs(beta - before[s]) < CONVERGED)) break;
  }
  const left = sizesOf(target, fitted).values.map((value, n) => value - wanted[n]);
  const mean = left.reduce((sum, d) => sum + d * d, 0) / left.length;
  return { betas: fitted, sizesMm: 1000 * Math.sqrt(mean) };
}
