/** @file From an address to its storage. */

import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MultiRoiError } from '../base/index.ts';
import { FileStorage } from './file-storage.ts';
import type { RetryPolicy } from '../node/index.ts';
import { openS3, type Environment, type S3Access } from './s3-client.ts';
import { S3Storage } from './s3-storage.ts';
import type { Storage } from './storage.ts';

/** What addresses are understood by. */
export interface StorageContext {
  readonly cwd: string;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  /** How buckets are tried again. */
  readonly policy?: RetryPolicy;
  readonly tryMs?: number;
  readonly pageSize?: number;
}

/** A bucket, and what of it is meant. */
interface BucketPlace {
  readonly bucket: string;
  readonly key: string;
}

/** The parts of `s3://bucket/key`. @throws E_CONFIG for one without a bucket, or with credentials. */
function bucketPlace(address: string): BucketPlace {
  const [, bucket = '', key = ''] = /^s3:\/\/([\w.-]+)(?:\/(.*))?$/s.exec(address) ?? [];
  if (bucket === '') {
    throw new MultiRoiError('E_CONFIG', `s3: expected s3://bucket/prefix, got "${address}"`, {
      hint: 'credentials come from the environment, not from addresses',
    });
  }
  return { bucket, key };
}

/** Whether an address is of a bucket. */
export const isBucketAddress = (address: string): boolean => /^s3:\/\//i.test(address);

/** An address in full: a path becomes absolute, as a `file:` URL. */
export function fullAddress(address: string, cwd: string): string {
  if (isBucketAddress(address) || /^file:\/\//i.test(address)) return address;
  return pathToFileURL(resolve(cwd, address)).href;
}

/** Storages by address; one client serves all buckets. */
export class Storages {
  readonly #context: StorageContext;
  #s3: Promise<S3Access> | undefined;

  constructor(context: StorageContext) {
    this.#context = context;
  }

  async #bucket(bucket: string, prefix: string): Promise<Storage> {
    const { env, signal, policy, tryMs, pageSize } = this.#context;
    this.#s3 ??= openS3(env);
    return new S3Storage(await this.#s3, {
      bucket,
      prefix,
      signal,
      ...(policy !== undefined && { policy }),
      ...(tryMs !== undefined && { tryMs }),
      ...(pageSize !== undefined && { pageSize }),
    });
  }

  /**
   * What lies below an address: `s3://bucket/prefix`, `file:///folder` or a path.
   * @throws E_CONFIG for an address that is none, and without credentials; E_UNSUPPORTED without the library of S3.
   */
  async open(address: string): Promise<Storage> {
    if (!isBucketAddress(address)) return new FileStorage(this.#pathOf(address));
    const { bucket, key } = bucketPlace(address);
    const prefix = key.replace(/\/+$/, '');
    return this.#bucket(bucket, prefix === '' ? '' : `${prefix}/`);
  }

  #pathOf(address: string): string {
    const { cwd } = this.#context;
    return fileURLToPath(fullAddress(address, cwd));
  }

  /** The bytes at an address. @throws E_IO, and what `open` throws. */
  async read(address: string): Promise<Uint8Array> {
    if (isBucketAddress(address)) {
      const { bucket, key } = bucketPlace(address);
      return (await this.#bucket(bucket, '')).read(key);
    }
    const path = this.#pathOf(address);
    const folder = path.slice(0, path.search(/[^/\\]*$/));
    return new FileStorage(folder).read(path.slice(folder.length));
  }

  /** Lets go of connections that wait for the next call. */
  async close(): Promise<void> {
    const access = await this.#s3?.catch(() => undefined);
    access?.client.destroy();
  }
}
