/** @file The application: guards, limits and routes around the threads that reconstruct. */

import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { SILENT } from '../base/index.ts';
import { Admission } from './admission.ts';
import { clientErrorText, errorAnswer } from './answer-error.ts';
import { createGuard } from './guard.ts';
import { inferenceRoutes } from './inference-routes.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import type { Limits, ServerOptions } from './options.ts';
import { HttpError } from './problem.ts';
import { reconstructRoute } from './reconstruct-route.ts';
import { collectRoutes, refuseOthers, type Route } from './routes.ts';
import type { Threads } from './threads.ts';

/** How often Node looks for requests that take too long to arrive, ms. */
const CHECK_MS = 1_000;

export interface App {
  readonly app: FastifyInstance;
  /** Complete when the application is ready. */
  readonly routes: readonly Route[];
}

/** No more connections than are allowed, and nobody who asks first is told to go on before they are let in. */
function takeConnections(app: FastifyInstance, max: number, metrics: Metrics): void {
  app.server.maxConnections = max;
  app.server.on('drop', () => metrics.dropped());
  app.server.on('checkContinue', (request, response) => app.routing(request, response));
  app.addHook('preParsing', async ({ headers }, { raw }) => {
    if (headers.expect !== undefined) raw.writeContinue();
  });
}

/** Makes the application; it listens nowhere yet. */
export function createApp(
  threads: Threads,
  options: Omit<ServerOptions, 'limits' | 'model' | 'threads'>,
  limits: Limits,
): App {
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
  const routes = collectRoutes(app);
  // every type that is not announced by a route is refused
  app.removeAllContentTypeParsers();
  const guard = createGuard(token, host);
  const admission = new Admission(threads, limits);
  const metrics = createMetrics(threads, admission);
  takeConnections(app, limits.maxConnections, metrics);
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
  refuseOthers(app, routes);
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
  void app.register((scope) => reconstructRoute(scope, { threads, limits, metrics, admission }));
  void app.register((scope, _options, done) => {
    inferenceRoutes(scope, { threads, version, maxBytes: limits.maxBytes, admission });
    done();
  });
  return { app, routes };
}
