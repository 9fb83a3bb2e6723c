/** @file Pages of other sites: who may read answers (CORS, Fetch Standard), and who may not even ask. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from './problem.ts';

/** What a page may send beside what every page may. */
const REQUEST_HEADERS = 'authorization, content-type, inference-header-content-length';
/** What a page may read beside what every page may. */
const ANSWER_HEADERS = 'allow, inference-header-content-length, retry-after, x-people';
/** For how long a browser need not ask again, s; Chromium keeps no more. */
const MAX_AGE = '7200';
/** What an answer depends on. */
const VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

const isPreflight = ({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** What decides which pages may ask. */
export interface CorsParts {
  /** As {@link ServerOptions.corsOrigins}. */
  readonly origins: readonly string[];
  /** Whether nothing but the address protects the server: no token, and this machine alone. */
  readonly bare: boolean;
  /** The methods of a path. */
  readonly methodsOf: (url: string) => readonly string[];
}

/** The rules for pages, applied to every request. */
export interface Cors {
  /** Tells browsers that the page may read what comes, whatever that is. */
  allow(request: FastifyRequest, reply: FastifyReply): void;
  /**
   * @returns whether this was a browser's question, which is answered.
   * @throws HttpError 403 for a page that may not ask.
   */
  answers(request: FastifyRequest, reply: FastifyReply): boolean;
}

/** Makes the rules of a server. */
export function createCors({ origins, bare, methodsOf }: CorsParts): Cors {
  const any = origins.includes('*');
  const isAllowed = (origin: string): boolean => any || origins.includes(origin);

  const refuseForeign = (request: FastifyRequest): void => {
    const { method, headers } = request;
    const { origin } = headers;
    if (origin === undefined || isAllowed(origin)) return;
    // it could not read the answer, but it would make this machine work
    const works = bare && method === 'POST' && headers['sec-fetch-site'] === 'cross-site';
    if (!works && !(origins.length > 0 && isPreflight(request))) return;
    throw new HttpError(
      403,
      'E_CONFIG',
      `serve: expected a page that may ask, got one of "${origin.slice(0, 100)}"`,
      { hint: 'start the server with --cors-origin and the origin of the page' },
    );
  };

  return {
    allow({ headers: { origin } }, reply) {
      if (origins.length === 0) return;
      if (!any) void reply.header('vary', VARY);
      if (origin === undefined || !isAllowed(origin)) return;
      void reply
        .header('access-control-allow-origin', any ? '*' : origin)
        .header('access-control-expose-headers', ANSWER_HEADERS);
    },
    answers(request, reply) {
      refuseForeign(request);
      const methods = methodsOf(request.url);
      if (origins.length === 0 || methods.length === 0 || !isPreflight(request)) return false;
      void reply
        .header('access-control-allow-methods', methods.join(', '))
        .header('access-control-allow-headers', REQUEST_HEADERS)
        .header('access-control-max-age', MAX_AGE);
      // a page of the internet that asks a machine of the house
      if (request.headers['access-control-request-private-network'] === 'true') {
        void reply.header('access-control-allow-private-network', 'true');
      }
      void reply.code(204).send();
      return true;
    },
  };
}
