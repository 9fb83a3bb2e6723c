/** @file The Node runtime: ONNX Runtime's native library through onnxruntime-node. */

import { availableParallelism } from 'node:os';
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { messageOf, MultiRoiError } from '../base/index.ts';
import { HostedSession } from '../platform/index.ts';
import type { Runtime, Session, SessionOptions } from '../platform/index.ts';
import { KSERVE_PREFIX, kserveProvider } from './kserve-address.ts';

/** The one runtime of Node; every model is compiled with all graph optimisations, or is another server's. */
export const nodeRuntime: Runtime = {
  /**
   * @throws E_UNSUPPORTED for a provider that this build of ONNX Runtime does not have or cannot start,
   * E_FORMAT for bytes that are not a model it can run, E_CONFIG for another server's address that is none.
   */
  async createSession(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
    const provider = options.provider ?? 'cpu';
    if (provider.startsWith(KSERVE_PREFIX)) {
      return kserveProvider(provider, process.env).createSession(model);
    }
    const known = listSupportedBackends().map(({ name }) => name);
    if (!known.includes(provider)) {
      throw new MultiRoiError(
        'E_UNSUPPORTED',
        `createSession: expected a provider of ${known.join(', ')} or ${KSERVE_PREFIX}http://host:port, got '${provider}'`,
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
      return new HostedSession<Tensor>(
        session,
        (type, data, shape) => new Tensor(type, data as Float32Array, shape),
        provider,
      );
    } catch (error) {
      throw new MultiRoiError(
        provider === 'cpu' ? 'E_FORMAT' : 'E_UNSUPPORTED',
        `createSession: expected a model that '${provider}' can run, got an error (${messageOf(error)})`,
        { cause: error },
      );
    }
  },
};
