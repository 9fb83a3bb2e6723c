/** @file Answers that are told as they come, and what a client wants to hear. */

import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { leaving, limitAnswer } from './connection.ts';
import type { Limits } from './options.ts';
import { HttpError, problemOf } from './problem.ts';
import type { Threads, ThreadTaskOptions } from './threads.ts';

const EVENTS = 'text/event-stream';

/**
 * What the client wants to hear, by `Accept`.
 * @param formats media types of answers, by name; `json` among them.
 * @param ofImages what `image/*` stands for.
 * @throws HttpError 406
 */
export function acceptedOf<F extends string>(
  who: string,
  accept: string | undefined,
  formats: Readonly<Record<F | 'json', string>>,
  ofImages?: F,
): F | 'json' | 'events' {
  const wanted = (accept ?? '*/*').split(',').map((each) => each.split(';')[0]?.trim() ?? '');
  for (const type of wanted) {
    if (type === '*/*' || type === 'application/*' || type === '') return 'json';
    if (type === EVENTS) return 'events';
    const format = (Object.keys(formats) as F[]).find((each) => formats[each] === type);
    if (format !== undefined) return format;
    if (type === 'image/*' && ofImages !== undefined) return ofImages;
  }
  const offered = [...Object.values(formats), EVENTS].join(', ');
  throw new HttpError(
    406,
    'E_UNSUPPORTED',
    `${who}: expected Accept of ${offered}, got "${accept ?? ''}"`,
  );
}

/**
 * Server-sent events: `progress` {done, total, what} any number of times, then `result` or `problem`.
 * @param work makes the bytes of a JSON text.
 */
export async function streamEvents(
  { threads, limits }: { readonly threads: Threads; readonly limits: Limits },
  reply: FastifyReply,
  maxMs: number,
  work: (heard: ThreadTaskOptions) => Promise<Uint8Array>,
): Promise<void> {
  // after the head of an answer its status cannot be told
  threads.requireRoom();
  const signal = leaving(reply);
  reply.hijack();
  // what every answer carries, whoever may read it among it, goes out by hand
  const carried = reply.getHeaders() as OutgoingHttpHeaders;
  reply.raw.writeHead(200, { ...carried, 'content-type': EVENTS, connection: 'close' });
  limitAnswer(reply.raw, maxMs + limits.downloadMs);
  const send = (event: string, data: string): void => {
    reply.raw.write(`event: ${event}\ndata: ${data.replaceAll('\n', '\ndata: ')}\n\n`);
  };
  send('progress', JSON.stringify({ done: 0, total: 1, what: 'queued' }));
  try {
    const body = await work({
      signal,
      onProgress: (done, total, what) => send('progress', JSON.stringify({ done, total, what })),
    });
    send('result', JSON.stringify(JSON.parse(new TextDecoder().decode(body))));
  } catch (error) {
    send('problem', JSON.stringify(problemOf(error)));
  }
  reply.raw.end();
}
