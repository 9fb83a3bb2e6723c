/** @file An encoder that the native engine holds and trains. */

import { MultiRoiError, sizeOf } from '../base/index.ts';
import {
  ADAM_DEFAULTS,
  ADAM_MEAN_PREFIX,
  ADAM_SQUARE_PREFIX,
  BATCH_NORM_DEFAULTS,
} from '../graph/index.ts';
import type { HostTensor, Weights } from '../platform/index.ts';
import type { EncoderUpdate, MixedPrecision, TrainableEncoder } from '../training/index.ts';
import {
  defaultThreads,
  nativeAddon,
  PARTS,
  requireNative,
  type Addon,
  type Handle,
} from './addon.ts';
import { guarded } from './guarded.ts';
import type { NetworkPlan, PlanOperator } from './plan.ts';

type Part = (typeof PARTS)[number];

/** Prefixes of a parameter's name that a checkpoint has its parts under. */
const PREFIXES: readonly (readonly [Part, string])[] = [
  ['value', ''],
  ['mean', ADAM_MEAN_PREFIX],
  ['square', ADAM_SQUARE_PREFIX],
];

/** Adds an operator to the network. @param number that of a plan's tensor in the add-on. */
function build(
  addon: Addon,
  network: Handle,
  operator: PlanOperator,
  number: (tensor: number) => number,
): number {
  switch (operator.kind) {
    case 'convolution': {
      const { channels, groups, kernel, strides, dilations, pads, bounds } = operator;
      return addon.convolution(
        network,
        number(operator.x),
        channels,
        groups,
        ...kernel,
        ...strides,
        ...dilations,
        ...pads,
        bounds.low,
        bounds.high,
        operator.weight,
        operator.bias ?? '',
      );
    }
    case 'norm': {
      const { x, residual, eps, bounds, names } = operator;
      const { momentum } = BATCH_NORM_DEFAULTS;
      const added = residual === null ? -1 : number(residual);
      const { low, high } = bounds;
      return addon.norm(network, number(x), added, eps, momentum, low, high, names);
    }
    case 'sum': {
      const { low, high } = operator.bounds;
      return addon.sum(network, operator.xs.map(number), low, high);
    }
    case 'maxPool': {
      const { x, kernel, strides, pads, size } = operator;
      return addon.maxPool(network, number(x), ...kernel, ...strides, ...pads, ...size);
    }
    case 'resize': {
      const { x, size, linear, halfPixel } = operator;
      return addon.resize(network, number(x), ...size, Number(linear), Number(halfPixel));
    }
    case 'concat':
      return addon.concat(network, operator.xs.map(number));
    case 'mean':
      return addon.mean(network, number(operator.x));
  }
}

/** How an encoder computes. */
export interface NativeOptions {
  /** Default: as many as the machine has. */
  readonly threads?: number;
  /** Default `none`. */
  readonly mixedPrecision?: MixedPrecision;
}

/**
 * A network of fixed shapes in the add-on's memory: about 20 bytes a parameter, and every activation once. What it
 * computes is the same to the bit for the same variables, images and number of threads.
 */
export class NativeEncoder implements TrainableEncoder {
  readonly names: ReadonlySet<string>;
  readonly #addon: Addon;
  readonly #network: Handle;
  readonly #plan: NetworkPlan;

