export { determinant3, identity3, matmul3, rotate3, transpose3 } from './matrix3.ts';
export { alignSimilarity, nearestRotation, similarity, type Similarity } from './procrustes.ts';
export { applyRigid, composeRigid, invertRigid, type Rigid } from './rigid.ts';
export {
  axisAngleFromQuatWxyz,
  axisAngleFromRotmat,
  quatWxyzFromAxisAngle,
  quatWxyzFromRotmat,
  rot6dColMajorFromRotmat,
  rot6dRowMajorFromRotmat,
  rotmatFromAxisAngle,
  rotmatFromQuatWxyz,
  rotmatFromRot6dColMajor,
  rotmatFromRot6dRowMajor,
} from './rotations.ts';
