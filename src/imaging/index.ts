/** @file Decode-free pixels: crops and planes, a z-buffer rasteriser, pictures of people. */

export { drawBoxes, drawJoints, type DrawOptions } from './annotate.ts';
export { type Colour, personColour } from './colours.ts';
export { gridStep, sceneExtent, type SceneExtent } from './extent.ts';
export { overlay, type OverlayOptions } from './overlay.ts';
export { cropPlanes, IMAGENET, type ChannelStatistics, UNIT } from './planes.ts';
export { RasterTarget } from './raster-target.ts';
export { interpolate, type RasterCamera, rasterise, type RasteriseOptions } from './rasterise.ts';
export type { SceneBody } from './render.ts';
export { shrink } from './shrink.ts';
export { type SceneCamera, sideView, topView, type ViewOptions } from './views.ts';
export { warpCrop } from './warp.ts';
