/** @file Whether whoever asked is still there. */

import type { FastifyReply } from 'fastify';

/** Aborted when the client goes before it has its answer; at once when it has gone already. */
export function leaving({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  // the event is over for those who left while their picture was looked at
  if (raw.destroyed) left.abort();
  raw.once('close', () => {
    if (!raw.writableFinished) left.abort();
  });
  return left.signal;
}
