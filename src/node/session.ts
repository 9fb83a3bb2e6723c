/** @file The Node runtime: ONNX Runtime's native library through onnxruntime-node. */

import { availableParallelism } from 'node:os';
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { messageOf, MultiRoiError } from '../errors.ts';
import type { HostTensor, Runtime, Session, SessionOptions, TensorData } from '../platform.ts';

/** Element types that ONNX Runtime and HostTensor share. */
const CARRIED = new Set(['float32', 'float64', 'int32', 'int64', 'uint8', 'bool', 'float16']);

function toOrt(name: string, { type, shape, data }: HostTensor): Tensor {
  try {
    return new Tensor(type, data as Float32Array, shape);
  } catch (error) {
    throw new MultiRoiError(
      'E_SHAPE',
      `run: expected ${type} [${shape.join(', ')}], got ${data.length} elements (input '${name}')`,
      { cause: error },
    );
  }
}

function fromOrt(name: string, tensor: Tensor): HostTensor {
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
function shapeOf(shape: readonly (number | string)[]): (number | null)[] {
  return shape.map((length) => (typeof length === 'number' && length >= 0 ? length : null));
}

class NodeSession implements Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputShapes: Readonly<Record<string, readonly (number | null)[]>>;
  readonly provider: string;
  readonly #session: InferenceSession;
  readonly #inputs: ReadonlySet<string>;
  readonly #outputs: ReadonlySet<string>;

  constructor(session: InferenceSession, provider: string) {
    this.#session = session;
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
    const inputs: Record<string, Tensor> = {};
    for (const [name, value] of Object.entries(feeds)) inputs[name] = toOrt(name, value);
    let results: Awaited<ReturnType<InferenceSession['run']>>;
    try {
      results = await this.#session.run(inputs, outputs);
    } catch (error) {
      throw new MultiRoiError(
        'E_SHAPE',
        `run: expected inputs that fit the model, got an error (${messageOf(error)})`,
        { cause: error },
      );
    }
    return Object.fromEntries(
      outputs.map((name) => [name, fromOrt(name, results[name] as Tensor)]),
    );
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** The one runtime of Node; every model is compiled with all graph optimisations. */
export const nodeRuntime: Runtime = {
  /**
   * @throws E_UNSUPPORTED for a provider that this build of ONNX Runtime does not have or cannot start,
   * E_FORMAT for bytes that are not a model it can run.
   */
  async createSession(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
    const provider = options.provider ?? 'cpu';
    const known = listSupportedBackends().map(({ name }) => name);
    if (!known.includes(provider)) {
      throw new MultiRoiError(
        'E_UNSUPPORTED',
        `createSession: expected a provider of ${known.join(', ')}, got '${provider}'`,
      );
    }
    try {
      const session = await InferenceSession.create(model, {
        executionProviders: [provider],
        graphOptimizationLevel: 'all',
        intraOpNumThreads: options.threads ?? availableParallelism(),
        interOpNumThreads: 1,
        executionMode: 'sequential',
        // errors only: warnings would go to standard error past the injected logger
        logSeverityLevel: 3,
      });
      return new NodeSession(session, provider);
    } catch (error) {
      throw new MultiRoiError(
        provider === 'cpu' ? 'E_FORMAT' : 'E_UNSUPPORTED',
        `createSession: expected a model that '${provider}' can run, got an error (${messageOf(error)})`,
        { cause: error },
      );
    }
  },
};
