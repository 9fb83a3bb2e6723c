/**
 * @file The browser's runtime: ONNX Runtime's WebAssembly build, with WebGPU where the browser has it. One
 * build serves a visit: the one that knows WebGPU needs JSPI (WebAssembly that waits for promises) and is
 * 3 MB larger; it runs `wasm` sessions as well.
 */

import type * as OrtModule from 'onnxruntime-web';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { MultiRoiError } from '../base/index.ts';
import { HostedSession, sessionError } from '../platform/index.ts';
import type { Runtime, SessionOptions } from '../platform/index.ts';

/** What of ONNX Runtime is used. */
type Ort = Pick<typeof OrtModule, 'env' | 'InferenceSession' | 'Tensor'>;

/** What executes networks in a browser. */
export const WEB_PROVIDERS = ['wasm', 'webgpu'] as const;
/** One of {@link WEB_PROVIDERS}. */
export type WebProvider = (typeof WEB_PROVIDERS)[number];

/** Which build of ONNX Runtime is loaded, and from where. */
export interface WebRuntimeOptions {
  /** The folder of ONNX Runtime's `.mjs` and `.wasm` files, with a slash at its end. */
  readonly base: string;
  /** Threads of `wasm`; more than one needs a cross-origin isolated page. */
  readonly threads: number;
  /** Whether WebGPU may be asked for later. */
  readonly webgpu: boolean;
}

/** A runtime with what it can execute by. */
export interface WebRuntime extends Runtime {
  readonly providers: readonly WebProvider[];
  /** Of `wasm`. */
  readonly threads: number;
}

/** Whether this browser can run the WebGPU build at all; a device may still be refused. */
export async function hasWebGpu(): Promise<boolean> {
  if (!('Suspending' in WebAssembly) || !('gpu' in navigator)) return false;
  const gpu = navigator.gpu as { requestAdapter(): Promise<object | null> };
  const adapter = await gpu.requestAdapter().catch(() => null);
  return adapter !== null;
}

/**
 * Loads ONNX Runtime's build for a browser; see the file for which one.
 * @example
 * ```ts
 * import { webFiles, webRuntime } from 'multiroi/web';
 *
 * const base = new URL('/multiroi/', location.href).href;
 * const files = await webFiles({ base, cache: await caches.open('multiroi') });
 * const { runtimeBase } = files;
 * const runtime = await webRuntime({ base: runtimeBase, threads: 1, webgpu: false });
 * const model = await files.asset('blazepose-full.onnx');
 * const session = await runtime.createSession(model, { provider: 'wasm' });
 * console.log(session.inputShapes);
 * ```
 */
export async function webRuntime({
  base,
  threads,
  webgpu,
}: WebRuntimeOptions): Promise<WebRuntime> {
  const ort: Ort = webgpu
    ? await import('onnxruntime-web/jspi')
    : await import('onnxruntime-web/wasm');
  const file = `ort-wasm-simd-threaded${webgpu ? '.jspi' : ''}`;
  ort.env.wasm.wasmPaths = { mjs: `${base}${file}.mjs`, wasm: `${base}${file}.wasm` };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  // the runtime makes one session at a time, while the files of others still come
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(make: () => Promise<T>): Promise<T> => {
    const made = turn.then(make);
    turn = made.catch(() => undefined);
    return made;
  };
  const providers: readonly WebProvider[] = webgpu ? WEB_PROVIDERS : ['wasm'];
  return {
    providers,
    threads,
    createSession: async (model, { provider = 'wasm' }: SessionOptions = {}) => {
      if (!(providers as readonly string[]).includes(provider)) {
        throw new MultiRoiError(
          'E_UNSUPPORTED',
          `createSession: expected a provider of ${providers.join(', ')}, got '${provider}'`,
        );
      }
      let session: InferenceSession;
      try {
        session = await inTurn(() =>
          ort.InferenceSession.create(model, {
            executionProviders: [provider],
            graphOptimizationLevel: 'all',
            logSeverityLevel: 3,
          }),
        );
      } catch (cause) {
        throw sessionError(cause, provider, provider === 'wasm');
      }
      return new HostedSession<Tensor>(
        session,
        (type, data, shape) => new ort.Tensor(type, data as Float32Array, shape),
        provider,
      );
    },
  };
}
