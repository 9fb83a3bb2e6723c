/**
 * @file What the page and its worker say to each other. One call, one answer; a call may tell its progress
 * and may be cancelled. Everything here survives a structured clone.
 */

import type { BoneNaming, MotionExportKind } from '../animation/index.ts';
import type { BodyModel } from '../body/index.ts';
import type { ErrorCode } from '../base/index.ts';
import type { Photo } from '../platform/index.ts';
import type { ExportKind, ModelInfo, Motion, Reconstruction } from '../result/index.ts';
import type { LoadOptions, Quality, ReconstructOptions } from '../reconstruct/index.ts';
import type { WebProvider } from './runtime.ts';

/** `LoadOptions` that survive the way into a worker. */
export type WorkerLoadOptions = Omit<LoadOptions, 'provider' | 'threads' | 'log'>;

/** What the engine is started with. */
export interface StartInput {
  /** The absolute URL of the folder of the package or of a copy of it; see `WebPlatformOptions.assets`. */
  readonly assets: string;
  /** `auto` starts on `wasm` and lets `calibrate` decide. */
  readonly provider: WebProvider | 'auto';
  /** See `WebPlatformOptions.threads`. */
  readonly threads?: number | undefined;
  /** What is loaded, but for what each reconstruction asks for. */
  readonly load?: WorkerLoadOptions;
}

/** What makes the results, and the body they speak of. */
export interface LoadedInfo {
  readonly model: ModelInfo;
  readonly body: BodyModel;
}

/** What runs, as the badge says it. */
export interface EngineInfo {
  readonly provider: WebProvider;
  readonly providers: readonly WebProvider[];
  readonly threads: number;
  /** Whether the page may share memory between threads. */
  readonly isolated: boolean;
}

/** A photograph or a frame to be taken in hand. */
export interface OpenInput {
  readonly name: string;
  /** The bytes of an image file, what a camera or a video shows, or pixels. */
  readonly source: Uint8Array<ArrayBuffer> | ImageBitmap | Photo;
  /** Whether it is the frame after the one in hand, whose people are then followed. */
  readonly follows?: boolean;
}

/** What was decoded; `photo` is its number in later calls. */
export interface OpenedPhoto {
  readonly photo: number;
  readonly width: number;
  readonly height: number;
  /** See `Photo.exifFocalPx`. */
  readonly exifFocalPx: number | null;
  /** For the screen; the receiver closes it. */
  readonly bitmap: ImageBitmap;
}

/** `ReconstructOptions` that survive the way into a worker. */
export type WorkerReconstructOptions = Omit<
  ReconstructOptions,
  'file' | 'found' | 'onUnplaced' | 'signal' | 'onProgress' | 'onStage'
>;

/** What is to be made ready. */
export interface PrepareInput {
  readonly rois?: LoadOptions['rois'];
  readonly quality?: Quality | undefined;
  /** Networks that are not at hand from an earlier visit are left for later; weights, body and runtime are fetched in any case. */
  readonly onlyKept: boolean;
}

/** A photograph that was opened, and how its people are looked at. */
export interface ReconstructInput extends WorkerReconstructOptions {
  readonly photo: number;
  /** M; default: as the engine was started. */
  readonly rois?: LoadOptions['rois'];
  /** Default: as the engine was started. */
  readonly quality?: Quality | undefined;
}

/** What was measured, and what runs from now on. */
export interface ProviderChoice extends EngineInfo {
  /** Milliseconds of the pose encoder for five regions; null where it cannot run. */
  readonly wasmMs: number;
  readonly webgpuMs: number | null;
  /** The largest difference of its outputs, relative to their largest value. */
  readonly difference: number | null;
}

/** A result to be made a file of. */
export interface ExportInput {
  readonly kind: ExportKind | 'overlay';
  readonly result: Reconstruction;
  /** The photograph under an overlay. */
  readonly photo?: number;
}

/** A motion to be made files of. */
export interface ExportMotionInput {
  readonly motion: Motion;
  readonly kind: MotionExportKind;
  /** Bones of BVH; default `smpl`. */
  readonly bones?: BoneNaming;
}

/** A file to save. */
export interface ExportedFile {
  /** What follows the image's stem, as in `OutputFile`. */
  readonly suffix: string;
  readonly content: Uint8Array | string;
}

/** Every call with what goes in and what comes out. */
export interface Calls {
  start: { input: StartInput; output: EngineInfo };
  /** As `calibrate`, with an answer that is remembered. */
  settle: { input: null; output: EngineInfo };
  /** Releases every network; `start` begins anew. */
  stop: { input: null; output: null };
  model: { input: null; output: LoadedInfo };
  /** Fetches and compiles ahead of the first photograph. */
  prepare: { input: PrepareInput; output: null };
  open: { input: OpenInput; output: OpenedPhoto };
  reconstruct: { input: ReconstructInput; output: Reconstruction };
  calibrate: { input: null; output: ProviderChoice };
  use: { input: WebProvider; output: EngineInfo };
  body: { input: string; output: BodyModel };
  exportMotion: { input: ExportMotionInput; output: readonly ExportedFile[] };
  export: { input: ExportInput; output: readonly ExportedFile[] };
}
/** A call of {@link Calls}. */
export type CallName = keyof Calls;

/** A call with its number, or the number of a call that nobody waits for any more. */
export type ToWorker =
  | {
      [K in CallName]: { readonly id: number; readonly call: K; readonly input: Calls[K]['input'] };
    }[CallName]
  | { readonly cancel: number };

/** A `MultiRoiError` as data; its class does not survive the clone. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Arguments of `OnProgress`. */
export type Progress = readonly [done: number, total: number, what: string];

/** The answer to a call, or how far it is. */
export type FromWorker =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: WireError }
  | { readonly id: number; readonly progress: Progress };
