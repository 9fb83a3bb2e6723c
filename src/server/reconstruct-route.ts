/** @file `POST /v1/reconstruct`: a picture in, JSON, GLB, an overlay or a stream of events out. */

import type { OutgoingHttpHeaders } from 'node:http';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Admission } from './admission.ts';
import { checkImageSize } from './image-size.ts';
import { leaving, limitAnswer } from './connection.ts';
import { FORMATS, type Format, type Picture, type ReconstructTask } from './messages.ts';
import type { Metrics } from './metrics.ts';
import type { Limits } from './options.ts';
import { HttpError, problemOf } from './problem.ts';
import { readRequestOptions } from './request-options.ts';
import type { Threads } from './threads.ts';
import { readUpload } from './upload.ts';

const EVENTS = 'text/event-stream';

/** What the route stands on. */
export interface RouteParts {
  readonly threads: Threads;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly admission: Admission;
}

/** What the client wants to hear, by `Accept`. @throws HttpError 406 */
function acceptedOf(accept: string | undefined): Format | 'events' {
  const wanted = (accept ?? '*/*').split(',').map((each) => each.split(';')[0]?.trim() ?? '');
  for (const type of wanted) {
    if (type === '*/*' || type === 'application/*' || type === '') return 'json';
    if (type === EVENTS) return 'events';
    const format = (Object.keys(FORMATS) as Format[]).find((each) => FORMATS[each] === type);
    if (format !== undefined) return format;
    if (type === 'image/*') return 'overlay';
  }
  const offered = [...Object.values(FORMATS), EVENTS].join(', ');
  throw new HttpError(
    406,
    'E_UNSUPPORTED',
    `reconstruct: expected Accept of ${offered}, got "${accept ?? ''}"`,
  );
}

async function pictureOf(
  { threads, metrics }: RouteParts,
  task: ReconstructTask,
  options: Parameters<Threads['run']>[1],
): Promise<Picture> {
  const answer = await threads.run(task, options);
  if (answer.kind !== 'reconstruct') {
    throw new HttpError(500, 'E_INTERNAL', 'reconstruct: expected a picture, got tensors');
  }
  metrics.reconstructed(answer.people);
  return answer;
}

/** Server-sent events: `progress` {done, total, what} any number of times, then `result` or `problem`. */
async function stream(
  parts: RouteParts,
  task: ReconstructTask,
  reply: FastifyReply,
): Promise<void> {
  // after the head of an answer its status cannot be told
  parts.threads.requireRoom();
  const signal = leaving(reply);
  reply.hijack();
  // what every answer carries, whoever may read it among it, goes out by hand
  const carried = reply.getHeaders() as OutgoingHttpHeaders;
  reply.raw.writeHead(200, { ...carried, 'content-type': EVENTS, connection: 'close' });
  limitAnswer(reply.raw, parts.limits.maxMs + parts.limits.downloadMs);
  const send = (event: string, data: string): void => {
    reply.raw.write(`event: ${event}\ndata: ${data.replaceAll('\n', '\ndata: ')}\n\n`);
  };
  send('progress', JSON.stringify({ done: 0, total: 1, what: 'queued' }));
  try {
    const { body } = await pictureOf(parts, task, {
      signal,
      onProgress: (done, total, what) => send('progress', JSON.stringify({ done, total, what })),
    });
    send('result', JSON.stringify(JSON.parse(new TextDecoder().decode(body))));
  } catch (error) {
    send('problem', JSON.stringify(problemOf(error)));
  }
  reply.raw.end();
}

/** Adds `POST /v1/reconstruct`. */
export async function reconstructRoute(app: FastifyInstance, parts: RouteParts): Promise<void> {
  const { limits, admission } = parts;
  const settings = { bodyLimit: limits.maxBytes, onRequest: admission.admit };
  await app.register(multipart);
  for (const type of [/^image\//, 'application/octet-stream']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
  }
  app.post('/v1/reconstruct', settings, async (request, reply) => {
    const accepted = acceptedOf(request.headers.accept);
    const { bytes, given } = await readUpload(request, limits.maxBytes);
    const { format, rois, options } = readRequestOptions(given, limits.maxPeople);
    await checkImageSize(bytes, options.file ?? 'image', limits.maxPixels);
    const task = (as: Format): ReconstructTask => ({
      kind: 'reconstruct',
      bytes,
      format: as,
      rois,
      options,
    });
    if (accepted === 'events') return stream(parts, task('json'), reply);
    const answer = await pictureOf(parts, task(format ?? accepted), { signal: leaving(reply) });
    return reply
      .header('content-type', answer.contentType)
      .header('x-people', answer.people)
      .send(Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength));
  });
}
