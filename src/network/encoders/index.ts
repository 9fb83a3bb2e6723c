/** @file The encoders by name, and what the rest of the network must know of each. */

import type { Tensor } from '../../graph/index.ts';
import type { Build } from '../layers.ts';
import { hrnetW48 } from './hrnet-w48.ts';
import { LIGHT_WIDTH } from '../pretrained/blazepose.ts';
import { resnet50 } from './resnet50.ts';

/**
 * `light`: lifting of what a frozen pose encoder says of each region. The other two: the paper's encoders, trained on
 * pixels.
 */
export const MODEL_NAMES = ['light', 'resnet50', 'hrnet-w48'] as const;
/** An encoder with all that follows it, by name: one of {@link MODEL_NAMES}. */
export type ModelName = (typeof MODEL_NAMES)[number];

/** What makes features of crops, or stands for what does. */
export interface Encoder {
  /** Length of the feature of one RoI. */
  readonly width: number;
  /** What every parameter name of the encoder starts with. */
  readonly prefix: string;
  /** Images [N, 3, H, W] → features [N, width]; null when another session computes them. */
  readonly encode: ((build: Build, images: Tensor) => Tensor) | null;
  /** Keys of the authors' module that its forward pass never reads. */
  readonly unread: Readonly<Record<string, readonly number[]>>;
}

/** Every encoder by the name of its model. */
export const ENCODERS: Readonly<Record<ModelName, Encoder>> = {
  light: { width: LIGHT_WIDTH, prefix: '', encode: null, unread: {} },
  resnet50: { width: 2048, prefix: '', encode: resnet50, unread: {} },
  'hrnet-w48': {
    width: 720,
    prefix: 'backbone.',
    encode: hrnetW48,
    unread: {
      'backbone.final_layer.weight': [24, 48, 1, 1],
      'backbone.final_layer.bias': [24],
    },
  },
};
