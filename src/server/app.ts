/** @file The application: guards, limits and routes around the threads that reconstruct. */

import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { SILENT, type Logger } from '../base/index.ts';
import { isLoopback, NO_TRACES } from '../node/index.ts';
import { Admission } from './admission.ts';
import { clientErrorText, errorAnswer, tunnelText } from './answer-error.ts';
import { dropRest, endWith, lingerAtEnd, limitAnswer } from './connection.ts';
import { createCors } from './cors.ts';
import { createGuard } from './guard.ts';
import { checkHead, isShort } from './head.ts';
import { InHand } from './in-hand.ts';
import { inferenceRoutes } from './inference-routes.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import type { Limits, ServerOptions } from './options.ts';
import { HttpError } from './problem.ts';
import { motionRoute } from './motion-route.ts';
import { reconstructRoute } from './reconstruct-route.ts';
import { RequestSpans } from './request-spans.ts';
import { collectRoutes, methodsAt, refuseOthers, type Route } from './routes.ts';
import type { Threads } from './threads.ts';

/** How often Node looks for requests that take too long to arrive, ms. */
const CHECK_MS = 1_000;

export interface App {
  readonly app: FastifyInstance;
  /** Complete when the application is ready. */
  readonly routes: readonly Route[];
  /** Refuses whoever asks from now on, and resolves when nobody is left who waits for an answer. */
  readonly drain: () => Promise<void>;
  /** Tells those who wait, and those who still send, that the server stops. */
  readonly giveUp: () => void;
}

type Tell = (error: unknown, url: string, reply: FastifyReply) => void;

/** The framework with its limits of size and time, and with no routes. */
function createFramework(limits: Limits, tell: Tell, log: Logger): FastifyInstance {
  const { maxBytes, uploadMs, idleMs } = limits;
  // Node exchanges the two when the headers' is the longer
  const headersTimeout = Math.min(limits.headersMs, uploadMs);
  const app = fastify({
    bodyLimit: maxBytes,
    requestTimeout: uploadMs,
    keepAliveTimeout: idleMs,
    http: {
      connectionsCheckingInterval: Math.min(CHECK_MS, headersTimeout),
      requestTimeout: uploadMs,
      headersTimeout,
      // it would be refused without a word; `checkHead` says why
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => tell(error, request.url, reply),
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || socket.destroyed) return;
      if (socket.writable) endWith(socket, clientErrorText(error, log));
      else socket.destroy();
    },
  });
  // every type that is not announced by a route is refused
  app.removeAllContentTypeParsers();
  return app;
}

/** No more connections than are allowed, and nobody who asks first is told to go on before they are let in. */
function takeConnections(app: FastifyInstance, max: number, metrics: Metrics, log: Logger): void {
  const { server } = app;
  server.maxConnections = max;
  server.on('drop', () => metrics.dropped());
  // every request on a connection listens for its end, and many may wait on one
  server.on('connection', (socket) => {
    socket.setMaxListeners(0);
    lingerAtEnd(socket);
  });
  server.on('checkContinue', (request, response) => app.routing(request, response));
  server.on('checkExpectation', (request, response) => app.routing(request, response));
  server.on('connect', (_request, socket) => endWith(socket, tunnelText(log)));
  app.addHook('preParsing', async ({ headers }, { raw }) => {
    if (headers.expect !== undefined) raw.writeContinue();
  });
}

const stops = (): HttpError =>
  new HttpError(503, 'E_ABORT', 'serve: expected a running server, got one that stops');

/** A server that stops. */
interface Draining {
  /** Whether it does. */
  yes: boolean;
  readonly inHand: InHand;
}

/** What everybody who asks has to pass, in this order, and what every answer carries. */
function addHooks(
  app: FastifyInstance,
  routes: readonly Route[],
  { host = '127.0.0.1', token, corsOrigins = [] }: Partial<ServerOptions>,
  limits: Limits,
  draining: Draining,
): void {
  const guard = createGuard(token, host);
  const cors = createCors({
    origins: corsOrigins,
    bare: token === undefined && isLoopback(host),
    methodsOf: (url) => methodsAt(routes, url),
  });
  /** @returns whether the request is answered. @throws HttpError for one that is refused. */
  const meet = (request: FastifyRequest, reply: FastifyReply): boolean => {
    const { httpVersion, rawHeaders } = request.raw;
    checkHead({ headers: request.headers, url: request.url, httpVersion, rawHeaders });
    guard.requireHost(request);
    if (draining.yes) throw stops();
    draining.inHand.take(reply);
    // browsers ask without the token whether they may send it
    if (cors.answers(request, reply)) return true;
    guard.requireToken(request);
    return false;
  };
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    cors.allow(request, reply);
    const { headers, method, is404 } = request;
    const closeUnlessShort = (): void => {
      if (!isShort(headers, limits.maxBytes)) void reply.header('connection', 'close');
    };
    try {
      if (meet(request, reply)) return reply;
    } catch (error) {
      closeUnlessShort();
      throw error;
    }
    // nobody reads it
    if (method !== 'POST' || is404) closeUnlessShort();
    return undefined;
  });
  app.addHook('onSend', async (_request, reply) => {
    limitAnswer(reply.raw, limits.downloadMs);
    // a connection that is kept would keep the server from ending
    if (draining.yes) void reply.header('connection', 'close');
  });
}

/** For whoever runs the server. */
function addOperations(
  app: FastifyInstance,
  threads: Threads,
  metrics: Metrics,
  document: object,
): void {
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
  app.get('/openapi.json', () => document);
}

/** Makes the application; it listens nowhere yet. */
export function createApp(
  threads: Threads,
  options: Omit<ServerOptions, 'limits' | 'model' | 'threads'>,
  limits: Limits,
): App {
  const { version, log = SILENT, traces = NO_TRACES } = options;
  const tell: Tell = (error, url, reply) => {
    const { status, headers, body } = errorAnswer(error, url, log);
    void reply.code(status).headers(headers).send(body);
  };
  const app = createFramework(limits, tell, log);
  const routes = collectRoutes(app);
  const admission = new Admission(threads, limits);
  const metrics = createMetrics(threads, admission);
  const draining: Draining = { yes: false, inHand: new InHand() };
  const spans = new RequestSpans(traces);
  takeConnections(app, limits.maxConnections, metrics, log);
  app.addHook('onRequest', async (request) => spans.begin(request));
  addHooks(app, routes, options, limits, draining);
  app.addHook('onResponse', async (request, reply) => {
    dropRest(request);
    spans.end(request, reply);
    const route = request.routeOptions.url ?? 'none';
    metrics.answered(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    log.debug(`${request.method} ${route} ${reply.statusCode} ${reply.elapsedTime.toFixed(0)} ms`);
  });
  app.setErrorHandler((error, request, reply) => tell(error, request.url, reply));
  refuseOthers(app, routes);
  addOperations(app, threads, metrics, openApi(version, limits));
  const parts = { threads, limits, metrics, admission, spans };
  void app.register((scope) => reconstructRoute(scope, parts));
  void app.register((scope) => motionRoute(scope, parts));
  void app.register((scope, _options, done) => {
    inferenceRoutes(scope, { threads, version, maxBytes: limits.maxBytes, admission });
    done();
  });
  return {
    app,
    routes,
    drain: () => {
      draining.yes = true;
      return draining.inHand.none();
    },
    giveUp: () => draining.inHand.tell(stops()),
  };
}
