/** @file The browser platform, and the engine that runs in a worker. */

export { EngineClient, type ClientCallOptions, type WorkerLike } from './client.ts';
export { webFiles, type Manifest, type OnBytes, type WebFilesOptions } from './files.ts';
export { webImages } from './images.ts';
export type {
  Calibration,
  CallName,
  Calls,
  EngineInfo,
  ExportedFile,
  ExportInput,
  OpenedPhoto,
  OpenInput,
  Progress,
  ReconstructInput,
  StartInput,
  WireError,
} from './protocol.ts';
export {
  hasWebGpu,
  WEB_PROVIDERS,
  webRuntime,
  type WebProvider,
  type WebRuntime,
  type WebRuntimeOptions,
} from './runtime.ts';
