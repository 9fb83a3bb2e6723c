/** @file Requests that were let in and are not answered yet: who stops waits for them, and one connection has only so many. */

import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { whenOver } from './connection.ts';
import { HttpError } from './problem.ts';

/** Requests of one connection, one sent behind the other without waiting. */
export const MAX_OF_ONE = 16;

/** Requests that wait for their answers. */
export class InHand {
  readonly #replies = new Set<FastifyReply>();
  readonly #ofOne = new WeakMap<Socket, number>();
  #onNone: (() => void) | undefined;

  /** @throws HttpError 429 when too many came before it on its connection. */
  take(reply: FastifyReply): void {
    const { socket } = reply.request.raw;
    const before = this.#ofOne.get(socket) ?? 0;
    if (before >= MAX_OF_ONE) {
      throw new HttpError(
        429,
        'E_UNSUPPORTED',
        `serve: expected at most ${MAX_OF_ONE} requests on a connection before an answer, got one more`,
        { hint: 'wait for answers', retryAfter: 1 },
      );
    }
    this.#ofOne.set(socket, before + 1);
    this.#replies.add(reply);
    whenOver(reply, () => {
      this.#ofOne.set(socket, (this.#ofOne.get(socket) ?? 1) - 1);
      this.#replies.delete(reply);
      if (this.#replies.size === 0) this.#onNone?.();
    });
  }

  /** Resolves when there are none. */
  none(): Promise<void> {
    return new Promise((resolve) => {
      this.#onNone = resolve;
      if (this.#replies.size === 0) resolve();
    });
  }

  /** Answers those that have no answer, also those that still send. */
  tell(error: Error): void {
    for (const reply of this.#replies) if (!reply.sent) void reply.send(error);
  }
}
