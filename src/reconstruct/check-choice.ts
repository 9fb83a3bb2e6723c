/** @file Whether a weights file is of the network that was asked for. */

import { MultiRoiError } from '../base/index.ts';
import type { NetworkConfig } from '../network/index.ts';
import type { LoadOptions } from './options.ts';

/**
 * Refuses weights of another model or preset than was asked for.
 * @throws E_CONFIG
 */
export function checkChoice(
  config: NetworkConfig,
  { model, preset }: Pick<LoadOptions, 'model' | 'preset'>,
): void {
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
}
