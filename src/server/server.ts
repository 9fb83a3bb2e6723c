/** @file The HTTP server: routes, guards and limits around the threads that reconstruct. */

import { availableParallelism } from 'node:os';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { MultiRoiError, messageOf } from '../errors.ts';
import { SILENT } from '../log.ts';
import { clientErrorText, errorAnswer } from './answer-error.ts';
import { createGuard } from './guard.ts';
import { createMetrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import { isLoopback } from '../node/index.ts';
import { LIMITS, type Limits, type ServerOptions } from './options.ts';
import { HttpError } from './problem.ts';
import { reconstructRoute } from './reconstruct-route.ts';
import { Threads } from './threads.ts';
import { inferenceRoutes } from './inference-routes.ts';

export interface Server {
  readonly url: string;
  /** Takes no more requests, finishes those in hand, ends the threads. */
  close(): Promise<void>;
}

/** How often Node looks for requests that take too long to arrive, ms. */
const CHECK_MS = 1_000;
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
  const tell = (error: unknown, url: string, reply: FastifyReply): void => {
    const { status, headers, body } = errorAnswer(error, url, log);
    void reply.code(status).headers(headers).send(body);
  };
  const app = fastify({
    bodyLimit: limits.maxBytes,
    requestTimeout: limits.uploadMs,
    // Node exchanges the two when the headers' is the longer, and its default is a minute
    http: {
      connectionsCheckingInterval: CHECK_MS,
      requestTimeout: limits.uploadMs,
      headersTimeout: limits.uploadMs,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => tell(error, request.url, reply),
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || socket.destroyed) return;
      if (socket.writable) socket.end(clientErrorText(error, log));
      else socket.destroy();
    },
  });
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
  });
  const routes: { readonly methods: readonly string[]; readonly path: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const path = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
    routes.push({ methods: [method].flat(), path });
  });
  // every type that is not announced by a route is refused
  app.removeAllContentTypeParsers();
  const guard = createGuard(token, host);
  const metrics = createMetrics(threads);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    guard(request);
    if (stopping) {
      throw new HttpError(503, 'E_ABORT', 'serve: expected a running server, got one that stops');
    }
  });
  app.addHook('onSend', async (_request, reply) => {
    // a connection that is kept would keep the server from ending
    if (stopping) void reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.answered(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    log.debug(`${request.method} ${route} ${reply.statusCode} ${reply.elapsedTime.toFixed(0)} ms`);
  });
  app.setErrorHandler((error, request, reply) => tell(error, request.url, reply));
  app.setNotFoundHandler((request, reply) => {
    const asked = request.url.split('?')[0] ?? '';
    const allowed = routes.filter(({ path }) => path.test(asked)).flatMap(({ methods }) => methods);
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
    inferenceRoutes(scope, { threads, version, maxBytes: limits.maxBytes });
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
      // connections that wait for an answer keep the application open until they have it
      await Promise.all([app.close(), threads.close()]);
    },
  };
}
