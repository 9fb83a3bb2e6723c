/** @file `multiroi/viewer`: what is drawn in a browser: the 3D view and drawings on canvases. */

export * from '../viewer/index.ts';
export type { ImageSize } from '../camera/index.ts';
