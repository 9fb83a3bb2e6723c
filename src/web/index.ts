/** @file The browser platform, the library on it, and the engine that runs in a worker. */

export { type ClientCallOptions, EngineClient, type WorkerLike } from './client.ts';
export {
  type Manifest,
  type OnBytes,
  type WebFiles,
  webFiles,
  type WebFilesOptions,
} from './files.ts';
export type { ImageSource } from './image-source.ts';
export { webImages } from './images.ts';
export type { WebLoadOptions, WebProviderInfo, WorkerModelOptions } from './load-options.ts';
export { MultiRoi, type WebLoad } from './multi-roi.ts';
export { photoOf } from './photo-of.ts';
export type {
  CallName,
  Calls,
  EngineInfo,
  ExportedFile,
  ExportInput,
  ExportMotionInput,
  FromWorker,
  LoadedInfo,
  OpenedPhoto,
  OpenInput,
  PrepareInput,
  Progress,
  ProviderChoice,
  ReconstructInput,
  StartInput,
  ToWorker,
  WireError,
  WorkerLoadOptions,
  WorkerReconstructOptions,
} from './protocol.ts';
export {
  hasWebGpu,
  WEB_PROVIDERS,
  type WebProvider,
  webRuntime,
  type WebRuntime,
  type WebRuntimeOptions,
} from './runtime.ts';
export { type WebPlatform, webPlatform, type WebPlatformOptions } from './web-platform.ts';
export { type WorkerReconstructExtras, WorkerMultiRoi } from './worker-multi-roi.ts';
export type { WebMultiRoi } from './web-multi-roi.ts';
export { answerCalls } from './worker.ts';
