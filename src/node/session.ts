/** @file The Node runtime: ONNX Runtime's native library where there is one, else WebAssembly. */

import { availableParallelism } from 'node:os';
import type * as Ort from 'onnxruntime-node';
import { MultiRoiError } from '../base/index.ts';
import { HostedSession, sessionError } from '../platform/index.ts';
import type { Runtime, RuntimeFacts, Session, SessionOptions } from '../platform/index.ts';
import { KSERVE_PREFIX, kserveProvider } from './kserve-address.ts';
import { loadNative, loadWasm, REPORTING, type LoadedOrt } from './ort.ts';
import { packageRoot } from './package-root.ts';

const WASM = 'wasm';

/** What brings the native library. */
const remedyOf = (why: string): string =>
  why === REPORTING
    ? 'set ORT_DISABLE_TELEMETRY=1, or import multiroi/node on the main thread before the thread starts'
    : 'npm install onnxruntime-node@1.30.0';

/** A runtime that says which library computes. */
export interface NodeRuntime extends Runtime {
  /** The library, its version, and whether it is native. */
  facts(): RuntimeFacts;
}

/** Loads a library when it is first needed (the native one takes a tenth of a second), and once. */
class Libraries {
  readonly #root: () => string;
  #best: LoadedOrt | undefined;
  #wasm: LoadedOrt | undefined;

  constructor(root: () => string) {
    this.#root = root;
  }

  wasm(threads?: number): LoadedOrt {
    this.#wasm ??= loadWasm(this.#root(), threads);
    return this.#wasm;
  }

  best(threads?: number): LoadedOrt {
    if (this.#best === undefined) {
      const native = loadNative(this.#root());
      this.#best = 'ort' in native ? native : { ...this.wasm(threads), why: native.why };
    }
    return this.#best;
  }
}

async function create(
  { ort, kind, providers, why }: LoadedOrt,
  model: Uint8Array,
  { provider = providers[0] ?? '', threads }: SessionOptions,
): Promise<Session> {
  const known = [...new Set([...providers, WASM])];
  if (!providers.includes(provider)) {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `createSession: expected a provider of ${known.join(', ')} or ${KSERVE_PREFIX}http://host:port, got '${provider}'`,
      why === undefined ? {} : { hint: `no native library (${why}): ${remedyOf(why)}` },
    );
  }
  const settings: Ort.InferenceSession.SessionOptions = {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    // errors only: warnings would go to standard error past the injected logger
    logSeverityLevel: 3,
    ...(kind === 'native' && {
      intraOpNumThreads: threads ?? availableParallelism(),
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // between runs its threads would go on waiting at full speed, on processors that the rest of the work needs
      extra: { session: { force_spinning_stop: '1' } },
    }),
  };
  try {
    const session = await ort.InferenceSession.create(model, settings);
    return new HostedSession<Ort.Tensor>(
      session,
      (type, data, shape) => new ort.Tensor(type, data as Float32Array, shape),
      provider,
    );
  } catch (error) {
    throw sessionError(error, provider, provider === providers[0]);
  }
}

/**
 * A runtime whose own files lie in the package's folder; every model is compiled with all graph optimisations, or is
 * another server's.
 */
export function createNodeRuntime(root: () => string = packageRoot): NodeRuntime {
  const libraries = new Libraries(root);
  return {
    /**
     * @throws E_UNSUPPORTED for a provider that this build of ONNX Runtime does not have or cannot start,
     * E_FORMAT for bytes that are not a model it can run, E_CONFIG for another server's address that is none, E_RUNTIME
     * for want of memory and the runtime's own failures.
     */
    async createSession(model, options = {}) {
      const { provider, threads } = options;
      if (provider?.startsWith(KSERVE_PREFIX) === true) {
        return kserveProvider(provider, process.env).createSession(model);
      }
      const library = provider === WASM ? libraries.wasm(threads) : libraries.best(threads);
      return create(library, model, options);
    },
    facts() {
      const { kind, version, providers, why } = libraries.best();
      return why === undefined
        ? { kind, version, providers }
        : { kind, version, providers, why, remedy: remedyOf(why) };
    },
  };
}

/** The runtime of this package. */
export const nodeRuntime: NodeRuntime = createNodeRuntime();

/** ONNX Runtime's version, and its kind where that is the slow one. */
export function runtimeVersion(): string {
  const { kind, version } = nodeRuntime.facts();
  return kind === 'native' ? version : `${version} (wasm)`;
}
