/** @file Everything that is drawn: the 3D view, and drawings on 2D canvases. Needs a browser. */

export {
  birdsEye,
  type BirdsEye,
  type BirdsEyeState,
  type Place,
  type PlanInset,
  type PlanPerson,
  type PlanRoi,
} from './birds-eye.ts';
export { type AnnotationState, drawAnnotations } from './draw-annotations.ts';
export { type BirdsEyeOptions, drawBirdsEye } from './draw-birds-eye.ts';
export { drawFusionWeights, type FusionOptions } from './draw-fusion-weights.ts';
export { letterbox, type Letterbox, type Viewport } from './lens.ts';
export { type MeshSource, posedBy, stored } from './mesh-source.ts';
export { type SceneOptions, SceneView } from './scene-view.ts';
export { DEFAULT_VIEW, type Theme, type ViewMode, type ViewState } from './state.ts';
export type { ThreeKit } from './three-kit.ts';
export { toAnimationClip } from './to-animation-clip.ts';
export { toObject3D } from './to-object3d.ts';
export {
  defineView,
  MultiRoiView,
  VIEW_KINDS,
  type ViewContent,
  type ViewKind,
} from './view-element.ts';
