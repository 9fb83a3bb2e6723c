/** @file Photograph → people: the public heart, and the schema of its result. */

export { parseResult, resultJsonSchema, resultSchema } from './result-schema.ts';
export {
  SCHEMA_VERSION,
  STAGES,
  type ImageInfo,
  type Mat3,
  type ModelInfo,
  type Person,
  type Reconstruction,
  type ResultBody,
  type Retargeted,
  type ResultCamera,
  type ResultExpectedError,
  type ResultLocalCamera,
  type ResultRoi,
  type Stage,
  type Timings,
  type Vec2,
  type Vec3,
} from './result.ts';
export { runNetwork, type BareNetworkOptions, type NamedArrays } from './bare-network.ts';
export {
  exportOnnx,
  type OnnxExport,
  type OnnxExportOptions,
  type OutputParity,
  type Precision,
} from './onnx-export.ts';
export { exportCsv, exportGlb, exportNpz, exportObj, type Glb, type GlbKind } from './export.ts';
export { HEIGHT_MAX_M, HEIGHT_MIN_M, statureM, withShape, type KnownShape } from './known-shape.ts';
export {
  lockedShapes,
  MotionFilter,
  SMOOTHING_DEFAULTS,
  smoothFrames,
  withShapes,
  type Frame,
  type MotionOptions,
  type SmoothingOptions,
} from './motion.ts';
export { Tracker } from './track.ts';
export { refocus } from './refocus.ts';
export { withBody, type BodyEdit } from './edit.ts';
export { exportHtml, VIEWER_SCRIPT, type StoredMesh, type StoredScene } from './html.ts';
export { peerResult, type PeerMeshes, type PeerResult } from './peer-result.ts';
export { retargetResult } from './retarget.ts';
export {
  intrinsicsOf,
  poseOf,
  poseResult,
  projectPerson,
  sceneIntrinsics,
  type PosedPerson,
} from './redraw.ts';
export {
  EXPORT_KINDS,
  OUTPUT_KINDS,
  outputsOf,
  resultText,
  stemOfOutput,
  SUFFIXES,
  type ExportKind,
  type OutputFile,
  type OutputKind,
  type OutputOptions,
  type Outputs,
} from './outputs.ts';
export {
  calibrationsText,
  CALIBRATIONS_ASSET,
  expectedError,
  interpolate,
  jointEvidence,
  parseCalibrations,
  scoreOf,
  type Calibration,
  type Curve,
  type RangeCurve,
  type RoiCalibration,
  type Score,
} from './confidence/calibration.ts';
export { loadCalibration } from './confidence/load-calibration.ts';
export {
  evidenceOf,
  JOINT_EVIDENCE,
  PERSON_EVIDENCE,
  type Evidence,
  type Witness,
} from './confidence/evidence.ts';
export { sha256 } from './digest.ts';
export { sharedRuntime } from './shared-runtime.ts';
export { checkPhotograph, drawOverlay, drawSide, drawTop } from './pictures.ts';
export { CropCutter, cropLength } from './crops.ts';
export { meanWithMirrored, mirrorBoxes, mirrorPlanes, mirrorRois } from './mirror.ts';
export { lightEncoder, type CropEncoder } from './encoder.ts';
export { Heads } from './heads.ts';
export { describeModel, modelsOf, warmUp, type PipelineModel } from './models.ts';
export { MultiRoi } from './multi-roi.ts';
export {
  QUALITIES,
  RECONSTRUCT_DEFAULTS,
  weightsAsset,
  type LoadOptions,
  type PersonChoice,
  type Quality,
  type ReconstructOptions,
} from './options.ts';
export { choosePeople } from './choose.ts';
export { PersonFinder, type FoundPerson } from './finder.ts';
export type { Regression } from './person.ts';
export { refineAll } from './refine/refine-all.ts';
export { Refiner } from './refine/refiner.ts';
