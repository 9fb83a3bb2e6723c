/** @file The connection to Redis: address, password, certificates, and how long somebody waits for it. */

import type * as bullmq from 'bullmq';
import type { Redis, RedisOptions as ClientOptions } from 'ioredis';
import { messageOf, MultiRoiError, type Logger } from '../base/index.ts';
import { optionalPackage } from '../node/index.ts';

/** Where Redis is and how one gets in. */
export interface RedisAccess {
  /** `redis://host:6379/0`, or `rediss://` for TLS. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM; of servers whose certificate no public authority has signed, and of clients that have to show one. */
  readonly ca?: Uint8Array | undefined;
  readonly cert?: Uint8Array | undefined;
  readonly key?: Uint8Array | undefined;
}

/** The library of the queue, loaded when a queue is asked for. */
export type QueueLibrary = typeof bullmq;

/** A connection, and the library that uses it. */
export interface RedisConnection {
  readonly redis: Redis;
  readonly library: QueueLibrary;
}

const PACKAGES = 'bullmq ioredis';
/** Redis has to answer within this at the beginning, ms: workers and their Redis may be started together. */
const CONNECT_MS = { patient: 300_000, impatient: 10_000 };
const LONGEST_PAUSE_MS = { patient: 5_000, impatient: 1_000 };
/** Of a command that need not outlast a restart of Redis: this often, some seconds in all. */
const IMPATIENT_TRIES = 8;

function requireUrl(url: string): void {
  const isRedis = URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol);
  if (isRedis) return;
  throw new MultiRoiError('E_CONFIG', 'redis: expected redis://host:port or rediss://host:port', {
    hint: 'the password belongs into REDIS_PASSWORD',
  });
}

function clientOptions(access: RedisAccess, patient: boolean): Omit<ClientOptions, 'replyMapping'> {
  const { url, username, password, ca, cert, key } = access;
  const pem = (bytes: Uint8Array | undefined): string | undefined =>
    bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
  return {
    lazyConnect: true,
    // a blocking worker waits for Redis as long as it takes; somebody at a terminal does not
    maxRetriesPerRequest: patient ? null : IMPATIENT_TRIES,
    retryStrategy: (times: number) =>
      patient || times <= IMPATIENT_TRIES
        ? Math.min(
            50 * 2 ** Math.min(times, 10),
            LONGEST_PAUSE_MS[patient ? 'patient' : 'impatient'],
          )
        : null,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(new URL(url).protocol === 'rediss:' && {
      tls: {
        ...(ca !== undefined && { ca: pem(ca) }),
        ...(cert !== undefined && { cert: pem(cert) }),
        ...(key !== undefined && { key: pem(key) }),
      },
    }),
  };
}

/** What Redis refused, in our words. */
export function redisError(who: string, error: unknown): MultiRoiError {
  if (error instanceof MultiRoiError) return error;
  const message = messageOf(error);
  if (/^(WRONGPASS|NOAUTH|NOPERM)|invalid (username-)?password|AUTH/.test(message)) {
    const got = message.startsWith('NOAUTH') ? 'no password' : message;
    return new MultiRoiError('E_CONFIG', `${who}: expected to be let in by Redis, got ${got}`, {
      hint: 'set REDIS_PASSWORD, and REDIS_USERNAME where there are users',
      cause: error,
    });
  }
  if (/\bOOM\b/.test(message)) {
    return new MultiRoiError('E_IO', `${who}: expected room in Redis, got none (${message})`, {
      hint: 'raise maxmemory and run the same command again: it goes on where it stopped',
      cause: error,
    });
  }
  return new MultiRoiError('E_IO', `${who}: expected Redis to answer, got ${message}`, {
    hint: 'check --redis, and that the server is up',
    cause: error,
  });
}

/** Waits until it is ready. @throws what the server or the network said last. */
async function untilReady(redis: Redis, limitMs: number): Promise<void> {
  let last: unknown = new Error(`no answer in ${limitMs / 1000} s`);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(last as Error), limitMs);
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      end();
    };
    redis.on('error', (error: Error) => {
      last = error;
      // a wrong password or certificate does not become right
      if (/WRONGPASS|NOAUTH|certificate|SSL/i.test(error.message)) settle(() => reject(error));
    });
    redis.once('end', () => settle(() => reject(last as Error)));
    redis.once('ready', () => settle(resolve));
    redis.connect().catch((error: unknown) => {
      last = error;
    });
  });
}

/**
 * Connects to Redis.
 * @param patient whether commands wait for a connection that was lost as long as it takes.
 * @throws E_CONFIG for a wrong address or password; E_IO when nobody answers; E_UNSUPPORTED without the libraries.
 */
export async function connectRedis(
  access: RedisAccess,
  patient: boolean,
  log: Logger,
): Promise<RedisConnection> {
  requireUrl(access.url);
  const [library, { Redis }] = await optionalPackage('queue', PACKAGES, () =>
    Promise.all([import('bullmq'), import('ioredis')]),
  );
  const redis = new Redis(access.url, clientOptions(access, patient));
  try {
    await untilReady(redis, CONNECT_MS[patient ? 'patient' : 'impatient']);
  } catch (error) {
    redis.disconnect();
    throw redisError('redis', error);
  }
  redis.on('error', (error: Error) => log.debug(`redis: ${error.message}`));
  redis.on('close', () => log.debug('redis: connection lost'));
  await warnOfEviction(redis, log);
  return { redis, library };
}

/** A full Redis must refuse, not forget. */
async function warnOfEviction(redis: Redis, log: Logger): Promise<void> {
  const memory = await redis.info('memory').catch(() => '');
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  log.warn(
    `redis: expected maxmemory-policy noeviction, got ${policy}: a full Redis would forget images`,
  );
}
