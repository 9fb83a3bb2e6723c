/** @file The Node platform. */

export { withFileSource } from './byte-source.ts';
export { nodeFiles, PACKAGE_ROOT } from './files.ts';
export {
  finishMoves,
  removeTemporary,
  TEMPORARY_MARK,
  temporaryIn,
  writeTogether,
  writeWhole,
  type Move,
  type NewFile,
  type WriteCalls,
} from './write-whole.ts';
export { encodeVideo, type VideoEncoding } from './video/encode-video.ts';
export { motionSink } from './video/motion-sink.ts';
export { failedReply, type FailedReply, inOrder, startWorker } from './in-order.ts';
export { nodeImages } from './images.ts';
export { MultiRoi } from './multi-roi.ts';
export { nodePlatform } from './platform.ts';
export { type KserveOptions, kserveRuntime } from './kserve-runtime.ts';
export { isLoopback } from './loopback.ts';
export { nodeRuntime, runtimeVersion } from './session.ts';
export { userDataFolder } from './user-data.ts';
export { answerIndices } from './answer-indices.ts';
export { ioError } from './errno.ts';
