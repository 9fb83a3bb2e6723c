/** @file 8-bit weights of float ones, and how far their answers are from each other on people that were not calibrated on. */

import { readBody } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import {
  calibrateWeights,
  compareQuantised,
  type NetworkLook,
  type RoundingError,
} from '../../inference/index.ts';
import type { WeightsFile } from '../../network/index.ts';
import type { Platform, SessionOptions } from '../../platform/index.ts';
import { photographedLooks, syntheticLooks } from './looks.ts';

/** Every so many-th person is kept from calibration, to be compared on. */
const KEPT = 3;

/** What is rounded, and on whom. */
export interface QuantiseOptions extends SessionOptions {
  readonly platform: Platform;
  readonly file: WeightsFile;
  /** Paths of photographs; null: synthetic people. */
  readonly photographs: readonly string[] | null;
  /** People looked at, in all, at most. */
  readonly people: number;
  /** Of synthetic people. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** After every person. */
  readonly onPerson?: (done: number) => void;
}

/** 8-bit weights, and what rounding did. */
export interface QuantisedNetwork {
  readonly file: WeightsFile;
  /** People whose activations set the ranges. */
  readonly calibrated: number;
  readonly error: RoundingError;
}

/**
 * Rounds a network's encoder to 8 bits.
 * @throws E_RANGE when there are too few people, E_UNSUPPORTED for `light`, E_CONFIG for weights that are rounded already.
 */
export async function quantiseRun(options: QuantiseOptions): Promise<QuantisedNetwork> {
  const { platform, file, photographs, people, seed, provider, threads, onPerson } = options;
  const session = { provider, threads };
  const looks =
    photographs === null
      ? syntheticLooks(platform, file.config, people, seed)
      : photographedLooks(platform, file.config, photographs, people, {
          ...session,
          signal: options.signal,
        });
  const kept: NetworkLook[] = [];
  let done = 0;
  const calibrating = async function* (): AsyncGenerator<Float32Array> {
    for await (const look of looks) {
      onPerson?.(++done);
      if (done % KEPT === 0) kept.push(look);
      else yield look.planes;
    }
  };
  const rounded = await calibrateWeights(platform.runtime, file, calibrating(), session);
  if (kept.length === 0) {
    throw new MultiRoiError('E_RANGE', `quantise: expected ${KEPT} people or more, got ${done}`);
  }
  const body = await readBody(platform.files, file.body);
  const files = { float: file, rounded };
  const error = await compareQuantised(platform.runtime, files, body, kept, session);
  return { file: rounded, calibrated: done - kept.length, error };
}
