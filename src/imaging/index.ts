/** @file Decode-free pixels: crops, planes, a z-buffer rasteriser. */

export { vertexNormals } from './normals.ts';
export { cropPlanes, IMAGENET, UNIT, type Normalisation } from './planes.ts';
export { RasterTarget } from './raster-target.ts';
export { interpolate, rasterise, type RasterCamera, type RasteriseOptions } from './rasterise.ts';
export { shrink } from './shrink.ts';
export { halfSize, warpCrop } from './warp.ts';
