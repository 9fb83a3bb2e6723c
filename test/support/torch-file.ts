/** @file PyTorch files in both formats, written small for tests. */

import { zipSync } from 'fflate';
import { int, list, pickle, str } from './pickle.ts';

/** The zip format: `data.pkl` and one stored entry a storage. */
export function zipFile(
  root: readonly number[],
  storages: Readonly<Record<string, Uint8Array>>,
  level: 0 | 6 = 0,
): Uint8Array<ArrayBuffer> {
  const files: Record<string, Uint8Array> = {
    'archive/data.pkl': pickle(root),
    'archive/byteorder': new TextEncoder().encode('little'),
    'archive/version': new TextEncoder().encode('3\n'),
  };
  for (const [key, bytes] of Object.entries(storages)) files[`archive/data/${key}`] = bytes;
  return zipSync(files, { level, mtime: '1980-01-01T00:00:00' });
}

/** The stream of before 1.6. @param items elements of each storage, written before its bytes. */
export function legacyFile(
  root: readonly number[],
  storages: readonly { readonly key: string; readonly count: number; readonly bytes: Uint8Array }[],
): Uint8Array<ArrayBuffer> {
  const magic = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  const head = [magic, int(1001), [0x7d], root, list(...storages.map(({ key }) => str(key)))];
  const body = storages.flatMap(({ count, bytes }) => [
    new Uint8Array(BigUint64Array.of(BigInt(count)).buffer),
    bytes,
  ]);
  return concatenated([...head.map((part) => pickle(part)), ...body]);
}

/** Parts of a file, one after the other. */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/**
 * The same archive with 64-bit records: every size and offset of the directory moves to an extra field,
 * as PyTorch writes archives beyond 4 GB.
 */
export function toZip64(zip: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - 22;
  const start = view.getUint32(end + 16, true);
  const count = view.getUint16(end + 10, true);
  const out: number[] = [...zip.subarray(0, start)];
  const u32 = (value: number): number[] => [...new Uint8Array(Uint32Array.of(value).buffer)];
  const u64 = (value: number): number[] => [
    ...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer),
  ];
  let at = start;
  for (let i = 0; i < count; i++) {
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const wide = [24, 20, 42].flatMap((field) => u64(view.getUint32(at + field, true)));
    const entry = [...zip.subarray(at, nameEnd)];
    for (const field of [20, 24, 42]) entry.splice(field, 4, 255, 255, 255, 255);
    entry.splice(30, 4, wide.length + 4, 0, 0, 0);
    out.push(...entry, 1, 0, wide.length, 0, ...wide);
    at = next;
  }
  const size = out.length - start;
  const end64 = out.length;
  const versions = [45, 0, 45, 0];
  const counts = [...u64(count), ...u64(count), ...u64(size), ...u64(start)];
  out.push(...u32(0x06064b50), ...u64(44), ...versions, ...u32(0), ...u32(0), ...counts);
  out.push(...u32(0x07064b50), ...u32(0), ...u64(end64), ...u32(1));
  out.push(...u32(0x06054b50), ...Array.from({ length: 16 }, () => 255), 0, 0);
  return Uint8Array.from(out);
}
