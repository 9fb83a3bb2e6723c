/** @file Runs steps on images. */

import { relationInput, type NetworkConfig } from '../../network/index.ts';
import type { Runtime, SessionOptions } from '../../platform/index.ts';
import type { Rng } from '../../base/index.ts';
import { float32, type Feeds } from './feeds.ts';
import type { Stepped, Stepper } from '../loop/fit.ts';
import type { Step } from './build-step.ts';
import { CompiledStep } from './compiled-step.ts';
import type { ImageBatch } from './image-batches.ts';
import { personShapes, type PersonArrays, type PersonField } from './person.ts';

/** Concatenates people into the inputs of one part. */
export function imageBatch(config: NetworkConfig, people: readonly PersonArrays[]): Feeds {
  const shapes = personShapes(config, people[0].trueVertices.length / 3);
  const feeds: Feeds = {};
  for (const name of Object.keys(shapes) as PersonField[]) {
    const each = people[0][name].length;
    const data = new Float32Array(each * people.length);
    for (const [i, person] of people.entries()) data.set(person[name], i * each);
    feeds[name] = float32(data, [people.length, ...shapes[name]]);
  }
  feeds['relation'] = relationInput(config, feeds['boxes'].data as Float32Array, people.length);
  return feeds;
}

/** A step of `imageLabels`, compiled; `dispose` frees it. */
export class ImageStepper implements Stepper<ImageBatch> {
  readonly #config: NetworkConfig;
  readonly #step: CompiledStep;

  private constructor(config: NetworkConfig, step: CompiledStep) {
    this.#config = config;
    this.#step = step;
  }

  /** Compiles a step; for HRNet-W48 this takes a minute. */
  static async create(
    runtime: Runtime,
    config: NetworkConfig,
    step: Step,
    options?: SessionOptions,
  ): Promise<ImageStepper> {
    return new ImageStepper(config, await CompiledStep.create(runtime, step, options));
  }

  /**
   * One step on a batch.
   * @param parts the batch's people, part by part.
   */
  async step(
    { variables }: Pick<Stepped, 'variables'>,
    parts: ImageBatch,
    learningRate: number,
    rng: Rng,
  ): Promise<Stepped> {
    const each = parts.map((people, i) => () => ({
      feeds: imageBatch(this.#config, people),
      rng: rng.fork(`part ${i}`),
    }));
    return this.#step.run(variables, each, learningRate);
  }

  /** Releases the compiled graph. */
  async dispose(): Promise<void> {
    await this.#step.dispose();
  }
}
