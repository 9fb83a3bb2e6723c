/** @file Finding people: detectors, and what they share. */

export { type BoxesByImage, readBoxes, writeBoxes } from './boxes-file.ts';
export { followWithKeypoints, type KnownPerson } from './follow.ts';
export { findKeypoints, keypointRoi, type Keypoints, type KeypointRoi } from './keypoints.ts';
export {
  CANDIDATE_THRESHOLD,
  TILED_DEFAULTS,
  tiledDetector,
  type TiledOptions,
  wholeDetector,
} from './tiled-detector.ts';
export {
  decodeMultipose,
  MULTIPOSE_DEFAULTS,
  multiposeDetector,
  type MultiposeDetector,
  type MultiposeOptions,
  type MultiposePerson,
} from './multipose.ts';
export {
  decodeNanoDet,
  NANODET_DEFAULTS,
  nanodetDetector,
  type NanodetOptions,
} from './nanodet.ts';
export {
  byScore,
  clipBox,
  intersectionOverSmaller,
  intersectionOverUnion,
  nonMaximumSuppression,
} from './overlap.ts';
export { SSD_SIDE, ssdNetwork } from './ssd-network.ts';
export { type Anchor, decodeBox, encodeBox, ssdAnchors, type UnitBox } from './ssd-anchors.ts';
export { decodeSsd, SSD_DEFAULTS, ssdDetector, type SsdOptions } from './ssd.ts';
export type { Detection, Detector, RegionDetector } from './types.ts';
export { findRolls, type Leaning } from './upright.ts';
export {
  decodeYolo,
  YOLO_DEFAULTS,
  yoloDetector,
  yoloLayout,
  type YoloLayout,
  type YoloOptions,
} from './yolo.ts';
export {
  type VerifiedPerson,
  VERIFY_DEFAULTS,
  type VerifyOptions,
  verifyWithKeypoints,
} from './verify.ts';
export { type FoundPerson, PersonFinder } from './finder.ts';
export { multiposeNetwork } from './multipose-network.ts';
export { NANODET_SIDE, nanodetNetwork } from './nanodet-network.ts';
