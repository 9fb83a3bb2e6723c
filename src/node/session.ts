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

/** Weights stay in the file's own memory. */
const MAPPED = {
  load_model_format: 'ORT',
  use_memory_mapped_ort_model: '1',
  use_ort_model_bytes_for_initializers: '1',
} as const;

/** What brings the native library. */
const remedyOf = (why: string): string =>
  why === REPORTING
    ? 'set ORT_DISABLE_TELEMETRY=1, or import multiroi/node on the main thread before the thread starts'
    : 'npm install onnxruntime-node@1.30.0';

/** A runtime that says which library computes, and lets the native one keep what it compiles. */
export interface NodeRuntime extends Runtime {
  /** The library, its version, and whether it is native. */
  facts(): RuntimeFacts;
  /** A session on this machine's processor, and the file of what was compiled for it. */
  compile(model: Uint8Array, to: string, options: SessionOptions): Promise<Session>;
  /** The session of a file that {@link compile} has written for such a processor; it is mapped, and must stay as it is. */
  openCompiled(path: string, options: SessionOptions): Promise<Session>;
}

type OrtOptions = Ort.InferenceSession.SessionOptions;

/** Entries of ONNX Runtime's own settings. */
type Entries = Readonly<Record<string, string>>;

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
  model: Uint8Array | string,
  { provider = providers[0] ?? '', threads }: SessionOptions,
  own: OrtOptions = {},
  entries: Entries = {},
): Promise<Session> {
  const known = [...new Set([...providers, WASM])];
  if (!providers.includes(provider)) {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `createSession: expected a provider of ${known.join(', ')} or ${KSERVE_PREFIX}http://host:port, got '${provider}'`,
      why === undefined ? {} : { hint: `no native library (${why}): ${remedyOf(why)}` },
    );
  }
  const settings: OrtOptions = {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    // errors only: warnings would go to standard error past the injected logger
    logSeverityLevel: 3,
    ...(kind === 'native' && {
      intraOpNumThreads: threads ?? availableParallelism(),
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // planned, all of a run's memory is taken anew in the second run, and first touched there: .2 s of MoveNet
      enableMemPattern: false,
      // between runs its threads would go on waiting at full speed, on processors that the rest of the work needs
      extra: { session: { force_spinning_stop: '1', ...entries } },
    }),
    ...own,
  };
  try {
    const session = await (typeof model === 'string'
      ? ort.InferenceSession.create(model, settings)
      : ort.InferenceSession.create(model, settings));
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
    compile(model, to, options) {
      const own = { optimizedModelFilePath: to };
      return create(libraries.best(), model, options, own, { save_model_format: 'ORT' });
    },
    openCompiled(path, options) {
      const own = { graphOptimizationLevel: 'disabled' } as const;
      return create(libraries.best(), path, options, own, MAPPED);
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
