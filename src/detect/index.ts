/** @file Finding people: detectors, and what they share. */

export { type BoxesFile, readBoxes, readBoxList, writeBoxes } from './boxes-file.ts';
export { BoxesIndex } from './boxes-index.ts';
export { boxProblem, remarksOnBoxes } from './given-box.ts';
export { followWithKeypoints } from './follow.ts';
export { findKeypoints, keypointRoi, type Keypoints, type KeypointRoi } from './keypoints.ts';
export {
  CANDIDATE_OVERLAP,
  CANDIDATE_THRESHOLD,
  peopleDetector,
  worthALook,
} from './people-detector.ts';
export { wholeDetector } from './whole-detector.ts';
export { boxEvidence, keypointSimilarity, reachedBox, trustedJoints } from './keypoint-evidence.ts';
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
  decide,
  distinctPeople,
  type RefusalReason,
  type RefusedDetection,
  type Verification,
  type VerifiedPerson,
  type VerifyOptions,
  verifyWithKeypoints,
} from './verify.ts';
export { type FoundPeople, type FoundPerson, PERSON_THRESHOLD, PersonFinder } from './finder.ts';
export { multiposeNetwork } from './multipose-network.ts';
export { NANODET_SIDE, nanodetNetwork } from './nanodet-network.ts';
