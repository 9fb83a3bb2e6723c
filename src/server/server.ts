/** @file The HTTP server: routes, guards and limits around the threads that reconstruct. */

import { availableParallelism } from 'node:os';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { MultiRoiError, messageOf } from '../errors.ts';
import { SILENT } from '../log.ts';
import { createGuard } from './guard.ts';
import { createMetrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import { isLoopback, LIMITS, type Limits, type ServerOptions } from './options.ts';
import { HttpError, problemOf } from './problem.ts';
import { reconstructRoute } from './reconstruct-route.ts';
import { Threads } from './threads.ts';
import { inferenceRoutes } from './inference-routes.ts';

export interface Server {
  readonly url: string;
  /** Takes no more requests, finishes those in hand, ends the threads. */
  close(): Promise<void>;
}

/** How often a stopping server looks for connections that have their answer, ms. */
const IDLE_MS = 50;
/** How often Node looks for requests that take too long to arrive, ms. */
const CHECK_MS = 1_000;
/** An idle connection is kept this long, ms. */
const KEEP_ALIVE_MS = 5_000;
const PROBLEM = 'application/problem+json';
/** One network's thread for every two cores: each uses them all while it runs. */
const DEFAULT_THREADS: number = Math.max(1, Math.floor(availableParallelism() / 2));

/** @throws E_CONFIG for an address that others reach, without a token. */
function checkOptions({ host = '127.0.0.1', token }: ServerOptions): void {
  if (token !== undefined && token.length < 16) {
    throw new MultiRoiError(
      'E_CONFIG',
      `serve: expected a token of 16 characters or more, got ${token.length}`,
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

function createApp(threads: Threads, options: ServerOptions, limits: Limits): FastifyInstance {
  const { host = '127.0.0.1', token, version, log = SILENT } = options;
  const app = fastify({
    bodyLimit: limits.maxBytes,
    requestTimeout: limits.uploadMs,
    // Node looks for late requests only as often as this, and never before the headers' own time is over
    http: { connectionsCheckingInterval: CHECK_MS, headersTimeout: limits.uploadMs },
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  });
  // every type that is not announced by a route is refused
  app.removeAllContentTypeParsers();
  const guard = createGuard(token, host);
  const metrics = createMetrics(threads);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    guard(request);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.answered(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    log.debug(`${request.method} ${route} ${reply.statusCode} ${reply.elapsedTime.toFixed(0)} ms`);
  });
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) log.error(`serve: ${messageOf(error)}`);
    if (error instanceof HttpError && error.retryAfter !== undefined) {
      void reply.header('retry-after', error.retryAfter);
    }
    void reply.code(problem.status).header('content-type', PROBLEM).send(JSON.stringify(problem));
  });
  app.setNotFoundHandler((request, reply) => {
    const allowed = ['GET', 'POST'].filter((method) =>
      app.hasRoute({ method: method as 'GET', url: request.url.split('?')[0] ?? '' }),
    );
    const status = allowed.length > 0 ? 405 : 404;
    if (status === 405) void reply.header('allow', allowed.join(', '));
    throw new HttpError(
      status,
      'E_CONFIG',
      `serve: expected a path of this server, got ${request.method} ${request.url.slice(0, 200)}`,
      {
        hint: 'GET /openapi.json tells them',
      },
    );
  });
  app.get('/healthz', () => ({ status: 'alive' }));
  app.get('/readyz', (_request, reply) =>
    reply
      .code(threads.isReady ? 200 : 503)
      .send({ status: threads.isReady ? 'ready' : 'loading', waiting: threads.waiting }),
  );
  app.get('/metrics', async (_request, reply) => {
    void reply.header('content-type', metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  app.get('/openapi.json', () => openApi(version));
  void app.register((scope) => reconstructRoute(scope, { threads, limits, metrics }));
  void app.register((scope, _options, done) => {
    inferenceRoutes(scope, { threads, version, maxBytes: limits.maxBytes, log });
    done();
  });
  return app;
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
    await app.listen({ host, port });
  } catch (cause) {
    await Promise.all([app.close(), threads.close()]);
    if (cause instanceof MultiRoiError) throw cause;
    throw new MultiRoiError(
      'E_IO',
      `serve: expected ${host}:${port} to be free, got ${messageOf(cause)}`,
      { cause },
    );
  }
  const { port: own } = app.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${own}`,
    close: async () => {
      // connections that wait for an answer keep the application open until they have it, and no longer
      const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_MS);
      await Promise.all([app.close(), threads.close()]);
      clearInterval(idle);
    },
  };
}
