/** @file Which network a checkpoint of the authors holds, read from its keys and shapes alone. */

import { MultiRoiError } from '../base/index.ts';
import type { Weights } from '../platform/index.ts';
import type { NetworkChoice } from './config.ts';
import { ENCODERS } from './encoders/index.ts';

/**
 * Model, M and L of a checkpoint in the authors' layout.
 * @throws E_FORMAT when the telling keys are absent or do not fit together.
 */
export function releasedChoice(weights: Weights): NetworkChoice {
  const model = weights.has('backbone.stage4.0.branches.0.0.conv1.weight')
    ? 'hrnet-w48'
    : 'resnet50';
  const fanIn = axis(weights, 'fuse_fc.weight', 1);
  const rois = axis(weights, 'attention.4.weight', 0);
  const frequencies = (fanIn - ENCODERS[model].width - 3) / 6;
  if (!Number.isInteger(frequencies) || frequencies < 0) {
    throw new MultiRoiError(
      'E_FORMAT',
      `releasedChoice: expected ${ENCODERS[model].width} + 3 + 6·L columns, got ${fanIn} ('fuse_fc.weight')`,
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
