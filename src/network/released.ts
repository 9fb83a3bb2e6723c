/** @file Which network a checkpoint of the authors holds, read from its keys and shapes alone. */

import { MultiRoiError } from '../base/index.ts';
import type { HostTensor, Weights } from '../platform/index.ts';
import type { NetworkChoice } from './config.ts';
import { ENCODERS } from './encoders/index.ts';

/** Every network of the released code has it, and nothing else does. */
export const TELLING_KEY = 'fuse_fc.weight';

/** What stands before the keys of each network in a file: nothing, `model.`, `state_dict.module.`. */
export function networkPrefixes(tensors: Weights): string[] {
  return [...tensors.keys()]
    .filter((key) => key === TELLING_KEY || key.endsWith(`.${TELLING_KEY}`))
    .map((key) => key.slice(0, -TELLING_KEY.length));
}

/** The tensors whose names begin with a prefix, without it. */
export function belowPrefix(tensors: Weights, prefix: string): Map<string, HostTensor> {
  const below = new Map<string, HostTensor>();
  for (const [key, tensor] of tensors) {
    if (key.startsWith(prefix)) below.set(key.slice(prefix.length), tensor);
  }
  return below;
}

/**
 * Model, M and L of a checkpoint in the authors' layout.
 * @throws E_FORMAT when the telling keys are absent or do not fit together.
 */
export function releasedChoice(weights: Weights): NetworkChoice {
  const model = weights.has('backbone.stage4.0.branches.0.0.conv1.weight')
    ? 'hrnet-w48'
    : 'resnet50';
  const fanIn = axis(weights, TELLING_KEY, 1);
  const rois = axis(weights, 'attention.4.weight', 0);
  const frequencies = (fanIn - ENCODERS[model].width - 3) / 6;
  if (!Number.isInteger(frequencies) || frequencies < 0) {
    throw new MultiRoiError(
      'E_FORMAT',
      `releasedChoice: expected ${ENCODERS[model].width} + 3 + 6·L columns, got ${fanIn} ('${TELLING_KEY}')`,
    );
  }
  return { model, preset: 'official', rois, frequencies };
}

function axis(weights: Weights, name: string, index: number): number {
  const length = weights.get(name)?.shape[index];
  if (length === undefined) {
    throw new MultiRoiError('E_FORMAT', `releasedChoice: expected a key '${name}', got none`);
  }
  return length;
}
