/** @file A step compiled and run: the parts of a batch one after the other, then Adam. */

import { runStep } from '../../graph/index.ts';
import type { DropoutMask } from '../../network/index.ts';
import type { Runtime, Session, SessionOptions, Weights } from '../../platform/index.ts';
import type { Rng } from '../../base/index.ts';
import type { Stepped } from '../loop/fit.ts';
import type { Step } from './build-step.ts';
import { drawMasks, scalar, wanted, withSums, type Feeds } from './feeds.ts';

/** A part of a batch, and the stream of its dropout masks. */
export interface PartOfBatch {
  /** By the names of the label provider's tensors; others are left out. */
  readonly feeds: Feeds;
  readonly rng: Rng;
}

/** A step compiled; `dispose` frees it. */
export class CompiledStep {
  readonly #masks: readonly DropoutMask[];
  readonly #part: Session;
  readonly #apply: Session | null;

  private constructor(masks: readonly DropoutMask[], part: Session, apply: Session | null) {
    this.#masks = masks;
    this.#part = part;
    this.#apply = apply;
  }

  /** Compiles a step; for HRNet-W48 this takes a minute. */
  static async create(
    runtime: Runtime,
    step: Step,
    options?: SessionOptions,
  ): Promise<CompiledStep> {
    const part = await runtime.createSession(step.model, options);
    const apply = step.apply === null ? null : await runtime.createSession(step.apply, options);
    return new CompiledStep(step.masks, part, apply);
  }

  /**
   * One step on a batch; the variables passed in are left as they were.
   * @param parts as many as the step was built for, each made when its turn comes.
   * @returns the variables after it; the loss and its terms, means over the parts; the norm of the gradient.
   */
  async run(
    variables: Weights,
    parts: readonly (() => PartOfBatch)[],
    learningRate: number,
  ): Promise<Stepped> {
    const rate = { learningRate: scalar(learningRate) };
    const values: Record<string, number> = {};
    let state = withSums(this.#part, variables);
    for (const part of parts) {
      const { feeds, rng } = part();
      const all = {
        ...feeds,
        ...drawMasks(this.#masks, rng),
        ...(this.#apply === null && rate),
      };
      const result = await runStep(this.#part, state, wanted(this.#part, all));
      state = result.state;
      for (const [name, { data }] of Object.entries(result.outputs)) {
        values[name] = (values[name] ?? 0) + Number(data[0]) / parts.length;
      }
    }
    if (this.#apply !== null) {
      const result = await runStep(this.#apply, state, rate);
      state = result.state;
      values['gradientNorm'] = Number(result.outputs['gradientNorm'].data[0]);
    }
    return { variables: state, values };
  }

  /** Releases the compiled graphs. */
  async dispose(): Promise<void> {
    await this.#part.dispose();
    await this.#apply?.dispose();
  }
}
