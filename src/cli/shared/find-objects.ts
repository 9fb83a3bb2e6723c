/** @file The photographs of a bucket. */

import { isPhotographName } from '../../format/index.ts';
import type { Skipped } from '../../node/index.ts';
import { reasonOfName } from './find-photographs.ts';
import type { Io } from './io.ts';
import { storagesOf } from './storages.ts';

/** The photographs below an address, and what else is there. */
export interface FoundObjects {
  /** `name` is what stands after the address. */
  readonly objects: readonly { readonly address: string; readonly name: string }[];
  readonly skipped: readonly Skipped[];
}

/**
 * The object of this address, or every photograph below it.
 * @param address `s3://bucket/key`, or a prefix that ends where a folder would.
 */
export async function findObjects(address: string, io: Io): Promise<FoundObjects> {
  const storages = await storagesOf(io);
  const [, parent = '', last = ''] = /^(s3:\/\/.*\/)([^/]+)$/s.exec(address) ?? [];
  if (isPhotographName(last)) {
    const one = await (await storages.open(parent)).stat(last);
    if (one !== undefined) return { objects: [{ address, name: last }], skipped: [] };
  }
  const storage = await storages.open(address);
  const objects: { address: string; name: string }[] = [];
  const skipped: Skipped[] = [];
  for await (const { key } of storage.list()) {
    if (isPhotographName(key)) objects.push({ address: storage.url + key, name: key });
    else skipped.push({ file: storage.url + key, reason: reasonOfName(key) });
  }
  return { objects, skipped };
}
