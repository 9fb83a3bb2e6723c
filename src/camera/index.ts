/** @file Boxes, RoIs, cameras: from a person's box to what the network is told, and back to K and t. */

export {
  type Affine,
  applyAffine,
  applyAffineToPoints,
  composeAffine,
  IDENTITY_AFFINE,
  invertAffine,
} from './affine.ts';
export { BOX_INFO, boxInfo, boxInfos } from './box-info.ts';
export { type Box, boxOfJoints, checkBox, type ImageSize, type Joints2d } from './box.ts';
export { cropTransform } from './crop-transform.ts';
export { focalPxFromExif } from './exif-focal.ts';
export {
  combineFull,
  type Consistency,
  type FullCamera,
  type FullCameraRule,
  fullFromLocal,
  type LocalCamera,
  localCameras,
  localFromFull,
  type Translation,
} from './full-camera.ts';
export {
  estimateFocalPx,
  type FocalSource,
  type Intrinsics,
  type IntrinsicsRequest,
  resolveIntrinsics,
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
  type RoiSet,
  roiSetFor,
  roiSetSchema,
  WIDE5,
} from './roi-set.ts';
export {
  baseRoi,
  type BaseRoiOptions,
  boxOfRoi,
  PADDING,
  type Roi,
  ROI_ASPECT,
  type RoiShape,
  roisOf,
} from './roi.ts';
export {
  camFromView,
  rollAbout,
  translationFromView,
  uprightRoll,
  type View,
  viewOf,
} from './view.ts';
