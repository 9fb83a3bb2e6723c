/** @file The reference of a trainable encoder: the graph, differentiated and run by ONNX Runtime. */

import {
  ADAM_STEP,
  Graph,
  initialise,
  mul,
  outerStep,
  runStep,
  sum,
  SUM_PREFIX,
  addAll,
  toOnnx,
} from '../../src/graph/index.ts';
import type { Tensor } from '../../src/graph/index.ts';
import { nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor, Session, Weights } from '../../src/platform/index.ts';
import type { EncoderUpdate, TrainableEncoder } from '../../src/training/index.ts';
import { Rng, sizeOf } from '../../src/base/index.ts';

/** Adds an encoder to a graph; batch statistics for training, running ones to be lowered. */
export type EncoderBuild = (
  graph: Graph,
  images: Tensor,
  normalisation: 'batch' | 'frozen',
) => readonly Tensor[];

/** The way forward and the way back as models that take the gradient of the outputs as an input. */
export class GraphEncoder implements TrainableEncoder {
  readonly names: ReadonlySet<string>;
  readonly #shapes: readonly (readonly number[])[];
  readonly #image: readonly number[];
  readonly #forward: Session;
  readonly #back: Session;
  readonly #apply: Session;
  #state: Map<string, HostTensor> = new Map();
  #statistics: Map<string, HostTensor> = new Map();
  #last: HostTensor | undefined;
  #squares = 0;

  private constructor(
    names: ReadonlySet<string>,
    image: readonly number[],
    shapes: readonly (readonly number[])[],
    sessions: readonly [Session, Session, Session],
  ) {
    this.names = names;
    this.#image = image;
    this.#shapes = shapes;
    [this.#forward, this.#back, this.#apply] = sessions;
  }

  static create(image: readonly number[], build: EncoderBuild): Promise<GraphEncoder> {
    const graph = new Graph('encoder');
    const images = graph.input('images', image);
    return GraphEncoder.around(graph, images, build(graph, images, 'batch'));
  }

  /** Of a graph that is there already; its image is the input `images`. */
  static async around(
    graph: Graph,
    images: Tensor,
    outputs: readonly Tensor[],
  ): Promise<GraphEncoder> {
    const given = outputs.map(({ shape }, i) => graph.input(`gradient${i}`, shape));
    const first = graph.input('unit', [1]);
    const loss = addAll(outputs.map((y, i) => sum(mul(y, given[i]))));
    const learningRate = graph.input('learningRate', []);
    const forward = toOnnx(graph, {
      outputs: Object.fromEntries(outputs.map((y, i) => [`output${i}`, y])),
    });
    const step = outerStep(graph, first, { loss: sum(mul(loss, first)), learningRate });
    const names = [graph, step.applyGraph]
      .flatMap((each) => each.variables())
      .map(({ name }) => name);
    const sessions = await Promise.all(
      [forward, step.accumulate, step.apply].map((model) =>
        nodeRuntime.createSession(model, { threads: 1 }),
      ),
    );
    return new GraphEncoder(
      new Set(names.filter((name) => !name.startsWith(SUM_PREFIX) && name !== ADAM_STEP)),
      images.shape,
      outputs.map(({ shape }) => shape),
      sessions as [Session, Session, Session],
    );
  }

  load(variables: Weights): void {
    this.#state = new Map();
    for (const [name, value] of variables) if (this.names.has(name)) this.#state.set(name, value);
    for (const name of [...this.#back.inputNames, ...this.#apply.inputNames]) {
      if (this.#state.has(name)) continue;
      const like = this.#state.get(name.replace(/^(gradient|adam\.[mv])\//, ''));
      if (like === undefined) continue;
      this.#state.set(name, { ...like, data: new Float32Array(sizeOf(like.shape)) });
    }
    this.#statistics = new Map(this.#state);
  }

  variables(): Map<string, HostTensor> {
    return new Map([...this.#state].filter(([name]) => this.names.has(name)));
  }

  gradients(): Map<string, HostTensor> {
    const sums = [...this.#state].filter(([name]) => name.startsWith(SUM_PREFIX));
    return new Map(sums.map(([name, value]) => [name.slice(SUM_PREFIX.length), value]));
  }

  async forwardAll(images: Float32Array): Promise<Float32Array[]> {
    this.#last = { type: 'float32', shape: this.#image, data: images };
    // running statistics move on the way back, which goes forward again
    const { outputs } = await runStep(this.#forward, this.#state, { images: this.#last });
    return this.#shapes.map((_, i) => outputs[`output${i}`].data as Float32Array);
  }

  async forward(images: Float32Array): Promise<Float32Array> {
    return (await this.forwardAll(images))[0];
  }

  async backward(...gradients: readonly Float32Array[]): Promise<void> {
    if (this.#last === undefined) throw new Error('backward before forward');
    const feeds: Record<string, HostTensor> = {
      images: this.#last,
      unit: { type: 'float32', shape: [1], data: Float32Array.of(1) },
    };
    for (const [i, data] of gradients.entries()) {
      feeds[`gradient${i}`] = { type: 'float32', shape: this.#shapes[i], data };
    }
    const { outputs, state } = await runStep(this.#back, this.#state, feeds);
    this.#state = state;
    this.#squares = Number(outputs['squaredNorm'].data[0]);
  }

  squaredNorm(): number {
    return this.#squares;
  }

  async adam({ learningRate, step, scale }: EncoderUpdate): Promise<void> {
    const scalar = (value: number): HostTensor => ({
      type: 'float32',
      shape: [],
      data: Float32Array.of(value),
    });
    const { state } = await runStep(
      this.#apply,
      new Map([...this.#state, [ADAM_STEP, scalar(step - 1)]]),
      { learningRate: scalar(learningRate), gradientScale: scalar(scale) },
    );
    this.#state = state;
    this.#statistics = new Map(state);
  }

  discard(): void {
    this.#state = new Map(this.#statistics);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#forward, this.#back, this.#apply].map((each) => each.dispose()));
  }
}

/** Initial variables of an encoder, and images. */
export function encoderStart(
  image: readonly number[],
  build: EncoderBuild,
  seed: number,
): { readonly variables: Map<string, HostTensor>; readonly images: Float32Array } {
  const graph = new Graph('start');
  build(graph, graph.input('images', image), 'frozen');
  const rng = new Rng(seed);
  const normals = rng.fork('images');
  return {
    variables: initialise(graph, rng),
    images: Float32Array.from({ length: sizeOf(image) }, () => normals.normal()),
  };
}
