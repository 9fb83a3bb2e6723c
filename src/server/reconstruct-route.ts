/** @file `POST /v1/reconstruct`: a picture in, JSON, GLB, an overlay or a stream of events out. */

import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { messageOf } from '../base/index.ts';
import type { Admission } from './admission.ts';
import { checkImageSize } from './image-size.ts';
import { leaving } from './leaving.ts';
import { FORMATS, type Format, type Picture, type ReconstructTask } from './messages.ts';
import type { Metrics } from './metrics.ts';
import type { Limits } from './options.ts';
import { HttpError, problemOf } from './problem.ts';
import { MAX_NAME, readRequestOptions } from './request-options.ts';
import type { Threads } from './threads.ts';

const EVENTS = 'text/event-stream';

/** What the route stands on. */
export interface RouteParts {
  readonly threads: Threads;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly admission: Admission;
}

/** Fields of a form that may be given beside the picture. */
const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 100_000;

/** The file of a form; its fields go into `given`. @throws HttpError 400 for a form that cannot be read. */
async function readForm(
  request: FastifyRequest,
  maxBytes: number,
  given: Record<string, unknown>,
): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array | undefined;
  const parts = request.parts({
    limits: { files: 1, fileSize: maxBytes, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES },
  });
  try {
    for await (const part of parts) {
      if (part.type === 'file') {
        bytes = await part.toBuffer();
        // as long as a name may be: who sends a file did not choose it for us
        if (part.filename !== '') given['name'] ??= part.filename.slice(-MAX_NAME);
      } else given[part.fieldname] = part.value;
    }
  } catch (error) {
    // limits know their status; a form that is cut off or has no boundary does not
    if (error instanceof Error && 'statusCode' in error) throw error;
    throw new HttpError(
      400,
      'E_FORMAT',
      `reconstruct: expected a form that can be read, got: ${messageOf(error)}`,
    );
  }
  return bytes;
}

/** A picture and what its sender chose, from a raw body or a form. */
async function readUpload(
  request: FastifyRequest,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly given: Record<string, unknown> }> {
  const given: Record<string, unknown> = { ...(request.query as object) };
  if (!request.isMultipart()) {
    if (request.body instanceof Uint8Array && request.body.length > 0) {
      return { bytes: request.body, given };
    }
    throw new HttpError(400, 'E_FORMAT', 'reconstruct: expected an image, got an empty body');
  }
  const bytes = await readForm(request, maxBytes, given);
  if (bytes === undefined || bytes.length === 0) {
    throw new HttpError(400, 'E_FORMAT', 'reconstruct: expected a file in the form, got none');
  }
  return { bytes, given };
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
  reply.raw.writeHead(200, {
    'content-type': EVENTS,
    'cache-control': 'no-store',
    connection: 'close',
    'x-content-type-options': 'nosniff',
  });
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
