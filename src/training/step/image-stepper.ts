/** @file Runs image steps: the parts of a batch one after the other, then Adam. */

import { runStep } from '../../graph/index.ts';
import { relationInput, type DropoutMask, type NetworkConfig } from '../../network/index.ts';
import type { Runtime, Session, Weights } from '../../platform/index.ts';
import type { Rng } from '../../base/index.ts';
import { drawMasks, scalar, wanted, type Feeds } from './feeds.ts';
import type { Stepped, Stepper } from '../loop/fit.ts';
import type { ImageBatch } from './image-batches.ts';
import type { ImageStep } from './image-step.ts';
import { personShapes, type PersonArrays, type PersonField } from './person.ts';

/** Concatenates people into the inputs of one part. */
export function imageBatch(config: NetworkConfig, people: readonly PersonArrays[]): Feeds {
  const shapes = personShapes(config, people[0].trueVertices.length / 3);
  const feeds: Feeds = {};
  for (const name of Object.keys(shapes) as PersonField[]) {
    const each = people[0][name].length;
    const data = new Float32Array(each * people.length);
    for (const [i, person] of people.entries()) data.set(person[name], i * each);
    feeds[name] = { type: 'float32', shape: [people.length, ...shapes[name]], data };
  }
  feeds['relation'] = relationInput(config, feeds['boxes'].data as Float32Array, people.length);
  return feeds;
}

/** A step compiled; `dispose` frees it. */
export class ImageStepper implements Stepper<ImageBatch> {
  readonly #config: NetworkConfig;
  readonly #masks: readonly DropoutMask[];
  readonly #part: Session;
  readonly #apply: Session | null;

  private constructor(
    config: NetworkConfig,
    masks: readonly DropoutMask[],
    part: Session,
    apply: Session | null,
  ) {
    this.#config = config;
    this.#masks = masks;
    this.#part = part;
    this.#apply = apply;
  }

  /** Compiles a step; for HRNet-W48 this takes a minute. */
  static async create(
    runtime: Runtime,
    config: NetworkConfig,
    step: ImageStep,
    threads?: number,
  ): Promise<ImageStepper> {
    const options = threads === undefined ? {} : { threads };
    const part = await runtime.createSession(step.part, options);
    const apply = step.apply === null ? null : await runtime.createSession(step.apply, options);
    return new ImageStepper(config, step.masks, part, apply);
  }

  /**
   * One step on a batch.
   * @param parts the batch's people, part by part.
   */
  async step(
    variables: Weights,
    parts: ImageBatch,
    learningRate: number,
    rng: Rng,
  ): Promise<Stepped> {
    const rate = { learningRate: scalar(learningRate) };
    const values: Record<string, number> = {};
    let state = variables;
    for (const [i, people] of parts.entries()) {
      const feeds = {
        ...imageBatch(this.#config, people),
        ...drawMasks(this.#masks, rng.fork(`part ${i}`)),
        ...(this.#apply === null && rate),
      };
      const result = await runStep(this.#part, state, wanted(this.#part, feeds));
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

  async dispose(): Promise<void> {
    await this.#part.dispose();
    await this.#apply?.dispose();
  }
}
