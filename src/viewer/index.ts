/** @file Everything that is drawn: the 3D view, and drawings on 2D canvases. Needs a browser. */

export { birdsEye, type BirdsEye, type BirdsEyeState } from './birds-eye.ts';
export { drawAnnotations, type AnnotationState } from './draw-annotations.ts';
export { drawBirdsEye, type BirdsEyeOptions } from './draw-birds-eye.ts';
export { drawFusionWeights, type FusionOptions } from './draw-fusion-weights.ts';
export { letterbox, type Letterbox, type Viewport } from './lens.ts';
export { posedBy, stored, type MeshSource } from './mesh-source.ts';
export { SceneView, type SceneOptions } from './scene-view.ts';
export { DEFAULT_VIEW, type Theme, type ViewMode, type ViewState } from './state.ts';
