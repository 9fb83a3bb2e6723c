/** @file `multiroi/node`: the library on Node, with a `MultiRoi` bound to its files, images and runtime. */

export * from './multiroi.ts';
export {
  encodeVideo,
  motionSink,
  MultiRoi,
  nodePlatform,
  nodePlatformAt,
  ObservationFile,
} from '../node/index.ts';
export type {
  ImageInput,
  NewFile,
  NodeFiles,
  NodeLoadOptions,
  NodeMultiRoi,
  NodePlatform,
  NodeRuntime,
  PlainPixels,
  SharpPicture,
  VideoEncoding,
} from '../node/index.ts';
