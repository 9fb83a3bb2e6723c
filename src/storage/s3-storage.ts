/** @file A bucket as storage. A put is whole or not at all by S3's own promise. */

import { createHash } from 'node:crypto';
import { messageOf, MultiRoiError } from '../base/index.ts';
import { withRetries, type RetryPolicy } from '../node/index.ts';
import type { S3Access } from './s3-client.ts';
import { requireKey, type Storage, type StoredObject } from './storage.ts';

/** Outlasts a bucket that refuses for half a minute. */
const RETRY_POLICY: RetryPolicy = { tries: 8, firstMs: 200, longestMs: 10_000 };
/** A try that has not ended by then is broken off, ms. */
const TRY_MS = 60_000;

/** How a bucket is used. */
export interface S3StorageOptions {
  readonly bucket: string;
  /** Empty, or ending with `/`. */
  readonly prefix: string;
  readonly signal?: AbortSignal | undefined;
  readonly policy?: RetryPolicy;
  /** A try that has not ended by then is broken off, ms; default a minute. */
  readonly tryMs?: number;
  /** Objects a page of a list; default as many as the server gives. */
  readonly pageSize?: number;
}

/** A body shorter than its header said. */
class TruncatedBody extends Error {}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode;
}

/** Refusals are final; overload, lost connections and bodies that break off are not. */
function mayPass(error: unknown): boolean {
  if (error instanceof MultiRoiError) return false;
  if (error instanceof TruncatedBody) return true;
  const status = statusOf(error);
  // an answer of success that could not be read through
  return status === undefined || status < 300 || status >= 500 || status === 429 || status === 408;
}

/** The objects of a bucket whose keys begin with a prefix. */
export class S3Storage implements Storage {
  readonly url: string;
  readonly #access: S3Access;
  readonly #options: S3StorageOptions;

  constructor(access: S3Access, options: S3StorageOptions) {
    this.#access = access;
    this.#options = options;
    this.url = `s3://${options.bucket}/${options.prefix}`;
  }

  async #call<T>(verb: string, key: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, policy = RETRY_POLICY, tryMs = TRY_MS } = this.#options;
    try {
      return await withRetries('s3', { policy, signal, mayPass }, () => {
        const late = AbortSignal.timeout(tryMs);
        return work(signal === undefined ? late : AbortSignal.any([signal, late]));
      });
    } catch (cause) {
      if (cause instanceof MultiRoiError) throw cause;
      const status = statusOf(cause);
      const got = `${messageOf(cause)}${status === undefined ? '' : ` (status ${status})`}`;
      throw new MultiRoiError('E_IO', `s3: expected to ${verb} ${this.url}${key}, got ${got}`, {
        ...(status === 403 && { hint: 'check the credentials and their rights' }),
        cause,
      });
    }
  }

  #target(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#options.bucket, Key: this.#options.prefix + requireKey(key) };
  }

  read(key: string): Promise<Uint8Array> {
    const { client, library } = this.#access;
    const target = this.#target(key);
    return this.#call('read', key, async (abortSignal) => {
      const { Body, ContentLength } = await client.send(new library.GetObjectCommand(target), {
        abortSignal,
      });
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      if (ContentLength !== undefined && bytes.length !== ContentLength) {
        throw new TruncatedBody(`${bytes.length} of ${ContentLength} bytes`);
      }
      return bytes;
    });
  }

  write(key: string, content: Uint8Array | string): Promise<void> {
    const { client, library } = this.#access;
    const Body = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    // what arrives otherwise than it was sent is refused
    const ContentMD5 = createHash('md5').update(Body).digest('base64');
    const target = this.#target(key);
    return this.#call('write', key, async (abortSignal) => {
      const command = new library.PutObjectCommand({ ...target, Body, ContentMD5 });
      await client.send(command, { abortSignal });
    });
  }

  stat(key: string): Promise<StoredObject | undefined> {
    const { client, library } = this.#access;
    const target = this.#target(key);
    return this.#call('stat', key, async (abortSignal) => {
      const command = new library.HeadObjectCommand(target);
      const head = await client.send(command, { abortSignal }).catch((error: unknown) => {
        if (statusOf(error) === 404) return undefined;
        throw error;
      });
      if (head === undefined) return undefined;
      return { key, bytes: head.ContentLength ?? 0, modified: head.LastModified ?? new Date(0) };
    });
  }

  async *list(below = ''): AsyncIterable<StoredObject> {
    const { client, library } = this.#access;
    const { bucket, prefix, pageSize } = this.#options;
    let token: string | undefined;
    do {
      const command = new library.ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix + below,
        ContinuationToken: token,
        MaxKeys: pageSize,
      });
      const page = await this.#call('list', below, (abortSignal) =>
        client.send(command, { abortSignal }),
      );
      for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        // some tools make an empty object of every folder
        if (Key.endsWith('/')) continue;
        yield { key: Key.slice(prefix.length), bytes: Size, modified: LastModified };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }
}
