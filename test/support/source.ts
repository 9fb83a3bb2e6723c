/** @file Bytes in memory as a source that parsers read by range. */

import type { ByteSource } from '../../src/format/index.ts';

export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
  };
}
