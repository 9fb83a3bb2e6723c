/**
 * @file ONNX Runtime's tensors and ours. Its JavaScript interface is the same in Node and in the browser,
 * so what is reported about it here holds for both platforms; the library itself is theirs to bring.
 */

import { MultiRoiError } from '../base/index.ts';
import type { HostTensor, Session, TensorData } from './platform.ts';
import { runError } from './runtime-error.ts';

/** What is used of `Tensor`. */
export interface OrtTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** What is used of `InferenceSession.ValueMetadata`. */
interface OrtValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly shape?: readonly (number | string)[];
}

/** What is used of `InferenceSession`. */
export interface OrtSession<T extends OrtTensor> {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly OrtValueMetadata[];
  run(feeds: Record<string, T>, outputs: readonly string[]): Promise<Record<string, OrtTensor>>;
  release(): Promise<void>;
}

/** Calls the library's `Tensor` constructor. */
export type MakeTensor<T extends OrtTensor> = (
  type: HostTensor['type'],
  data: TensorData,
  shape: readonly number[],
) => T;

/** Element types that ONNX Runtime and HostTensor share. */
const CARRIED = new Set([
  'float32',
  'float64',
  'int32',
  'int64',
  'int8',
  'uint8',
  'bool',
  'float16',
]);

function toOrt<T extends OrtTensor>(
  make: MakeTensor<T>,
  name: string,
  { type, shape, data }: HostTensor,
): T {
  try {
    return make(type, data, shape);
  } catch (error) {
    throw new MultiRoiError(
      'E_SHAPE',
      `run: expected ${type} [${shape.join(', ')}], got ${data.length} elements (input '${name}')`,
      { cause: error },
    );
  }
}

function fromOrt(name: string, tensor: OrtTensor): HostTensor {
  if (!CARRIED.has(tensor.type)) {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `run: expected a number tensor, got ${tensor.type} (output '${name}')`,
    );
  }
  return {
    type: tensor.type as HostTensor['type'],
    shape: tensor.dims,
    data: tensor.data as TensorData,
  };
}

/** ONNX Runtime gives open lengths by their name, or as −1 when they have none. */
function shapeOf(shape: readonly (number | string)[] = []): (number | null)[] {
  return shape.map((length) => (typeof length === 'number' && length >= 0 ? length : null));
}

/** A session of ONNX Runtime as one of ours. */
export class HostedSession<T extends OrtTensor> implements Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputShapes: Readonly<Record<string, readonly (number | null)[]>>;
  readonly provider: string;
  readonly #session: OrtSession<T>;
  readonly #make: MakeTensor<T>;
  readonly #inputs: ReadonlySet<string>;
  readonly #outputs: ReadonlySet<string>;

  constructor(session: OrtSession<T>, make: MakeTensor<T>, provider: string) {
    this.#session = session;
    this.#make = make;
    this.inputNames = session.inputNames;
    this.outputNames = session.outputNames;
    this.#inputs = new Set(session.inputNames);
    this.#outputs = new Set(session.outputNames);
    this.inputShapes = Object.fromEntries(
      session.inputMetadata.map((input) => [
        input.name,
        input.isTensor ? shapeOf(input.shape) : [],
      ]),
    );
    this.provider = provider;
  }

  async run(
    feeds: Readonly<Record<string, HostTensor>>,
    outputs: readonly string[] = this.outputNames,
  ): Promise<Record<string, HostTensor>> {
    const missing = this.inputNames.filter((name) => feeds[name] === undefined);
    const unknown = [
      ...Object.keys(feeds).filter((name) => !this.#inputs.has(name)),
      ...outputs.filter((name) => !this.#outputs.has(name)),
    ];
    if (missing.length + unknown.length > 0) {
      throw new MultiRoiError(
        'E_CONFIG',
        `run: expected the model's inputs and outputs, got ${missing.length} missing and ${unknown.length} unknown (${[...missing, ...unknown].slice(0, 8).join(', ')})`,
      );
    }
    const inputs: Record<string, T> = {};
    for (const [name, value] of Object.entries(feeds)) {
      inputs[name] = toOrt(this.#make, name, value);
    }
    let results: Record<string, OrtTensor>;
    try {
      results = await this.#session.run(inputs, outputs);
    } catch (error) {
      throw runError(error, feeds, this.inputShapes);
    }
    return Object.fromEntries(outputs.map((name) => [name, fromOrt(name, results[name])]));
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}
