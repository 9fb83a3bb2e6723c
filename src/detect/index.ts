/** @file Finding people: detectors, and what they share. */

export { readBoxes, writeBoxes, type BoxesByImage } from './boxes-file.ts';
export { followWithKeypoints, type KnownPerson } from './follow.ts';
export {
  findKeypoints,
  KEYPOINT_COUNT,
  keypointRoi,
  type Keypoints,
  type Look,
} from './keypoints.ts';
export {
  CANDIDATE_THRESHOLD,
  LOOKS_DEFAULTS,
  looksDetector,
  wholeDetector,
  type LooksOptions,
} from './looks.ts';
export {
  byScore,
  clipBox,
  intersectionOverSmaller,
  intersectionOverUnion,
  nonMaximumSuppression,
} from './overlap.ts';
export { decodeBox, encodeBox, ssdAnchors, type Anchor, type UnitBox } from './ssd-anchors.ts';
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
  VERIFY_DEFAULTS,
  verifyWithKeypoints,
  type VerifiedPerson,
  type VerifyOptions,
} from './verify.ts';
