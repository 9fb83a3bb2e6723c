/**
 * @file What becomes of the connection that an answer is for. Of several requests that came one behind the other on it
 * Node tells only the first unanswered one that it has ended.
 */

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Calls back once: when the answer has gone out, or its connection has ended; now where it has already. */
export function whenOver({ raw, request }: FastifyReply, over: () => void): void {
  const { socket } = request.raw;
  let isOver = false;
  const once = (): void => {
    // the end of a connection is told to both before either can be left
    if (isOver) return;
    isOver = true;
    raw.off('close', once);
    socket.off('close', once);
    over();
  };
  if (raw.destroyed || socket.destroyed) {
    over();
    return;
  }
  raw.once('close', once);
  socket.once('close', once);
}

/** Aborted when the client goes before it has its answer; at once when it has gone already. */
export function leaving(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  whenOver(reply, () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  return left.signal;
}

/** Ends a connection over which an answer has not gone out so long after its turn came. */
export function limitAnswer(raw: ServerResponse, ms: number): void {
  const begin = (socket: Socket | null): void => {
    if (socket === null || raw.closed) return;
    const late = setTimeout(() => socket.destroy(), ms);
    raw.once('close', () => clearTimeout(late));
  };
  if (raw.socket === null) raw.once('socket', begin);
  else begin(raw.socket);
}

/** For what a client still sends when its last answer has gone out, ms. */
const LINGER_MS = 5_000;

/**
 * Ends a connection behind its last answer only when the client has ended it too, or has taken too long. What is closed
 * upon bytes that still come is reset by the system, and the client loses the answer: that its upload is too long.
 */
export function lingerAtEnd(socket: Socket): void {
  socket.destroySoon = () => {
    if (socket.destroyed || socket.writableEnded) return;
    socket.end();
    const late = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(late));
  };
}

/** Reads the rest of a request that is answered, and forgets it. */
export function dropRest({ raw }: FastifyRequest): void {
  if (raw.readableEnded) return;
  raw.unpipe();
  raw.resume();
}

/** For a client to read the last that is said to it, ms. */
const LAST_MS = 1_000;

/** Says the last on a connection that Node has let go of. Who does not end it then is not waited for. */
export function endWith(socket: Duplex, text: string): void {
  // nobody else listens any more, and an error that nobody hears ends the process
  socket.on('error', () => socket.destroy());
  socket.end(text);
  const late = setTimeout(() => socket.destroy(), LAST_MS);
  socket.once('close', () => clearTimeout(late));
}
