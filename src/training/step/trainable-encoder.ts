/** @file An encoder under training, whoever computes it: its way forward, the way back, and its optimiser. */

import type { Weights } from '../../platform/index.ts';

/** One step of Adam, with the constants of `ADAM_DEFAULTS`. */
export interface EncoderUpdate {
  readonly learningRate: number;
  /** How many steps will have been done, from 1. */
  readonly step: number;
  /** What the summed gradients are multiplied by. */
  readonly scale: number;
}

/**
 * Holds parameters, running statistics and Adam's moments. Between `forward` and `adam` stand one or more ways back, whose
 * gradients add up.
 */
export interface TrainableEncoder {
  /** Names of all that it holds, as a checkpoint has them. */
  readonly names: ReadonlySet<string>;
  /** Takes what it holds from variables; moments that are missing are zeros. @throws E_CONFIG for a missing parameter. */
  load(variables: Weights): void;
  /** Copies of all that it holds. */
  variables(): Weights;
  /**
   * Features [N, D] of images [N, 3, H, W], laid end to end; running statistics follow.
   * @throws E_SHAPE for another number of pixels.
   */
  forward(images: Float32Array): Promise<Float32Array>;
  /** The way back of the last images: adds to the gradients. @param gradient of the loss in the features [N, D]. */
  backward(gradient: Float32Array): Promise<void>;
  /** Σ g² over all gradients so far. */
  squaredNorm(): number;
  /** Moves the parameters; gradients start again from zero. */
  adam(update: EncoderUpdate): Promise<void>;
  /** Undoes what came after the last `adam` or `load`: gradients and running statistics. */
  discard(): void;
  /** Frees what it holds; nothing can be asked of it afterwards. */
  dispose(): Promise<void>;
}
