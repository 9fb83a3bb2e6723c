/** @file A queue of images: BullMQ's jobs are its batches, the ledger knows its images. */

import { randomUUID } from 'node:crypto';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { MultiRoiError, type Logger } from '../base/index.ts';
import { jobSchema, type QueueBatch, type ImageFailure, type QueuedImage } from './batch.ts';
import { connectRedis, redisError, type QueueLibrary, type RedisAccess } from './connection.ts';
import { Ledger } from './ledger.ts';

/** Before BullMQ's keys in Redis. */
export const BULL_PREFIX = 'multiroi';
/** Batches are tried as long as it takes: images are what is given up on. */
const BATCH_ATTEMPTS = 1_000_000;
/** Batches that are looked at at once. */
const PAGE = 200;

const JOB_OPTIONS = {
  attempts: BATCH_ATTEMPTS,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  stackTraceLimit: 1,
} as const;

/** Which queue of which Redis. */
export interface QueuePlace {
  readonly redis: RedisAccess;
  /** Several queues share a Redis by name. */
  readonly name: string;
}

/** @throws E_CONFIG for a name that no queue may have. */
function requireName(name: string): void {
  if (/^[\w.-]{1,100}$/.test(name)) return;
  throw new MultiRoiError(
    'E_CONFIG',
    `queue: expected a name of letters, digits, dots and dashes, got "${name}"`,
  );
}

/** Everything that was done to a queue from outside. */
export class ImageQueue {
  readonly ledger: Ledger;
  readonly library: QueueLibrary;
  readonly redis: Redis;
  readonly name: string;
  readonly #queue: Queue;

  private constructor(name: string, redis: Redis, library: QueueLibrary, log: Logger) {
    this.name = name;
    this.redis = redis;
    this.library = library;
    this.ledger = new Ledger(redis, name);
    this.#queue = new library.Queue(name, { connection: redis, prefix: BULL_PREFIX });
    this.#queue.on('error', (error) => log.debug(`queue: ${error.message}`));
  }

  /**
   * Connects, and puts in order what somebody who was killed left behind.
   * @param patient whether a lost connection is waited for.
   * @throws E_CONFIG, E_IO, E_UNSUPPORTED as {@link connectRedis}.
   */
  static async open(place: QueuePlace, patient: boolean, log: Logger): Promise<ImageQueue> {
    requireName(place.name);
    const { redis, library } = await connectRedis(place.redis, patient, log);
    const queue = new ImageQueue(place.name, redis, library, log);
    try {
      await queue.recover();
    } catch (error) {
      await queue.close();
      throw redisError('queue', error);
    }
    return queue;
  }

  /** Batches that were entered and not published are, those that were leaving leave. */
  async recover(): Promise<void> {
    await this.#publish(await this.ledger.pending());
    for (const batch of await this.ledger.leaving()) await this.#finishLeaving(batch);
  }

  /** A batch that is there already is not there twice: jobs are named after batches. */
  async #publish(batches: readonly QueueBatch[]): Promise<void> {
    const filled = batches.filter(({ images }) => images.length > 0);
    if (filled.length === 0) return;
    await this.#queue.addBulk(
      filled.map(({ id, images }) => ({
        name: 'batch',
        data: { images },
        opts: { ...JOB_OPTIONS, jobId: id },
      })),
    );
    await this.ledger.published(filled.map(({ id }) => id));
  }

  /**
   * Adds those of the images that were never added.
   * @returns how many that were.
   * @throws E_IO when Redis is full or away; adding them again goes on from there.
   */
  async add(images: readonly QueuedImage[], batchSize: number): Promise<number> {
    try {
      const parts: (readonly QueuedImage[])[] = [];
      for (let start = 0; start < images.length; start += batchSize) {
        parts.push(images.slice(start, start + batchSize));
      }
      const batches = await Promise.all(parts.map((part) => this.ledger.claim(randomUUID(), part)));
      await this.#publish(batches);
      return batches.reduce((sum, batch) => sum + batch.images.length, 0);
    } catch (error) {
      throw redisError('queue', error);
    }
  }

  /** Puts everything that was set aside back into the queue. @returns how many images that were. */
  async retry(batchSize: number, which: (failure: ImageFailure) => boolean): Promise<number> {
    const digests: string[] = [];
    for await (const failure of this.ledger.failures()) {
      if (which(failure)) digests.push(failure.digest);
    }
    let count = 0;
    for (let start = 0; start < digests.length; start += batchSize) {
      const wanted = digests.slice(start, start + batchSize);
      const batch = await this.ledger.reclaim(randomUUID(), wanted);
      await this.#publish([batch]);
      count += batch.images.length;
    }
    return count;
  }

  /** Takes out every batch that nobody has begun. @returns how many images that were. */
  async drain(): Promise<number> {
    let count = 0;
    for (const kind of ['waiting', 'delayed', 'prioritized'] as const) {
      let skipped = 0;
      for (;;) {
        const jobs = await this.#queue.getJobs([kind], skipped, skipped + PAGE - 1);
        if (jobs.length === 0) break;
        for (const job of jobs) {
          const { images } = jobSchema.parse(job.data);
          const batch = { id: job.id ?? '', images };
          await this.ledger.beginForget(batch);
          if (await this.#finishLeaving(batch)) count += images.length;
          else skipped++;
        }
      }
    }
    return count;
  }

  /** @returns false for a batch that somebody is at work on. */
  async #finishLeaving(batch: QueueBatch): Promise<boolean> {
    const removed = await this.#queue.remove(batch.id);
    // one that is not there has left before, or is done: then its images are no longer waiting
    const job = removed === 1 ? undefined : await this.#queue.getJob(batch.id);
    if (job !== undefined) {
      await this.ledger.keep(batch.id);
      return false;
    }
    await this.ledger.forget(batch);
    return true;
  }

  /** Batches by where they are. */
  async batches(): Promise<BatchCounts> {
    const counts = await this.#queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
    const of = (name: string): number => counts[name] ?? 0;
    return {
      waiting: of('waiting') + of('prioritized'),
      active: of('active'),
      delayed: of('delayed'),
    };
  }

  /** Strikes the whole queue. @throws E_CONFIG while somebody is at work on it. */
  async erase(): Promise<void> {
    const { active } = await this.batches();
    const workers = await this.ledger.workers();
    if (active > 0 || workers.length > 0) {
      throw new MultiRoiError(
        'E_CONFIG',
        `queue: expected nobody at work, got ${workers.length} workers and ${active} batches in hand`,
        { hint: 'stop the workers first' },
      );
    }
    await this.#queue.obliterate({ force: true });
    await this.ledger.erase();
  }

  async close(): Promise<void> {
    await this.#queue.close().catch(() => undefined);
    this.redis.disconnect();
  }
}

/** Batches by where they are. */
export interface BatchCounts {
  readonly waiting: number;
  readonly active: number;
  /** Tried, and to be tried again after a pause. */
  readonly delayed: number;
}
