/** @file Who may ask: bearers of the token, and, on this machine alone, nobody under another name. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../node/index.ts';
import { HttpError } from './problem.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Open to everybody who reaches the socket: whether the server lives says nothing of what it holds. */
const OPEN = new Set(['/healthz', '/readyz', '/v2/health/live', '/v2/health/ready']);

/** @returns a check that throws HttpError for requests that are refused. */
export function createGuard(
  token: string | undefined,
  host: string,
): (request: Pick<FastifyRequest, 'headers' | 'url'>) => void {
  const wanted = token === undefined ? undefined : digest(token);
  return ({ headers, url }) => {
    // a page of another site that resolves its name to this address would otherwise be let in
    if (wanted === undefined && isLoopback(host)) {
      const name = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
      if (!isLoopback(name)) {
        throw new HttpError(
          403,
          'E_CONFIG',
          `serve: expected a host of this machine, got "${name}"`,
        );
      }
    }
    if (wanted === undefined || OPEN.has(url.split('?')[0] ?? '')) return;
    const [, bearer] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
    if (bearer === undefined || !timingSafeEqual(digest(bearer), wanted)) {
      throw new HttpError(
        401,
        'E_CONFIG',
        'serve: expected the token of this server, got another or none',
        {
          hint: 'send Authorization: Bearer <token>',
        },
      );
    }
  };
}
