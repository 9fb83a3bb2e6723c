/**
 * @file What is known of a queue's images beside BullMQ's jobs: which were ever added, what became of them, who works.
 * Each change is one script, so that it happens wholly or not at all, and once, whoever is killed when.
 */

import type { Redis } from 'ioredis';
import type { ArchiveHead } from '../archive/index.ts';
import {
  parseFailure,
  parseImages,
  type QueueBatch,
  type ImageFailure,
  type QueuedImage,
} from './batch.ts';

/** Takes images into the books that are not in them; the batch waits in `pending` until BullMQ has it. */
const CLAIM = `
local fresh = {}
for i = 2, #ARGV, 2 do
  if redis.call('SADD', KEYS[1], ARGV[i]) == 1 then fresh[#fresh + 1] = ARGV[i + 1] end
end
if #fresh == 0 then return '[]' end
local images = '[' .. table.concat(fresh, ',') .. ']'
redis.call('HSET', KEYS[2], ARGV[1], images)
redis.call('HINCRBY', KEYS[3], 'images', #fresh)
return images`;

/** Takes images that were set aside into a new batch. */
const RECLAIM = `
local images = {}
for i = 2, #ARGV do
  local failure = redis.call('HGET', KEYS[1], ARGV[i])
  if failure then
    images[#images + 1] = failure
    redis.call('HDEL', KEYS[1], ARGV[i])
    redis.call('HDEL', KEYS[2], ARGV[i])
  end
end
if #images == 0 then return '[]' end
local text = '[' .. table.concat(images, ',') .. ']'
redis.call('HSET', KEYS[3], ARGV[1], text)
return text`;

/** What became of a batch, counted once. ARGV: id, done, people, number of failures, pairs of failures, digests. */
const SETTLE = `
if redis.call('SADD', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HINCRBY', KEYS[2], 'done', ARGV[2])
redis.call('HINCRBY', KEYS[2], 'people', ARGV[3])
redis.call('HINCRBY', KEYS[3], math.floor(redis.call('TIME')[1] / 60), ARGV[2])
local last = 4 + 2 * tonumber(ARGV[4])
for i = 5, last, 2 do redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1]) end
for i = last + 1, #ARGV do redis.call('HDEL', KEYS[5], ARGV[i]) end
return 1`;

/** Strikes the images of a batch that was taken out of the queue. */
const FORGET = `
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
for i = 2, #ARGV do
  redis.call('HINCRBY', KEYS[3], 'images', -redis.call('SREM', KEYS[2], ARGV[i]))
end
return 1`;

/** Clocks of machines differ; Redis has one. */
const BEAT = `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], redis.call('TIME')[1], ARGV[1])
return 1`;

/** Workers that have been heard of lately; the others are forgotten. */
const ALIVE = `
local since = redis.call('TIME')[1] - ARGV[1]
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. since)) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
end
return redis.call('HVALS', KEYS[1])`;

/** A worker that has not been heard of for so long is gone, s. */
const ALIVE_S = 45;

/** What became of a batch. */
export interface BatchOutcome {
  readonly done: number;
  readonly people: number;
  readonly failures: readonly ImageFailure[];
}

/** What a worker tells of itself. */
export interface WorkerState {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Images done since, people in them, images that failed. */
  readonly images: number;
  readonly people: number;
  readonly failed: number;
  readonly rssMb: number;
}

/** Images by what became of them. */
export interface Totals {
  readonly images: number;
  readonly done: number;
  readonly people: number;
  readonly failed: number;
}

/** Half of a digest tells images apart, and takes half of the room. */
const memberOf = (digest: string): Buffer => Buffer.from(digest, 'hex').subarray(0, 16);

/** The books of one queue. */
export class Ledger {
  readonly #redis: Redis;
  readonly #name: string;

  constructor(redis: Redis, name: string) {
    this.#redis = redis;
    this.#name = name;
  }

