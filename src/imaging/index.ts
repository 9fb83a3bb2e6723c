/** @file Decode-free pixels: crops and planes, a z-buffer rasteriser, pictures of people. */

export { drawBoxes, drawJoints, type DrawOptions } from './annotate.ts';
export { personColour, type Colour } from './colours.ts';
export { gridStep, sceneExtent, type SceneExtent } from './extent.ts';
export { overlay, type OverlayOptions } from './overlay.ts';
export { cropPlanes, IMAGENET, UNIT, type Normalisation } from './planes.ts';
export { RasterTarget } from './raster-target.ts';
export { interpolate, rasterise, type RasterCamera, type RasteriseOptions } from './rasterise.ts';
export type { SceneBody } from './render.ts';
export { shrink } from './shrink.ts';
export { sideView, topView, type SceneCamera, type ViewOptions } from './views.ts';
export { warpCrop } from './warp.ts';
