/** @file From options and the environment to a queue. */

import { resolve } from 'node:path';
import type { Logger } from '../../../base/index.ts';
import { ImageQueue, type QueuePlace } from '../../../queue/index.ts';
import type { Context } from '../../parse/command.ts';
import type { Io } from '../../shared/io.ts';
import type { RedisValues } from './queue-options.ts';

const DEFAULT_URL = 'redis://127.0.0.1:6379';

/** Where the queue is. */
async function placeOf(values: RedisValues, io: Io): Promise<QueuePlace> {
  const { files } = await io.platform();
  const bytes = async (path: string | undefined): Promise<Uint8Array | undefined> =>
    path === undefined ? undefined : files.read(resolve(io.cwd, path));
  const redis = {
    url: values.redis ?? io.env['REDIS_URL'] ?? DEFAULT_URL,
    username: io.env['REDIS_USERNAME'],
    password: io.env['REDIS_PASSWORD'],
    ca: await bytes(values['redis-ca']),
    cert: await bytes(values['redis-cert']),
    key: await bytes(values['redis-key']),
  };
  return { redis, name: values.queue };
}

/**
 * Opens the queue for as long as `use` takes.
 * @param patient whether a Redis that is away is waited for.
 */
export async function withQueue<T>(
  { values, io, log }: { readonly values: RedisValues; readonly io: Io; readonly log: Logger },
  patient: boolean,
  use: (queue: ImageQueue) => Promise<T>,
): Promise<T> {
  const queue = await ImageQueue.open(await placeOf(values, io), patient, log);
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
}

/** What verbs that only look are given. */
export type QueueContext<V> = Context<V & RedisValues>;
