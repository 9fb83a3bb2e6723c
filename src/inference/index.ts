/** @file A compiled network being run: crops in, predictions out. */

export { type BareNetworkOptions, type NamedArrays, runNetwork } from './run-network.ts';
export {
  exportOnnx,
  type OnnxExport,
  type OnnxExportOptions,
  type OutputParity,
  type Precision,
} from './onnx-export.ts';
export { CropCutter, cropLength } from './crops.ts';
export {
  meanWithMirrored,
  mirrorBoxes,
  mirrorKeypoints,
  mirrorLimbs,
  mirrorPlanes,
  mirrorRois,
} from './mirror.ts';
export { type CropLandmark, landmarkAt, presenceAt, worldLandmarkAt } from './blazepose.ts';
export { calibrateWeights, rangeOf } from './calibrate.ts';
export { compareQuantised, type NetworkLook, type RoundingError } from './compare-quantised.ts';
export { type CropEncoder, encoderFormat, lightEncoder, networkEncoder } from './encoder.ts';
export { floatsOf } from './floats.ts';
export { Heads } from './heads.ts';
export { keepToPerson, mirroredKeypoints, type PersonKeypoints } from './same-person.ts';
export { fuseViews, type KeypointView, type ObservedKeypoints } from './observed.ts';
export { boxInformation } from './box-information.ts';
export { decodeMoveNet, type MoveNetPose } from './movenet.ts';
export { type KeypointRegion, observeKeypoints } from './observe-keypoints.ts';
export { type KeypointLook, moveNetEncoder, observedOf } from './movenet-encoder.ts';
export { bonesOfLimbs, limbsInView, splitLimbs, withLimbs } from './limb-features.ts';
export { BONES, observeBones, type ObservedBones } from './observe-bones.ts';
