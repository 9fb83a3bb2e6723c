/** @file Boxes, RoIs, cameras: from a person's box to what the network is told, and back to K and t. */

export {
  applyAffine,
  applyAffineToPoints,
  composeAffine,
  IDENTITY_AFFINE,
  invertAffine,
  type Affine,
} from './affine.ts';
export { boxInfo, boxInfos } from './box-info.ts';
export { boxOfJoints, checkBox, type Box, type ImageSize, type Joints2d } from './box.ts';
export { cropTransform } from './crop-transform.ts';
export { focalPxFromPhoto, type ExifPhoto } from './exif-focal.ts';
export {
  combineFull,
  fullFromLocal,
  localFromFull,
  type Consistency,
  type FullCamera,
  type FullCameraRule,
  type LocalCamera,
  type Translation,
} from './full-camera.ts';
export {
  estimateFocalPx,
  resolveIntrinsics,
  type FocalSource,
  type Intrinsics,
  type IntrinsicsRequest,
} from './intrinsics.ts';
export { project } from './project.ts';
export {
  MAX_FREQUENCIES,
  relation,
  RELATION_MODES,
  relationLength,
  type RelationMode,
  type RelationOptions,
} from './relation.ts';
export {
  checkRoiSet,
  EXTENDED9,
  MAX_ROIS,
  PAPER5,
  parseRoiSet,
  roiSetFor,
  roiSetSchema,
  WIDE5,
  type RoiSet,
} from './roi-set.ts';
export {
  baseRoi,
  boxOfRoi,
  PADDING,
  ROI_ASPECT,
  roisOf,
  type BaseRoiOptions,
  type Roi,
  type RoiShape,
} from './roi.ts';
export {
  camFromView,
  rollAbout,
  translationFromView,
  uprightRoll,
  viewOf,
  type View,
} from './view.ts';
