/** @file Everything that is drawn: the 3D view. Needs a browser. */

export { posedBy, type MeshSource } from './mesh-source.ts';
export { letterbox, type Letterbox, type Viewport } from './lens.ts';
export { SceneView, type SceneOptions } from './scene-view.ts';
export { DEFAULT_VIEW, type Theme, type ViewMode, type ViewState } from './state.ts';
