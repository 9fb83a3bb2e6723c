/** @file What a caller may choose, and what happens otherwise. An option that is undefined is not given. */

import type { BodyModel } from '../body/index.ts';
import { checkRoiSet, type Intrinsics, type RoiSet } from '../camera/index.ts';
import type { Detection } from '../detect/index.ts';
import { MultiRoiError, throwIssues, type Issue } from '../base/index.ts';
import type { Logger, OnProgress } from '../base/index.ts';
import type { ModelName, NetworkConfig, PresetName } from '../network/index.ts';
import type { SessionOptions } from '../platform/index.ts';
import type { Person } from '../result/index.ts';
import type { FoundPerson } from '../detect/index.ts';
import type { OnStage } from './stopwatch.ts';
import { shapeIssues, type KnownShape } from '../result/index.ts';

/**
 * How hard is looked at people: once, or also in a mirror and with a larger network for which way limbs point, which is better and
 * takes two to three times as long.
 */
export const QUALITIES = ['standard', 'best'] as const;
/** Which of the shipped weights of `light`: one of {@link QUALITIES}. */
export type Quality = (typeof QUALITIES)[number];

/** The asset of a model's shipped weights. */
export function weightsAsset(model: ModelName = 'light'): string {
  return `weights/${model}.safetensors`;
}

/** What is loaded once and serves every photograph. */
export interface LoadOptions extends SessionOptions {
  /** Default `light`, or what the weights are for. */
  readonly model?: ModelName | undefined;
  /** Default `standard`. */
  readonly quality?: Quality | undefined;
  /** Default: what the weights are for. */
  readonly preset?: PresetName | undefined;
  /** Path or bytes of a safetensors file; default: the shipped weights of the model. */
  readonly weights?: string | Uint8Array | undefined;
  /**
   * Name of a body (`open`, `smpl-neutral`), path of a body file, or a body. Default: the one that the weights
   * speak of; another one is fitted to what they say (`Retargeted`).
   */
  readonly body?: string | BodyModel | undefined;
  /** M, the first regions of the paper's set, or a set of one's own; default: what the weights were trained with. */
  readonly rois?: number | RoiSet | undefined;
  /** Whether people are looked at in a view that is rolled until they stand; default: as the weights were trained. */
  readonly roll?: NetworkConfig['roll'] | undefined;
  /** Path or bytes of a file of calibrations, for the expected error; default: that of the shipped weights. */
  readonly confidence?: string | Uint8Array | undefined;
  /** Path or bytes of a YOLO-like `.onnx`; default: the shipped detector. */
  readonly detector?: string | Uint8Array | undefined;
  /** Told what was not as asked for; default: silence. */
  readonly log?: Logger | undefined;
}

/** Which of the people found are reconstructed: everyone, or the largest one or N. */
export type PersonChoice = 'all' | 'largest' | number;

/** What concerns one photograph. */
export interface ReconstructOptions extends KnownShape {
  /** Name for the result and for messages; default `image`. */
  readonly file?: string | undefined;
  /** The people's boxes, when they are known: nothing is detected, nobody rejected. */
  readonly boxes?: readonly Detection[] | undefined;
  /** People whom `MultiRoi.find` found on this very photograph: looked at again, not looked for. */
  readonly found?: readonly FoundPerson[] | undefined;
  /** Default: all. */
  readonly persons?: PersonChoice | undefined;
  /** People whose score is lower are not found, 0–1; default: `PERSON_THRESHOLD`, or what a detector of the caller's has. */
  readonly threshold?: number | undefined;
  /** Smaller people are left out: the longer side of the box, px. */
  readonly minSizePx?: number | undefined;
  /** Focal length, px. Of this, `fovDeg` and `intrinsics` at most one. */
  readonly focalPx?: number | undefined;
  /** Vertical field of view, degrees. */
  readonly fovDeg?: number | undefined;
  /** The whole pinhole, px. */
  readonly intrinsics?: Omit<Intrinsics, 'focalSource'> | undefined;
  /** Whether the focal length in EXIF is believed. */
  readonly exif?: boolean | undefined;
  /** Whether results carry the fusion weights, `Person.fusion`. */
  readonly fusion?: boolean | undefined;
  /**
   * Whether pose and t are moved from what the network predicted until the body lies on the key-points that are seen, as far as
   * those are believed (docs/refinement.md); default true.
   */
  readonly refine?: boolean | undefined;
  /**
   * Whether everybody is also looked at in a mirror and pose and shape are the means of both answers: nearer to the
   * truth, for twice the time of the encoder (docs/mirror.md); default: with quality `best`. Local cameras and expected error
   * are those of the look as it is.
   */
  readonly mirror?: boolean | undefined;
  /**
   * Told of each person whose local cameras have no scale, who is left out of the result since nobody knows where they
   * stand; for measurements of the pose alone. @param index among the people given; @param person placed by the box alone.
   */
  readonly onUnplaced?: ((index: number, person: Person) => void) | undefined;
  /** Stops the work at its next step with E_ABORT. */
  readonly signal?: AbortSignal | undefined;
  /** People done, people in all. */
  readonly onProgress?: OnProgress | undefined;
  /** Told of every stage that is over, for whoever keeps traces. */
  readonly onStage?: OnStage | undefined;
}

/** What is left out of `ReconstructOptions`. */
export const RECONSTRUCT_DEFAULTS: {
  readonly file: string;
  readonly persons: PersonChoice;
  readonly minSizePx: number;
  readonly exif: boolean;
  readonly fusion: boolean;
  readonly refine: boolean;
} = {
  file: 'image',
  persons: 'all',
  minSizePx: 0,
  exif: true,
  fusion: false,
  refine: true,
};

/** Throws E_RANGE with everything that cannot be meant. */
export function checkReconstructOptions({
  persons,
  threshold,
  minSizePx,
  boxes,
  found,
  heightM,
  betas,
}: ReconstructOptions): void {
  const issues: Issue[] = shapeIssues({ heightM, betas });
  if (boxes !== undefined && found !== undefined) {
    issues.push({ path: 'found', message: 'expected boxes or people found, got both' });
  }
  if (typeof persons === 'number' && !(Number.isInteger(persons) && persons >= 1)) {
    issues.push({
      path: 'persons',
      message: `expected all, largest or 1 and more, got ${persons}`,
    });
  }
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1)) {
    issues.push({ path: 'threshold', message: `expected 0 to 1, got ${threshold}` });
  }
  if (minSizePx !== undefined && !(minSizePx >= 0 && Number.isFinite(minSizePx))) {
    issues.push({ path: 'minSizePx', message: `expected 0 px or more, got ${minSizePx}` });
  }
  throwIssues('E_RANGE', 'reconstruct', issues);
}

/** @throws E_RANGE for regions that cannot be meant. */
export function checkLoadOptions({ rois }: LoadOptions): void {
  if (typeof rois === 'object') checkRoiSet('load', rois);
  else if (rois !== undefined && !(Number.isInteger(rois) && rois >= 1)) {
    throw new MultiRoiError('E_RANGE', `load: expected 1 or more regions, got ${rois}`);
  }
}
