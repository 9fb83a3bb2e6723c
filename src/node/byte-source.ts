/** @file Files read by range: a checkpoint need not fit in memory. */

import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../format/index.ts';
import { openRegular } from './open-regular.ts';

/** The system call counts in 32 bits. */
const MAX_READ = 2 ** 30;

async function readRange(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = Math.min(length - done, MAX_READ);
    const { bytesRead } = await file.read(bytes, done, count, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/**
 * Opens a file while `use` runs, and closes it.
 * @throws E_IO when the file cannot be opened or read.
 */
export async function withFileSource<T>(
  path: string,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const { file, size, fail } = await openRegular(path);
  try {
    return await use({
      size,
      read: (offset, length) => readRange(file, offset, length).catch(fail),
    });
  } finally {
    await file.close();
  }
}
