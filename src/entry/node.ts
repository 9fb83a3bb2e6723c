/** @file `multiroi/node`: the library on Node, with a `MultiRoi` bound to its files, images and runtime. */

export * from './multiroi.ts';
export {
  encodeVideo,
  motionSink,
  MultiRoi,
  nodePlatform,
  nodePlatformAt,
  type NodeFiles,
  type NodeLoadOptions,
  type NodePlatform,
  type NodeRuntime,
  ObservationFile,
  type VideoEncoding,
} from '../node/index.ts';
