/** @file What the server's thread and the threads that reconstruct say to each other. */

import type { ReconstructOptions, VideoMotionOptions } from '../reconstruct/index.ts';
import type { HostTensor } from '../platform/index.ts';
import type { Problem } from './problem.ts';
import type { ServerOptions } from './options.ts';

/** What an answer can be, and its media type. */
export const FORMATS = {
  json: 'application/json',
  glb: 'model/gltf-binary',
  overlay: 'image/png',
} as const;
/** What a picture can be answered with. */
export type Format = keyof typeof FORMATS;

/** What a video can be answered with, and its media type. */
export const MOTION_FORMATS = { json: 'application/json', glb: 'model/gltf-binary' } as const;
/** One of them. */
export type MotionFormat = keyof typeof MOTION_FORMATS;

/** What a thread is started with. */
export interface ThreadSetup {
  readonly model: NonNullable<ServerOptions['model']>;
}

/** A picture for a thread. */
export interface ReconstructTask {
  readonly kind: 'reconstruct';
  /** An image file. */
  readonly bytes: Uint8Array;
  readonly format: Format;
  /** Regions of interest per person; absent: as the server was started. */
  readonly rois: number | undefined;
  readonly options: Omit<ReconstructOptions, 'signal' | 'onProgress' | 'onStage'>;
}

/** A video for a thread. */
export interface MotionTask {
  readonly kind: 'motion';
  /** A video file. */
  readonly bytes: Uint8Array;
  readonly format: MotionFormat;
  /** Larger pictures are not decoded. */
  readonly maxPixels: number;
  readonly options: Omit<
    VideoMotionOptions,
    'log' | 'observations' | 'onMotionProgress' | 'signal'
  >;
}

/** Tensors for one network of a thread. */
export interface InferTask {
  readonly kind: 'infer';
  readonly model: string;
  readonly inputs: Readonly<Record<string, HostTensor>>;
  readonly outputs: readonly string[];
}

export type ThreadTask = ReconstructTask | MotionTask | InferTask;

/** To a thread. */
export type Request =
  | { readonly id: number; readonly task: ThreadTask }
  | { readonly id: number; readonly cancel: true }
  | { readonly stop: true };

/** The answer for a picture or a video, as its bytes. */
export interface Picture {
  readonly kind: 'reconstruct' | 'motion';
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly people: number;
  /** What of a picture took when how long, ms since 1970. */
  readonly stages?: readonly TimedStage[];
}

/** One stage of a picture. */
export type TimedStage = readonly [stage: string, startMs: number, endMs: number];

/** A network's answer. */
export interface Inference {
  readonly kind: 'infer';
  readonly outputs: Readonly<Record<string, HostTensor>>;
}
export type Answer = Picture | Inference;

/** A model that the pipeline runs, as the inference protocol describes it. */
export interface ServedModel {
  readonly name: string;
  readonly sha256: string;
  readonly inputs: readonly ServedTensor[];
  readonly outputs: readonly ServedTensor[];
}
/** An input or an output of a served network, in the protocol's words. */
export interface ServedTensor {
  readonly name: string;
  readonly datatype: string;
  /** −1 where any length is taken. */
  readonly shape: readonly number[];
}

/** From a thread. */
export type Reply =
  | { readonly ready: readonly ServedModel[] }
  | { readonly failed: Problem }
  | { readonly id: number; readonly progress: readonly [done: number, total: number, what: string] }
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly problem: Problem };
