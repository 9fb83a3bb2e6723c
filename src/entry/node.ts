/** @file `multiroi/node`: the library on Node, with a `MultiRoi` bound to its files, images and runtime. */

export * from './multiroi.ts';
export { MultiRoi, nodePlatform, nodePlatformAt } from '../node/index.ts';
export type { NodeFiles, NodeLoadOptions, NodePlatform, NodeRuntime } from '../node/index.ts';