  /**
   * Builds what `lower` has read.
   * @throws E_UNSUPPORTED where the add-on is absent, has no kernel for a shape, or the processor does not multiply such
   * numbers; E_RUNTIME for want of memory.
   */
  constructor(
    plan: NetworkPlan,
    { threads = defaultThreads(), mixedPrecision = 'none' }: NativeOptions = {},
  ) {
    requireNative(mixedPrecision);
    const addon = nativeAddon();
    const [N = 0, C = 0, H = 0, W = 0] = plan.image;
    const brief = Number(mixedPrecision === 'bfloat16');
    this.#addon = addon;
    this.#plan = plan;
    this.#network = guarded(() => {
      const network = addon.create(threads, brief, N, C, H, W, plan.gain, plan.offset);
      const numbers = [0];
      const number = (tensor: number): number => numbers[tensor] ?? -1;
      for (const operator of plan.operators) numbers.push(build(addon, network, operator, number));
      const ends = plan.outputs.map(({ tensor }) => number(tensor));
      addon.compile(network, ends);
      return network;
    });
    const trained = [...plan.parameters.keys()];
    const ofTrained = PREFIXES.flatMap(([, prefix]) => trained.map((name) => prefix + name));
    this.names = new Set([...ofTrained, ...plan.states.keys()]);
  }

  load(variables: Weights): void {
    this.discard();
    for (const [name, shape] of this.#plan.states) this.#write(variables, '', name, 'value', shape);
    for (const [name, shape] of this.#plan.parameters) {
      for (const [part, prefix] of PREFIXES) this.#write(variables, prefix, name, part, shape);
    }
  }

  #write(
    variables: Weights,
    prefix: string,
    name: string,
    part: Part,
    shape: readonly number[],
  ): void {
    const given = variables.get(prefix + name);
    const value = given ?? (part === 'value' ? undefined : zerosOf(shape));
    if (!(value?.data instanceof Float32Array) || value.shape.join() !== shape.join()) {
      const got = value === undefined ? 'none' : `${value.type} [${value.shape.join(', ')}]`;
      throw new MultiRoiError(
        'E_CONFIG',
        `train: expected float32 [${shape.join(', ')}], got ${got} ('${prefix}${name}')`,
      );
    }
    const { data } = value;
    guarded(() => this.#addon.write(this.#network, name, PARTS.indexOf(part), data));
  }

  variables(): Map<string, HostTensor> {
    const all = new Map<string, HostTensor>();
    for (const [name, shape] of this.#plan.parameters) {
      for (const [part, prefix] of PREFIXES) all.set(prefix + name, this.#read(name, part, shape));
    }
    for (const [name, shape] of this.#plan.states) all.set(name, this.#read(name, 'value', shape));
    return all;
  }

  /** Gradients by parameter, as they stand; for tests and whoever looks into a run. */
  gradients(): Map<string, HostTensor> {
    const { parameters } = this.#plan;
    return new Map(
      [...parameters].map(([name, shape]) => [name, this.#read(name, 'gradient', shape)]),
    );
  }

  #read(name: string, part: Part, shape: readonly number[]): HostTensor {
    const value = zerosOf(shape);
    guarded(() => this.#addon.read(this.#network, name, PARTS.indexOf(part), value.data));
    return value;
  }

  forward(images: Float32Array): Promise<Float32Array> {
    return this.forwardAll(images).then(([features = new Float32Array()]) => features);
  }

  /** Every output of the plan. */
  forwardAll(images: Float32Array): Promise<Float32Array[]> {
    const outputs = this.#plan.outputs.map(({ shape }) => new Float32Array(sizeOf(shape)));
    return asPromise(() => {
      this.#addon.forward(this.#network, images, outputs);
      return outputs;
    });
  }

  backward(...gradients: readonly Float32Array[]): Promise<void> {
    return asPromise(() => this.#addon.backward(this.#network, gradients));
  }

  squaredNorm(): number {
    return guarded(() => this.#addon.squaredNorm(this.#network));
  }

  adam({ learningRate, step, scale }: EncoderUpdate): Promise<void> {
    const { beta1, beta2, eps } = ADAM_DEFAULTS;
    const rate = learningRate / (1 - beta1 ** step);
    const widen = 1 / Math.sqrt(1 - beta2 ** step);
    return asPromise(() =>
      this.#addon.adam(this.#network, scale, 1 - beta1, 1 - beta2, rate, widen, eps),
    );
  }

  discard(): void {
    guarded(() => this.#addon.discard(this.#network));
  }

  /** Kernels of oneDNN that every convolution uses: forward, input, weight. */
  kernels(): string[] {
    return guarded(() => this.#addon.kernels(this.#network).trimEnd().split('\n'));
  }

  dispose(): Promise<void> {
    return asPromise(() => this.#addon.dispose(this.#network));
  }
}

function zerosOf(shape: readonly number[]): HostTensor & { readonly data: Float32Array } {
  return { type: 'float32', shape, data: new Float32Array(sizeOf(shape)) };
}

/** The add-on computes on the thread that asks, as ONNX Runtime does. */
function asPromise<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(guarded(work));
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
