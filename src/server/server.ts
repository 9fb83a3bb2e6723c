/** @file Starting and stopping the HTTP server. */

import { availableParallelism } from 'node:os';
import type { AddressInfo } from 'node:net';
import { MultiRoiError, messageOf, SILENT } from '../base/index.ts';
import { isLoopback } from '../node/index.ts';
import { createApp } from './app.ts';
import { LIMITS, type Limits, type ServerOptions } from './options.ts';
import { stopWithin } from './stop.ts';
import { Threads } from './threads.ts';

export interface Server {
  readonly url: string;
  /** Refuses requests with 503, finishes those in hand within `Limits.graceMs`, then listens no more and ends the threads. */
  close(): Promise<void>;
}

/** One network's thread for every two cores: each uses them all while it runs. */
const DEFAULT_THREADS: number = Math.max(1, Math.floor(availableParallelism() / 2));

/** @throws E_CONFIG for an address that others reach, without a token; for a token that all pages may use. */
function checkOptions({ host = '127.0.0.1', token, corsOrigins = [] }: ServerOptions): void {
  if (token !== undefined && token.length < 16) {
    throw new MultiRoiError(
      'E_CONFIG',
      `serve: expected a token of 16 characters or more, got ${token.length}`,
    );
  }
  if (token !== undefined && corsOrigins.includes('*')) {
    throw new MultiRoiError(
      'E_CONFIG',
      'serve: expected the origins of pages beside a token, got "*" for all pages',
      { hint: 'name each with --cors-origin https://…' },
    );
  }
  if (isLoopback(host) || token !== undefined) return;
  throw new MultiRoiError(
    'E_CONFIG',
    `serve: expected a token for ${host}, which other machines reach, got none`,
    {
      hint: 'set MULTIROI_TOKEN, or serve on 127.0.0.1',
    },
  );
}

/**
 * Starts a server; it is ready when this returns.
 * @throws E_CONFIG for options that would be unsafe, E_IO when the address cannot be had, and whatever loading the
 * model throws.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  checkOptions(options);
  const { host = '127.0.0.1', port = 0, log = SILENT, threads: count = DEFAULT_THREADS } = options;
  const limits: Limits = { ...LIMITS, ...options.limits };
  const threads = new Threads({ model: options.model ?? {} }, count, limits, log);
  const app = createApp(threads, options, limits);
  try {
    await threads.ready;
    await app.app.listen({ host, port });
  } catch (cause) {
    await Promise.all([app.app.close(), threads.close()]);
    if (cause instanceof MultiRoiError) throw cause;
    throw new MultiRoiError(
      'E_IO',
      `serve: expected ${host}:${port} to be free, got ${messageOf(cause)}`,
      { cause },
    );
  }
  const { port: own } = app.app.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${own}`,
    close: () => stopWithin(app, threads, limits.graceMs),
  };
}
