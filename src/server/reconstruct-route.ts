/** @file `POST /v1/reconstruct`: a picture in, JSON, GLB, an overlay or a stream of events out. */

import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Admission } from './admission.ts';
import { checkImageSize } from './image-size.ts';
import { leaving } from './connection.ts';
import { acceptedOf, streamEvents } from './event-stream.ts';
import { FORMATS, type Format, type Picture, type ReconstructTask } from './messages.ts';
import type { Metrics } from './metrics.ts';
import type { Limits } from './options.ts';
import { HttpError } from './problem.ts';
import { readRequestOptions } from './request-options.ts';
import { tellStages, type RequestSpans } from './request-spans.ts';
import type { Threads } from './threads.ts';
import { readUpload } from './upload.ts';

/** What the route stands on. */
export interface RouteParts {
  readonly threads: Threads;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly admission: Admission;
  readonly spans: RequestSpans;
}

async function pictureOf(
  { threads, metrics, spans }: RouteParts,
  request: FastifyRequest,
  task: ReconstructTask,
  options: Parameters<Threads['run']>[1],
): Promise<Picture> {
  const askedMs = performance.timeOrigin + performance.now();
  const answer = await threads.run(task, options);
  if (answer.kind !== 'reconstruct') {
    throw new HttpError(500, 'E_INTERNAL', 'reconstruct: expected a picture, got tensors');
  }
  metrics.reconstructed(answer.people);
  tellStages(spans.of(request), askedMs, answer.stages ?? []);
  return answer;
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
    const accepted = acceptedOf('reconstruct', request.headers.accept, FORMATS, 'overlay');
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
    if (accepted === 'events') {
      return streamEvents(parts, reply, limits.maxMs, async (heard) => {
        return (await pictureOf(parts, request, task('json'), heard)).body;
      });
    }
    const signal = leaving(reply);
    const answer = await pictureOf(parts, request, task(format ?? accepted), { signal });
    return reply
      .header('content-type', answer.contentType)
      .header('x-people', answer.people)
      .send(Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength));
  });
}
