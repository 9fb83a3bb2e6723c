export { bodyGraph, type BodyGraphInputs, type BodyTensors } from './body-graph.ts';
export type { BodyModel, Landmark } from './body-model.ts';
export { JOINT_SET_IDS, jointSet, type JointSet, type JointSetId } from './joint-sets.ts';
export { loadBody } from './load-body.ts';
export { type BodyParts, makeBody } from './make-body.ts';
export {
  type AxisAnglePose,
  createPosedBody,
  createPoser,
  type Pose,
  type PosedBody,
  type Poser,
  type RotmatPose,
} from './poser.ts';
export { approximations, landmarkOf, regressJoints } from './regressor.ts';
export { bodyAsset, isBodyName, readBody, SMPL_SOURCE } from './read-body.ts';
export { rotmatsFromAxisAngle } from './rotmats-from-axis-angle.ts';
export { type Rot6dLayout, rotmatsFromRot6d } from './rotmats-from-rot6d.ts';
export { saveBody, type SaveBodyOptions } from './save-body.ts';
export { fitShape, type FittedShape } from './shape-fit.ts';
export { BETA_COUNT, JOINT_COUNT, POSE_SIZE, ROTMATS_SIZE } from './sizes.ts';
export { denseSkin, type Skin, skinFromDense } from './skin.ts';
export {
  type MeanParameters,
  readSmplFile,
  SMPL_VERTICES,
  type SmplFile,
  type SmplRegressor,
} from './smpl-file.ts';
export {
  missingRegressors,
  regressorLandmarks,
  smplPicks,
  withLandmarks,
} from './smpl-landmarks.ts';
export {
  bodyFromSmplArrays,
  landmarkFromRow,
  regressRows,
  type SmplArrays,
} from './smpl-arrays.ts';
export { dominantJoints } from './surface.ts';
export { BODY_PARTS, bodyParts, type BodyPart, type Mannequin, mannequinOf } from './mannequin.ts';
