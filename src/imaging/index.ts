/** @file Decode-free pixels: crops and planes. */

export { cropPlanes, IMAGENET, UNIT, type Normalisation } from './planes.ts';
export { shrink } from './shrink.ts';
export { halfSize, warpCrop } from './warp.ts';
