/** @file The answer, and what can be done with it: schema, drawing, exports, edits. */

export { parseResult, resultJsonSchema, resultSchema } from './result-schema.ts';
export {
  CONFIDENCE_LEVELS,
  CONFIDENCE_REASONS,
  type ConfidenceReason,
  type ImageInfo,
  type LostPerson,
  type Mat3,
  type ModelInfo,
  type ObservedJoints,
  type Person,
  type PersonConfidence,
  type Reconstruction,
  type ResultBody,
  type ResultCamera,
  type ResultExpectedError,
  type ResultLocalCamera,
  type ResultRefinement,
  type ResultRoi,
  type Retargeted,
  SCHEMA_VERSION,
  type Stage,
  STAGES,
  type Timings,
} from './result.ts';
export {
  type Motion,
  MOTION_SCHEMA_VERSION,
  type MotionCamera,
  type MotionFrame,
  type MotionTrack,
  type MotionVideo,
  type MotionWorld,
} from './motion.ts';
export {
  motionJsonSchema,
  motionSchema,
  motionText,
  parseAnswer,
  parseMotion,
} from './motion-schema.ts';
export {
  correctivesLostMm,
  exportCsv,
  exportGlb,
  exportNpz,
  exportObj,
  type Glb,
  type GlbKind,
  skinnedBody,
} from './export.ts';
export {
  HEIGHT_MAX_M,
  HEIGHT_MIN_M,
  type KnownShape,
  shapeIssues,
  statureM,
  withShape,
} from './known-shape.ts';
export { placeJoints } from './place-joints.ts';
export { refocus } from './refocus.ts';
export { type BodyEdit, withBody } from './edit.ts';
export { exportHtml, type StoredMesh, type StoredScene, VIEWER_SCRIPT } from './html.ts';
export { type PeerMeshes, peerResult, type PeerResult } from './peer-result.ts';
export { pelvisOf, retargeter, retargetResult } from './retarget.ts';
export {
  intrinsicsOf,
  type PosedPerson,
  poseOf,
  poseResult,
  projectPerson,
  sceneIntrinsics,
} from './pose-result.ts';
export {
  EXPORT_KINDS,
  type ExportKind,
  OUTPUT_KINDS,
  type OutputFile,
  type OutputKind,
  type OutputOptions,
  type Outputs,
  outputsOf,
  resultText,
  stemOfOutput,
  SUFFIXES,
} from './outputs.ts';
export { checkPhotograph, drawOverlay, drawSide, drawTop, type SceneDrawOptions } from './draw.ts';
export { errorColour, type Material, MATERIALS, sceneBodies, suitTints } from './materials.ts';
export {
  type Multiview,
  MULTIVIEW_SCHEMA_VERSION,
  multiviewJsonSchema,
  type MultiviewPerson,
  type MultiviewSighting,
  type MultiviewView,
  parseMultiview,
} from './multiview.ts';
