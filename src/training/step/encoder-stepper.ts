/**
 * @file A step in two engines: an encoder that holds its variables, and a graph of all that follows it. Forward goes
 * through both, then the gradient of the features comes back; clipping and Adam see one gradient.
 */

import { ADAM_STEP, runStep, SUM_PREFIX } from '../../graph/index.ts';
import type { NetworkConfig } from '../../network/index.ts';
import { MultiRoiError, type Rng } from '../../base/index.ts';
import type { Runtime, Session, SessionOptions, Weights } from '../../platform/index.ts';
import type { Stepped, Stepper } from '../loop/fit.ts';
import type { Step } from './build-step.ts';
import { drawMasks, float32, scalar, wanted, withSums } from './feeds.ts';
import type { ImageBatch } from './image-batches.ts';
import { imageBatch } from './image-stepper.ts';
import type { TrainableEncoder } from './trainable-encoder.ts';

/** 1e-6 as in PyTorch: a zero gradient stays zero. */
const NORM_EPS = 1e-6;

/** What the stepper is made of. */
export interface EncoderSteps {
  readonly config: NetworkConfig;
  /** Made by `buildHeadsStep`. */
  readonly heads: Step & { readonly apply: Uint8Array };
  /** Of a part's images; disposed of with the stepper. */
  readonly encoder: TrainableEncoder;
  /** Gradients are scaled down to this global norm; null leaves them as they are. */
  readonly maxGradientNorm: number | null;
}

/** Steps on images whose encoder another engine trains; `dispose` frees both. */
export class EncoderStepper implements Stepper<ImageBatch> {
  readonly #steps: EncoderSteps;
  readonly #part: Session;
  readonly #apply: Session;
  /** What the last step left, and what of it the graph holds. */
  #last: Pick<Stepped, 'variables'> | undefined;
  #state: Weights = new Map();

  private constructor(steps: EncoderSteps, part: Session, apply: Session) {
    this.#steps = steps;
    this.#part = part;
    this.#apply = apply;
  }

  /** Compiles the graph. */
  static async create(
    runtime: Runtime,
    steps: EncoderSteps,
    options?: SessionOptions,
  ): Promise<EncoderStepper> {
    const part = await runtime.createSession(steps.heads.model, options);
    const apply = await runtime.createSession(steps.heads.apply, options);
    return new EncoderStepper(steps, part, apply);
  }

  /**
   * One step on a batch. A loss or a gradient that is not finite is told and changes nothing.
   * @param parts the batch's people, part by part.
   */
  async step(
    from: Pick<Stepped, 'variables'>,
    parts: ImageBatch,
    learningRate: number,
    rng: Rng,
  ): Promise<Stepped> {
    if (from !== this.#last) this.#load(from.variables);
    const { encoder } = this.#steps;
    try {
      const values: Record<string, number> = {};
      let state = this.#state;
      let squares = 0;
      for (const [i, people] of parts.entries()) {
        const result = await this.#run(state, people, rng.fork(`part ${i}`));
        ({ state, squares } = result);
        for (const [name, value] of Object.entries(result.values)) {
          values[name] = (values[name] ?? 0) + value / parts.length;
        }
      }
      const gradientNorm = Math.sqrt(squares + encoder.squaredNorm()) / parts.length;
      values['gradientNorm'] = gradientNorm;
      if (!Object.values(values).every(Number.isFinite)) {
        encoder.discard();
        return { variables: from.variables, values };
      }
      this.#state = await this.#move(state, learningRate, this.#scale(gradientNorm) / parts.length);
      const stepped = this.#left(values);
      this.#last = stepped;
      return stepped;
    } catch (error) {
      encoder.discard();
      throw error;
    }
  }

  /** Forward and back on a part. */
  async #run(
    before: Weights,
    people: ImageBatch[number],
    rng: Rng,
  ): Promise<{
    readonly state: Weights;
    readonly squares: number;
    readonly values: Record<string, number>;
  }> {
    const { config, heads, encoder } = this.#steps;
    const feeds = imageBatch(config, people);
    const features = await encoder.forward(feeds['images'].data as Float32Array);
    const shape = [people.length, config.rois, features.length / (people.length * config.rois)];
    const all = {
      ...feeds,
      ...drawMasks(heads.masks, rng),
      features: float32(features as Float32Array<ArrayBuffer>, shape),
    };
    const { outputs, state } = await runStep(this.#part, before, wanted(this.#part, all));
    const { inputGradient, squaredNorm, ...told } = outputs;
    await encoder.backward(inputGradient.data as Float32Array);
    const values = Object.entries(told).map(([name, { data }]) => [name, Number(data[0])]);
    return {
      state,
      squares: Number(squaredNorm.data[0]),
      values: Object.fromEntries(values) as Record<string, number>,
    };
  }

  #scale(norm: number): number {
    const { maxGradientNorm: most } = this.#steps;
    return most === null ? 1 : Math.min(1, most / (norm + NORM_EPS));
  }

  async #move(before: Weights, learningRate: number, scale: number): Promise<Weights> {
    const { state } = await runStep(this.#apply, before, {
      learningRate: scalar(learningRate),
      gradientScale: scalar(scale),
    });
    const step = Number(state.get(ADAM_STEP)?.data[0]);
    await this.#steps.encoder.adam({ learningRate, step, scale });
    return state;
  }

  #load(variables: Weights): void {
    const { encoder } = this.#steps;
    encoder.load(variables);
    const own = [...variables].filter(
      ([name]) => !encoder.names.has(name) && !name.startsWith(SUM_PREFIX),
    );
    this.#state = withSums(this.#part, new Map(own));
    this.#last = undefined;
  }

  /** What a step leaves: copied out of the engine when it is asked for, and only as long as it is there. */
  #left(values: Record<string, number>): Stepped {
    let copied: Weights | undefined;
    const copy = (): Weights => {
      if (this.#last !== stepped) {
        throw new MultiRoiError(
          'E_INTERNAL',
          'internal: train: the variables of a step were asked for after the next one',
        );
      }
      const own = [...this.#state].filter(([name]) => !name.startsWith(SUM_PREFIX));
      return new Map([...own, ...this.#steps.encoder.variables()]);
    };
    const stepped: Stepped = {
      values,
      get variables() {
        copied ??= copy();
        return copied;
      },
    };
    return stepped;
  }

  /** Releases the compiled graph and the encoder. */
  async dispose(): Promise<void> {
    await this.#part.dispose();
    await this.#apply.dispose();
    await this.#steps.encoder.dispose();
  }
}
