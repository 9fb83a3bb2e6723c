/**
 * @file Who may send a body. Looked at when the head of a request has come, so that a server that has enough to do holds
 * nothing of what it will not do.
 */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { whenOver } from './connection.ts';
import { checkCoding, isShort } from './head.ts';
import type { Limits } from './options.ts';
import { HttpError } from './problem.ts';
import type { Threads } from './threads.ts';

/** Bounds what is held at a time: bytes of bodies, and people in the queue. */
export class Admission {
  readonly #threads: Threads;
  readonly #limits: Limits;
  #heldBytes = 0;

  constructor(threads: Threads, limits: Limits) {
    this.#threads = threads;
    this.#limits = limits;
  }

  /** Bytes of the bodies in hand, from the head of a request to the end of its answer. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /**
   * Holds room for a request's body until it is answered or its client leaves.
   * @throws HttpError 413 for a body that is too long by its own word, 415 for one that is packed, 429 when the queue or
   * the room is full.
   */
  readonly admit = (
    { headers, method }: Pick<FastifyRequest, 'headers' | 'method'>,
    reply: FastifyReply,
    done: (error?: Error) => void,
  ): void => {
    const { maxBytes, maxHeldBytes } = this.#limits;
    const told = headers['content-length'];
    const length = told === undefined ? undefined : Number(told);
    try {
      checkCoding(headers);
      // what it says is believed: Node reads no more of a body than that
      if (length !== undefined && length > maxBytes) {
        throw new HttpError(
          413,
          'E_RANGE',
          `serve: expected at most ${maxBytes} bytes, got ${length}`,
        );
      }
      this.#threads.requireRoom();
      const wanted = length ?? maxBytes;
      // one request of any allowed length is always taken
      if (this.#heldBytes > 0 && this.#heldBytes + wanted > maxHeldBytes) {
        throw new HttpError(
          429,
          'E_UNSUPPORTED',
          `serve: expected at most ${maxHeldBytes} bytes of requests at a time, got ${method} with ${wanted} more`,
          { hint: 'try again later', retryAfter: 1 },
        );
      }
      this.#heldBytes += wanted;
      whenOver(reply, () => {
        this.#heldBytes -= wanted;
      });
      done();
    } catch (error) {
      if (!isShort(headers, maxBytes)) void reply.header('connection', 'close');
      // what could be sent instead, by RFC 9110
      if (error instanceof HttpError && error.status === 415) {
        void reply.header('accept-encoding', 'identity');
      }
      done(error as Error);
    }
  };
}
