/** @file The Node runtime: ONNX Runtime's native library through onnxruntime-node. */

import { availableParallelism } from 'node:os';
import type * as Ort from 'onnxruntime-node';
import { MultiRoiError } from '../base/index.ts';
import { HostedSession, sessionError } from '../platform/index.ts';
import type { Runtime, Session, SessionOptions } from '../platform/index.ts';
import { KSERVE_PREFIX, kserveProvider } from './kserve-address.ts';

/** Loaded with the first session: a native library, a tenth of a second. */
function loadOrt(): Promise<typeof Ort> {
  // it would otherwise queue what it knows of our models in the user's home
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
  return import('onnxruntime-node');
}

/** ONNX Runtime's version. */
export const runtimeVersion = async (): Promise<string> =>
  (await loadOrt()).env.versions.node ?? 'unknown';

/** The one runtime of Node; every model is compiled with all graph optimisations, or is another server's. */
export const nodeRuntime: Runtime = {
  /**
   * @throws E_UNSUPPORTED for a provider that this build of ONNX Runtime does not have or cannot start,
   * E_FORMAT for bytes that are not a model it can run, E_CONFIG for another server's address that is none, E_RUNTIME
   * for want of memory and the runtime's own failures.
   */
  async createSession(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
    const provider = options.provider ?? 'cpu';
    if (provider.startsWith(KSERVE_PREFIX)) {
      return kserveProvider(provider, process.env).createSession(model);
    }
    const ort = await loadOrt();
    const known = ort.listSupportedBackends().map(({ name }) => name);
    if (!known.includes(provider)) {
      throw new MultiRoiError(
        'E_UNSUPPORTED',
        `createSession: expected a provider of ${known.join(', ')} or ${KSERVE_PREFIX}http://host:port, got '${provider}'`,
      );
    }
    try {
      const session = await ort.InferenceSession.create(model, {
        executionProviders: [provider],
        graphOptimizationLevel: 'all',
        intraOpNumThreads: options.threads ?? availableParallelism(),
        interOpNumThreads: 1,
        executionMode: 'sequential',
        // errors only: warnings would go to standard error past the injected logger
        logSeverityLevel: 3,
      });
      return new HostedSession<Ort.Tensor>(
        session,
        (type, data, shape) => new ort.Tensor(type, data as Float32Array, shape),
        provider,
      );
    } catch (error) {
      throw sessionError(error, provider, provider === 'cpu');
    }
  },
};
