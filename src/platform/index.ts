/** @file What a platform must provide, and what holds its sessions. */

export { sessionError } from './runtime-error.ts';
export { cachingRuntime } from './caching-runtime.ts';
export type {
  DecodeOptions,
  Files,
  HostTensor,
  Images,
  Photo,
  Platform,
  Runtime,
  RuntimeFacts,
  Session,
  SessionOptions,
  TensorData,
  TensorType,
  Weights,
} from './platform.ts';
export type { PixelImage } from './pixel-image.ts';
export type { Video, VideoOptions, VideoPicture, VideoRange, Videos } from './video.ts';
export { HostedSession } from './ort-session.ts';
export { batchesOf, SessionPool } from './session-pool.ts';
