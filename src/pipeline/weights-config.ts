/** @file Which network a weights file is for: what stands beside its tensors, else what their keys tell. */

import { MultiRoiError } from '../errors.ts';
import {
  networkConfig,
  parseNetworkConfig,
  releasedChoice,
  type NetworkConfig,
} from '../network/index.ts';
import type { Weights } from '../platform.ts';
import type { LoadOptions } from './options.ts';

/** Where a weights file carries its configuration. */
export const CONFIG_KEY = 'multiroi.config';

/**
 * The configuration of a weights file, and that it is the model and preset that were asked for.
 * @throws E_CONFIG when it is another.
 */
export function configOf(
  tensors: Weights,
  metadata: Readonly<Record<string, string>>,
  { model, preset }: Pick<LoadOptions, 'model' | 'preset'>,
): NetworkConfig {
  const stored = metadata[CONFIG_KEY];
  // the authors' checkpoints say nothing of themselves, but their keys do
  const config =
    stored === undefined ? networkConfig(releasedChoice(tensors)) : parseNetworkConfig(stored);
  const disagree = (what: string, wanted: string | undefined, got: string): void => {
    if (wanted === undefined || wanted === got) return;
    throw new MultiRoiError(
      'E_CONFIG',
      `load: expected weights of ${what} ${wanted}, got those of ${got}`,
      { hint: `give other weights, or leave --${what} out` },
    );
  };
  disagree('model', model, config.model);
  disagree('preset', preset, config.preset);
  return config;
}
