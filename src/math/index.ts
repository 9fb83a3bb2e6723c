export { assignRows } from './assignment.ts';
export { BandedSystem } from './banded.ts';
export { EULER_ORDERS, eulerFromRotmat, nearestEuler, type EulerOrder } from './euler.ts';
export { determinant3, identity3, matmul3, rotate3, transpose3 } from './matrix3.ts';
export { type OneEuro, type OneEuroOptions, oneEuroRotation, oneEuroVector } from './one-euro.ts';
export { alignSimilarity, nearestRotation, similarity, type Similarity } from './procrustes.ts';
export { applyRigid, composeRigid, invertRigid, type Rigid } from './rigid.ts';
export {
  rot6dColMajorFromRotmat,
  rot6dRowMajorFromRotmat,
  rotmatFromRot6dColMajor,
  rotmatFromRot6dRowMajor,
} from './rot6d.ts';
export {
  axisAngleFromQuatWxyz,
  axisAngleFromRotmat,
  halfwayAxisAngle,
  quatWxyzFromAxisAngle,
  quatWxyzFromRotmat,
  rotmatFromAxisAngle,
  rotmatFromQuatWxyz,
} from './rotations.ts';
export { rotmatBetween } from './rotation-between.ts';
export { sigmoid } from './sigmoid.ts';
export { slerpQuatWxyz } from './slerp.ts';
export { linearFromSrgb, srgbFromLinear } from './srgb.ts';
export { type Vec2, type Vec3, vec3At } from './vectors.ts';
export { vertexNormals } from './vertex-normals.ts';
