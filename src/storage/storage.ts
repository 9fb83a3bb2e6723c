/** @file Where bytes lie, a folder or a bucket, behind four verbs. */

import { MultiRoiError } from '../base/index.ts';

/** What is known of an object without reading it. */
export interface StoredObject {
  /** Its name below the storage's root, with `/`. */
  readonly key: string;
  readonly bytes: number;
  readonly modified: Date;
}

/** A folder or the part of a bucket under a prefix. Every verb tries again what may pass. */
export interface Storage {
  /** `file:///…/` or `s3://bucket/prefix/`; never holds credentials. */
  readonly url: string;
  /** @throws E_IO when it is absent, or cannot be read. */
  read(key: string): Promise<Uint8Array>;
  /** Writes whole or not at all; an object of this name is replaced. @throws E_IO. */
  write(key: string, content: Uint8Array | string): Promise<void>;
  /** Every object whose key begins so, in no promised order, as they are met. @throws E_IO. */
  list(prefix?: string): AsyncIterable<StoredObject>;
  /** @returns undefined when it is absent. @throws E_IO. */
  stat(key: string): Promise<StoredObject | undefined>;
}

/** @throws E_RANGE for a key that leads out of its storage, or is none. */
export function requireKey(key: string): string {
  const parts = key.split('/');
  const isBad = key === '' || parts.some((part) => part === '' || part === '.' || part === '..');
  if (isBad || key.includes('\0')) {
    throw new MultiRoiError('E_RANGE', `storage: expected a key below its root, got "${key}"`);
  }
  return key;
}
