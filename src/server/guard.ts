/** @file Who may ask: bearers of the token, and, on this machine alone, nobody under another name. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../node/index.ts';
import { hostOf } from './head.ts';
import { HttpError } from './problem.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Open to everybody who reaches the socket: whether the server lives says nothing of what it holds. */
const OPEN = new Set(['/healthz', '/readyz', '/v2/health/live', '/v2/health/ready']);

/** Checks of every request. */
export interface Guard {
  /** @throws HttpError 403 for a request that calls this machine by another name. */
  requireHost(request: Pick<FastifyRequest, 'headers' | 'url'>): void;
  /** @throws HttpError 401 */
  requireToken(request: Pick<FastifyRequest, 'headers' | 'url'>): void;
}

/** @param token that is asked for; absent: none. @param host that is listened on. */
export function createGuard(token: string | undefined, host: string): Guard {
  const wanted = token === undefined ? undefined : digest(token);
  return {
    requireHost(request) {
      if (wanted !== undefined || !isLoopback(host)) return;
      // a page of another site that resolves its name to this address would otherwise be let in
      const name = hostOf(request)
        .replace(/:\d+$/, '')
        .replace(/^\[|\]$/g, '');
      if (isLoopback(name)) return;
      throw new HttpError(403, 'E_CONFIG', `serve: expected a host of this machine, got "${name}"`);
    },
    requireToken({ headers, url }) {
      if (wanted === undefined || OPEN.has(url.split('?')[0] ?? '')) return;
      const [, bearer] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
      if (bearer !== undefined && timingSafeEqual(digest(bearer), wanted)) return;
      throw new HttpError(
        401,
        'E_CONFIG',
        'serve: expected the token of this server, got another or none',
        { hint: 'send Authorization: Bearer <token>' },
      );
    },
  };
}
