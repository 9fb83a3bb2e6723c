/** @file The browser platform, and the engine that runs in a worker. */

export { type ClientCallOptions, EngineClient, type WorkerLike } from './client.ts';
export { type Manifest, type OnBytes, webFiles, type WebFilesOptions } from './files.ts';
export { webImages } from './images.ts';
export type {
  ProviderChoice,
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
  type WebProvider,
  webRuntime,
  type WebRuntime,
  type WebRuntimeOptions,
} from './runtime.ts';
