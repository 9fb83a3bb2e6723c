/** @file Records of people in pictures, and synthetic people. */

export {
  type Benchmark,
  BENCHMARKS,
  type DatasetId,
  halfPicture,
  halfRecord,
  type Labels,
  labelsOf,
} from './benchmarks.ts';
export {
  createMixture,
  MIXES,
  type MixItem,
  type MixName,
  type MixPart,
  type Mixture,
} from './mixing.ts';
export { type PersonRecord, SCALE_PX, VISIBILITY } from './records.ts';
export { COCO_DEFAULTS, type CocoOptions, parseCocoKeypoints } from './readers/coco-keypoints.ts';
export { type Joined, joinPseudoTruth } from './readers/pseudo-truth.ts';
export { parseSpinNpz, writeSpinNpz } from './readers/spin-npz.ts';
export { type GenderedBodies, parseThreeDpw } from './readers/three-dpw.ts';
export { type JointLayout, SPIN24, spin24From, spin24Map } from './spin24.ts';
export { summarise, type Summary } from './summary.ts';
export { tightBox } from './box-of-keypoints.ts';
export { createSpinJoints, type SpinJoints } from './spin-joints.ts';
