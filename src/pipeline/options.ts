/** @file What a caller may choose, and what happens otherwise. */

import type { BodyModel } from '../body/index.ts';
import type { Intrinsics, RoiSet } from '../camera/index.ts';
import type { Detection } from '../detect/index.ts';
import { MultiRoiError, throwIssues, type Issue } from '../errors.ts';
import type { Logger, OnProgress } from '../log.ts';
import type { ModelName, PresetName } from '../network/index.ts';
import type { SessionOptions } from '../platform.ts';

/** What is loaded once and serves every photograph. */
export interface LoadOptions extends SessionOptions {
  /** Default `light`, or what the weights are for. */
  readonly model?: ModelName;
  /** Default: what the weights are for. */
  readonly preset?: PresetName;
  /** Path or bytes of a safetensors file; default: the shipped weights of the model. */
  readonly weights?: string | Uint8Array;
  /**
   * Name of a body (`open`, `smpl-neutral`), path of a body file, or a body. Default: the one that the weights
   * speak of; another one is fitted to what they say (`Retargeted`).
   */
  readonly body?: string | BodyModel;
  /** M, the first regions of the paper's set, or a set of one's own; default: what the weights were trained with. */
  readonly rois?: number | RoiSet;
  /** Path or bytes of a YOLO-like `.onnx`; default: the shipped detector. */
  readonly detector?: string | Uint8Array;
  readonly log?: Logger;
}

/** Which of the people found are reconstructed: everyone, or the largest one or N. */
export type PersonChoice = 'all' | 'largest' | number;

/** What concerns one photograph. */
export interface ReconstructOptions {
  /** Name for the result and for messages; default `image`. */
  readonly file?: string;
  /** The people's boxes, when they are known: nothing is detected, nobody rejected. */
  readonly boxes?: readonly Detection[];
  readonly persons?: PersonChoice;
  /** Smaller people are left out: the longer side of the box, px. */
  readonly minSizePx?: number;
  /** Focal length, px. Of this, `fovDeg` and `intrinsics` at most one. */
  readonly focalPx?: number;
  /** Vertical field of view, degrees. */
  readonly fovDeg?: number;
  readonly intrinsics?: Omit<Intrinsics, 'focalSource'>;
  /** Whether the focal length in EXIF is believed. */
  readonly exif?: boolean;
  readonly signal?: AbortSignal;
  /** People done, people in all. */
  readonly onProgress?: OnProgress;
}

export const RECONSTRUCT_DEFAULTS: Required<
  Pick<ReconstructOptions, 'file' | 'persons' | 'minSizePx' | 'exif'>
> = { file: 'image', persons: 'all', minSizePx: 0, exif: true };

/** Throws E_RANGE with everything that cannot be meant. */
export function checkReconstructOptions({ persons, minSizePx }: ReconstructOptions): void {
  const issues: Issue[] = [];
  if (typeof persons === 'number' && !(Number.isInteger(persons) && persons >= 1)) {
    issues.push({
      path: 'persons',
      message: `expected all, largest or 1 and more, got ${persons}`,
    });
  }
  if (minSizePx !== undefined && !(minSizePx >= 0 && Number.isFinite(minSizePx))) {
    issues.push({ path: 'minSizePx', message: `expected 0 px or more, got ${minSizePx}` });
  }
  throwIssues('E_RANGE', 'reconstruct', issues);
}

/** Options that name the same thing twice. */
export function checkLoadOptions({ rois }: LoadOptions): void {
  if (typeof rois === 'number' && !(Number.isInteger(rois) && rois >= 1)) {
    throw new MultiRoiError('E_RANGE', `load: expected 1 or more regions, got ${rois}`);
  }
}
