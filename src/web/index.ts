/** @file The browser platform, and the engine that runs in a worker. */

export { type ClientCallOptions, EngineClient, type WorkerLike } from './client.ts';
export { type Manifest, type OnBytes, webFiles, type WebFilesOptions } from './files.ts';
export { webImages } from './images.ts';
export type {
  CallName,
  Calls,
  EngineInfo,
  ExportedFile,
  ExportInput,
  FromWorker,
  OpenedPhoto,
  OpenInput,
  Progress,
  ProviderChoice,
  ReconstructInput,
  StartInput,
  ToWorker,
  WireError,
} from './protocol.ts';
export {
  hasWebGpu,
  WEB_PROVIDERS,
  type WebProvider,
  webRuntime,
  type WebRuntime,
  type WebRuntimeOptions,
} from './runtime.ts';
