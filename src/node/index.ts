/** @file The Node platform. */

export { withFileSource } from './byte-source.ts';
export { nodeFiles, type NodeFiles } from './files.ts';
export { packageRoot, RUNTIME_FOLDER, WASM_SCRIPT } from './package-root.ts';
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
export { nodeImages, openImage } from './images.ts';
export type { ImageInput, PlainPixels, SharpPicture } from './image-input.ts';
export { MultiRoi, type NodeLoadOptions, type NodeMultiRoi } from './multi-roi.ts';
export { cacheFolder, withKeptNetworks } from './kept-networks.ts';
export { nodePlatform, nodePlatformAt, type NodePlatform } from './platform.ts';
export { type KserveOptions, kserveRuntime } from './kserve-runtime.ts';
export { optionalPackage } from './optional-package.ts';
export { isLoopback } from './loopback.ts';
export { createNodeRuntime, nodeRuntime, runtimeVersion, type NodeRuntime } from './session.ts';
export { NO_TRACES, startTraces, type Traces, type TracesOptions } from './traces.ts';
export { withRetries, type RetryOptions, type RetryPolicy } from './retry.ts';
export { readUrl, type UrlLimits } from './read-url.ts';
export {
  isBelow,
  walkFolder,
  type FoundFile,
  type FoundFiles,
  type Skipped,
} from './walk-folder.ts';
export { openInBrowser } from './open-in-browser.ts';
export { thumbnailOf } from './thumbnail.ts';
export { userDataFolder } from './user-data.ts';
export { answerIndices } from './answer-indices.ts';
export { ioError } from './errno.ts';
export { ObservationFile } from './video/observation-file.ts';
export { nodeVideos } from './video/videos.ts';
