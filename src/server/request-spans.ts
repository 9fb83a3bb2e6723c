/** @file The spans of requests: begun as they come, ended with their answers; stages of pictures are their parts. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { UNTRACED, type Span } from '../base/index.ts';
import type { Traces } from '../node/index.ts';
import type { TimedStage } from './messages.ts';

/** Health checks and metrics, asked every few seconds: not traced. */
const UNTOLD: readonly string[] = ['/healthz', '/readyz', '/metrics'];

/** The spans of the requests in hand. */
export class RequestSpans {
  readonly #traces: Traces;
  readonly #spans = new WeakMap<FastifyRequest, Span>();

  constructor(traces: Traces) {
    this.#traces = traces;
  }

  /** A request has come; its client may say what it is a part of. */
  begin(request: FastifyRequest): void {
    const { method, routeOptions, headers } = request;
    const route = routeOptions.url ?? 'none';
    if (UNTOLD.includes(route)) return;
    const { traceparent } = headers;
    const attributes = { 'http.request.method': method, 'http.route': route };
    const parent = typeof traceparent === 'string' ? traceparent : undefined;
    this.#spans.set(request, this.#traces.begin(`${method} ${route}`, attributes, parent));
  }

  /** That of a request, for its parts. */
  of(request: FastifyRequest): Span {
    return this.#spans.get(request) ?? UNTRACED;
  }

  /** It is answered. */
  end(request: FastifyRequest, { statusCode }: FastifyReply): void {
    const span = this.of(request);
    span.set({ 'http.response.status_code': statusCode });
    span.end(statusCode >= 500 ? new Error(`status ${statusCode}`) : undefined);
  }
}

/** Stages of a picture, and before them how long it waited for its thread, as parts of a request's span. */
export function tellStages(span: Span, askedMs: number, stages: readonly TimedStage[]): void {
  const [first] = stages;
  if (first !== undefined) span.part('wait', askedMs, first[1]);
  for (const stage of stages) span.part(...stage);
}
