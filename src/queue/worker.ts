/** @file One worker: takes batches, does them, tells that it lives, and stops in good order. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import { messageOf, MultiRoiError, type Span } from '../base/index.ts';
import type { Traces } from '../node/index.ts';
import { joinArchive, requireSameHead } from '../archive/index.ts';
import { jobSchema, type QueueBatch } from './batch.ts';
import { redisError } from './connection.ts';
import { BULL_PREFIX, type ImageQueue } from './image-queue.ts';
import type { WorkerState } from './ledger.ts';
import { processBatch, type BatchWork } from './process-batch.ts';

/** How a worker works. */
export interface WorkerOptions extends Omit<BatchWork, 'ledger'> {
  readonly queue: ImageQueue;
  readonly version: string;
  /** A batch whose worker has not been heard of for so long is another's, s. */
  readonly lockSeconds: number;
  /** Ends when nothing is left to do. */
  readonly untilEmpty: boolean;
  /** Every batch is a trace. */
  readonly traces: Traces;
}

const BEAT_MS = 5_000;
const LOOK_MS = 500;
/** Kills are no fault of a batch, and images count their own. */
const MAX_STALLED = 1_000_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const MB = 1 << 20;

/** How long a batch rests before its n-th next try, ms. */
const pauseBefore = (attempts: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 10), LONGEST_PAUSE_MS);

/** Some images of a batch failed, which was told of each. */
class TryAgain extends Error {}

/** Takes batches until it is stopped, or nothing is left. */
export class QueueWorker {
  readonly #options: WorkerOptions;
  readonly #id: string = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  readonly #startedAt = new Date().toISOString();
  readonly #counts = { images: 0, people: 0, failed: 0 };

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** What it tells of itself. */
  get state(): WorkerState {
    const rssMb = Math.round(process.memoryUsage.rss() / MB);
    return {
      id: this.#id,
      host: hostname(),
      pid: process.pid,
      version: this.#options.version,
      startedAt: this.#startedAt,
      ...this.#counts,
      rssMb,
    };
  }

  /**
   * Works.
   * @throws E_CONFIG when others make other results for this queue or into this archive.
   */
  async run(): Promise<void> {
    const { queue, head, out, log, lockSeconds } = this.#options;
    requireSameHead('queue', await queue.ledger.agree(head), head);
    await joinArchive(out, head);
    await this.#beat();
    const beats = setInterval(() => void this.#beat(), BEAT_MS);
    // it blocks a connection of its own
    const connection = queue.redis.duplicate({ maxRetriesPerRequest: null, lazyConnect: false });
    const worker = new queue.library.Worker(queue.name, (job, token) => this.#do(job, token), {
      connection,
      prefix: BULL_PREFIX,
      concurrency: 1,
      lockDuration: lockSeconds * 1000,
      stalledInterval: (lockSeconds * 1000) / 2,
      maxStalledCount: MAX_STALLED,
      settings: { backoffStrategy: pauseBefore },
    });
    worker.on('error', (error) => log.debug(`worker: ${error.message}`));
    worker.on('stalled', (id) => log.info(`batch ${id}: its worker is gone, taken up again`));
    try {
      await this.#untilOver(worker);
    } finally {
      clearInterval(beats);
      await worker.close();
      connection.disconnect();
      await queue.ledger.leave(this.#id).catch(() => undefined);
    }
  }

  async #beat(): Promise<void> {
    const { queue, log } = this.#options;
    await queue.ledger.beat(this.state).catch((error: unknown) => log.debug(messageOf(error)));
  }

  async #untilOver(worker: Worker): Promise<void> {
    const { signal, untilEmpty, queue } = this.#options;
    while (!signal.aborted) {
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
      if (!untilEmpty || !worker.isRunning()) continue;
      const { waiting, active, delayed } = await queue.batches();
      if (waiting + active + delayed === 0) {
        // what somebody entered and could not publish is work, too
        if ((await queue.ledger.pending()).length === 0) return;
        await queue.recover();
      }
    }
  }

  async #do(job: Job, token: string | undefined): Promise<void> {
    const { queue, traces } = this.#options;
    const batch = { id: job.id ?? '', images: jobSchema.parse(job.data).images };
    const span = traces.begin('batch', {
      'multiroi.queue': queue.name,
      'multiroi.batch': batch.id,
      'multiroi.images': batch.images.length,
      'multiroi.attempt': job.attemptsStarted,
    });
    try {
      await this.#doBatch(job, token, batch, span);
      span.end();
    } catch (error) {
      span.end(error);
      throw error;
    }
  }

  async #doBatch(
    job: Job,
    token: string | undefined,
    batch: QueueBatch,
    span: Span,
  ): Promise<void> {
    const { queue, log } = this.#options;
    const before = { ...this.#counts };
    try {
      const work = { ...this.#options, ledger: queue.ledger };
      const progress = await processBatch(work, batch, span, ({ done, people, failures }) => {
        this.#counts.images = before.images + done;
        this.#counts.people = before.people + people;
        this.#counts.failed = before.failed + failures.length;
      });
      if (progress.open.length > 0) {
        // those that are done have receipts, and are passed over the next time
        Object.assign(this.#counts, before);
        throw new TryAgain(`${progress.open.length} images to be tried again`);
      }
      await queue.ledger.settle(batch, progress);
      log.debug(`batch ${batch.id}: ${progress.done} done, ${progress.failures.length} set aside`);
    } catch (error) {
      if (error instanceof MultiRoiError && error.code === 'E_ABORT') {
        await job.moveToWait(token);
        throw new queue.library.WaitingError();
      }
      if (error instanceof TryAgain) throw error;
      const { code, message } = redisError('worker', error);
      log.error(`[${code}] ${message}`);
      throw error;
    }
  }
}