  #key(what: string): string {
    return `multiroi-ledger:${this.#name}:${what}`;
  }

  #run(
    script: string,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
  ): Promise<unknown> {
    const named = keys.map((key) => this.#key(key));
    return this.#redis.eval(script, named.length, ...named, ...args);
  }

  /** Which of these images are in the books. */
  async areKnown(digests: readonly string[]): Promise<boolean[]> {
    if (digests.length === 0) return [];
    const found = await this.#redis.smismember(this.#key('known'), ...digests.map(memberOf));
    return found.map((each) => each === 1);
  }

  /** Enters images; @returns those that were not there, as a batch that is to be published. */
  async claim(id: string, images: readonly QueuedImage[]): Promise<QueueBatch> {
    const pairs = images.flatMap((each) => [memberOf(each.digest), JSON.stringify(each)]);
    const text = await this.#run(CLAIM, ['known', 'pending', 'totals'], [id, ...pairs]);
    return { id, images: parseImages(String(text)) };
  }

  /** Enters images anew that were set aside. */
  async reclaim(id: string, digests: readonly string[]): Promise<QueueBatch> {
    const text = await this.#run(RECLAIM, ['failed', 'tries', 'pending'], [id, ...digests]);
    return { id, images: parseImages(String(text)) };
  }

  /** Batches that were entered and may not be in the queue: whoever entered them was killed. */
  async pending(): Promise<QueueBatch[]> {
    const all = await this.#redis.hgetall(this.#key('pending'));
    return Object.entries(all).map(([id, text]) => ({ id, images: parseImages(text) }));
  }

  /** The queue has these batches. */
  async published(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#redis.hdel(this.#key('pending'), ...ids);
  }

  /** Counts one more try of an image. @returns how many that makes. */
  beginTry(digest: string): Promise<number> {
    return this.#redis.hincrby(this.#key('tries'), digest, 1);
  }

  /** Takes back a try that the image was not to blame for. */
  async forgiveTry(digest: string): Promise<void> {
    await this.#redis.hincrby(this.#key('tries'), digest, -1);
  }

  /** @returns false when the batch was settled before. */
  async settle(
    { id, images }: QueueBatch,
    { done, people, failures }: BatchOutcome,
  ): Promise<boolean> {
    const settled = await this.#run(
      SETTLE,
      ['settled', 'totals', 'rate', 'failed', 'tries'],
      [
        id,
        String(done),
        String(people),
        String(failures.length),
        ...failures.flatMap((each) => [each.digest, JSON.stringify(each)]),
        ...images.map(({ digest }) => digest),
      ],
    );
    return settled === 1;
  }

  /** Notes that a batch is being taken out of the queue. */
  async beginForget({ id, images }: QueueBatch): Promise<void> {
    await this.#redis.hset(this.#key('leaving'), id, JSON.stringify(images));
  }

  /** It is out: its images may be added again. */
  async forget({ id, images }: QueueBatch): Promise<void> {
    const members = images.map(({ digest }) => memberOf(digest));
    await this.#run(FORGET, ['leaving', 'known', 'totals'], [id, ...members]);
  }

  /** It stays: somebody has begun it. */
  async keep(id: string): Promise<void> {
    await this.#redis.hdel(this.#key('leaving'), id);
  }

  /** Batches whose leaving was cut short. */
  async leaving(): Promise<QueueBatch[]> {
    const all = await this.#redis.hgetall(this.#key('leaving'));
    return Object.entries(all).map(([id, text]) => ({ id, images: parseImages(text) }));
  }

  /** Images that were set aside, as they are met. */
  async *failures(): AsyncIterable<ImageFailure> {
    let cursor = '0';
    const met = new Set<string>();
    do {
      const [next, flat] = await this.#redis.hscan(this.#key('failed'), cursor, 'COUNT', 500);
      for (let i = 1; i < flat.length; i += 2) {
        const failure = parseFailure(flat[i] ?? '');
        // a scan may tell of one twice
        if (met.has(failure.digest)) continue;
        met.add(failure.digest);
        yield failure;
      }
      cursor = next;
    } while (cursor !== '0');
  }

  async totals(): Promise<Totals> {
    const all = await this.#redis.hgetall(this.#key('totals'));
    const failed = await this.#redis.hlen(this.#key('failed'));
    const of = (name: string): number => Number(all[name] ?? 0);
    return { images: of('images'), done: of('done'), people: of('people'), failed };
  }

  /** Images done by minute since 1970, the earliest first. */
  async rates(): Promise<{ readonly minute: number; readonly images: number }[]> {
    const all = await this.#redis.hgetall(this.#key('rate'));
    return Object.entries(all)
      .map(([minute, images]) => ({ minute: Number(minute), images: Number(images) }))
      .toSorted((a, b) => a.minute - b.minute);
  }

  async beat(state: WorkerState): Promise<void> {
    await this.#run(BEAT, ['workers', 'seen'], [state.id, JSON.stringify(state)]);
  }

  async leave(id: string): Promise<void> {
    await this.#redis.hdel(this.#key('workers'), id);
    await this.#redis.zrem(this.#key('seen'), id);
  }

  async workers(): Promise<WorkerState[]> {
    const all = await this.#run(ALIVE, ['workers', 'seen'], [String(ALIVE_S)]);
    return (all as string[])
      .map((text) => JSON.parse(text) as WorkerState)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** What the first worker makes results by. @returns that of the first, whoever that was. */
  async agree(head: ArchiveHead): Promise<ArchiveHead> {
    await this.#redis.hsetnx(this.#key('meta'), 'head', JSON.stringify(head));
    const there = await this.#redis.hget(this.#key('meta'), 'head');
    return there === null ? head : (JSON.parse(there) as ArchiveHead);
  }

  /** Everything is struck. */
  async erase(): Promise<void> {
    const names = [
      'known',
      'pending',
      'leaving',
      'settled',
      'totals',
      'rate',
      'failed',
      'tries',
      'meta',
    ];
    await this.#redis.del(...names.map((name) => this.#key(name)));
  }
}
