/** @file Results of a clip's frames, smoothed together as its state asks. */

import type { BodyModel } from '../../src/body/index.ts';
import { MultiRoiError } from '../../src/base/index.ts';
import type { Reconstruction } from '../../src/result/index.ts';
import { SMOOTHING_DEFAULTS, smoothFrames } from '../../src/video/index.ts';
import { sameFields } from '../state/store.ts';
import type { Clip } from '../state/state.ts';

/** Remembers the last answer: a reader who scrubs asks for the same frames again and again. */
export class SmoothedFrames {
  #key: readonly unknown[] = [];
  #results: readonly Reconstruction[] = [];

  /** Frames are smoothed anew once one is asked for that came later, and when all have come. */
  at(clip: Clip, at: number, body: BodyModel): Reconstruction {
    const { frames, smooth, lockShape, progress } = clip;
    // frames are added at the end only: the same first frame is the same clip, reconstructed once
    const key = [frames[0], smooth, lockShape, progress === null, body];
    if (!sameFields(key, this.#key) || at >= this.#results.length) {
      const smoothing = smooth ? SMOOTHING_DEFAULTS : null;
      this.#results = smoothFrames(frames, body, { smoothing, lockShape });
      this.#key = key;
    }
    const result = this.#results[at];
    if (result !== undefined) return result;
    throw new MultiRoiError('E_INTERNAL', `internal: clip: expected frame ${at}, got none`);
  }

  forget(): void {
    this.#key = [];
    this.#results = [];
  }
}
