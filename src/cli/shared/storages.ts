/** @file The folders and buckets of a command; buckets share one client. */

import type { Storages } from '../../storage/index.ts';
import type { Io } from './io.ts';

const opened = new WeakMap<Io, Promise<Storages>>();

async function open({ cwd, env, signal }: Io): Promise<Storages> {
  const { Storages: Opened } = await import('../../storage/index.ts');
  return new Opened({ cwd, env, signal });
}

/** Storages by address, as this command understands addresses. */
export function storagesOf(io: Io): Promise<Storages> {
  let storages = opened.get(io);
  if (storages === undefined) {
    storages = open(io);
    opened.set(io, storages);
  }
  return storages;
}
