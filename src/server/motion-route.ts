/** @file `POST /v1/motion`: a video in, a motion's JSON, an animated GLB or a stream of events out. */

import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { leaving } from './connection.ts';
import { acceptedOf, streamEvents } from './event-stream.ts';
import { MOTION_FORMATS, type MotionFormat, type MotionTask, type Picture } from './messages.ts';
import { HttpError } from './problem.ts';
import type { RouteParts } from './reconstruct-route.ts';
import { readMotionOptions } from './request-options.ts';
import type { ThreadTaskOptions } from './threads.ts';
import { readUpload } from './upload.ts';

async function motionOf(
  { threads, metrics, limits: { maxMotionMs: maxMs } }: RouteParts,
  task: MotionTask,
  heard: ThreadTaskOptions,
): Promise<Picture> {
  const answer = await threads.run(task, { ...heard, maxMs });
  if (answer.kind !== 'motion') {
    throw new HttpError(500, 'E_INTERNAL', 'motion: expected a motion, got another answer');
  }
  metrics.reconstructed(answer.people);
  return answer;
}

/** Adds `POST /v1/motion`, in a scope of its own: a video is no body of other routes. */
export async function motionRoute(app: FastifyInstance, parts: RouteParts): Promise<void> {
  const { limits, admission } = parts;
  const settings = { bodyLimit: limits.maxBytes, onRequest: admission.admit };
  await app.register(multipart);
  for (const type of [/^video\//, /^image\/(gif|webp)$/, 'application/octet-stream']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
  }
  app.post('/v1/motion', settings, async (request, reply) => {
    const accepted = acceptedOf('motion', request.headers.accept, MOTION_FORMATS);
    const { bytes, given } = await readUpload(request, limits.maxBytes);
    const { format, options } = readMotionOptions(given, limits.maxPeople);
    const task = (as: MotionFormat): MotionTask => {
      return { kind: 'motion', bytes, format: as, maxPixels: limits.maxPixels, options };
    };
    if (accepted === 'events') {
      return streamEvents(parts, reply, limits.maxMotionMs, async (heard) => {
        return (await motionOf(parts, task('json'), heard)).body;
      });
    }
    const answer = await motionOf(parts, task(format ?? accepted), { signal: leaving(reply) });
    return reply
      .header('content-type', answer.contentType)
      .header('x-people', answer.people)
      .send(Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength));
  });
}
