/**
 * @file Zip archives, read by range: `.npz` in memory, PyTorch checkpoints from disk. Stored and
 * deflated entries, zip64. Format: PKWARE APPNOTE 6.3.
 */

import { inflateSync } from 'fflate';
import { throwFormat, MultiRoiError } from '../base/index.ts';
import type { RangeParser } from './byte-source.ts';
import { crc32 } from './checksum.ts';

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const IN_ZIP64 = 0xffffffff;
/** The longest comment, the end record, and the zip64 pair before it. */
const TAIL_BYTES = 65_535 + 22 + 20 + 56;
/** HRNet-W48 with its optimiser state has 5 000 entries. */
const MAX_ENTRIES = 200_000;
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;
/** No deflate stream grows by more: 258 bytes from two bits. */
const MAX_DEFLATE_RATIO = 1032;

/** A file of an archive, as the directory lists it; sizes and places in bytes. */
export interface ZipEntry {
  readonly name: string;
  readonly deflated: boolean;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header starts, and where the next entry or the directory does. */
  readonly offset: number;
  readonly limit: number;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

interface Directory {
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}

function directoryOf(tail: Uint8Array, tailOffset: number): Directory {
  const view = viewOf(tail);
  let at = tail.length - 22;
  while (at >= 0 && !(view.getUint32(at, true) === END && isEnd(view, at))) at--;
  if (at < 0) throwFormat('zip', 'an end-of-archive record', 'none; the file may be truncated');
  const short = {
    offset: view.getUint32(at + 16, true),
    length: view.getUint32(at + 12, true),
    count: view.getUint16(at + 10, true),
  };
  if (at < 20 || view.getUint32(at - 20, true) !== LOCATOR64) return short;
  const at64 = Number(view.getBigUint64(at - 12, true)) - tailOffset;
  if (at64 < 0 || at64 > at - 20 - 56 || view.getUint32(at64, true) !== END64) {
    throwFormat('zip', 'a zip64 end record before its locator', 'none');
  }
  return {
    offset: Number(view.getBigUint64(at64 + 48, true)),
    length: Number(view.getBigUint64(at64 + 40, true)),
    count: Number(view.getBigUint64(at64 + 32, true)),
  };
}

/** The comment of a true end record reaches exactly to the end of the file. */
function isEnd(view: DataView, at: number): boolean {
  return at + 22 + view.getUint16(at + 20, true) === view.byteLength;
}

/** The sizes and the offset that did not fit 32 bits, from extra field 1, in its fixed order. */
function wide(extra: Uint8Array, values: readonly number[]): number[] {
  if (!values.includes(IN_ZIP64)) return [...values];
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && end <= extra.length) {
      let from = at + 4;
      return values.map((value) => {
        if (value !== IN_ZIP64) return value;
        if (from + 8 > end)
          throwFormat('zip', 'a 64-bit size in the zip64 field', 'a shorter field');
        from += 8;
        return Number(view.getBigUint64(from - 8, true));
      });
    }
    at = end;
  }
  return throwFormat('zip', 'a zip64 field', 'none');
}

function entriesOf(bytes: Uint8Array, { count, offset: end }: Directory): ZipEntry[] {
  const view = viewOf(bytes);
  const names = new TextDecoder();
  const found: Omit<ZipEntry, 'limit'>[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) {
      throwFormat('zip', `${count} directory entries`, `${i}`);
    }
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > bytes.length) throwFormat('zip', `${count} directory entries`, `${i} and a part`);
    const name = names.decode(bytes.subarray(at + 46, nameEnd));
    if ((view.getUint16(at + 8, true) & 1) !== 0)
      throwFormat('zip', 'a plain entry', `"${name}" encrypted`);
    const method = view.getUint16(at + 10, true);
    if (method !== 0 && method !== 8)
      throwFormat('zip', 'stored or deflated', `method ${method} (${name})`);
    const [size, packedSize, offset] = wide(bytes.subarray(nameEnd, extraEnd), [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    const crc = view.getUint32(at + 16, true);
    found.push({ name, deflated: method === 8, crc, packedSize, size, offset });
    at = next;
  }
  return bounded(found, end);
}

/** Gives every entry its limit, and refuses entries that overlap, repeat a name or lie about a size. */
function bounded(found: readonly Omit<ZipEntry, 'limit'>[], end: number): ZipEntry[] {
  const limits = new Map<string, number>();
  let limit = end;
  for (const entry of found.toSorted((a, b) => b.offset - a.offset)) {
    const { name, offset, packedSize, size, deflated } = entry;
    if (!(offset + 30 + packedSize <= limit))
      throwFormat('zip', `"${name}" before byte ${limit}`, 'an overlap');
    if (deflated ? size > packedSize * MAX_DEFLATE_RATIO : size !== packedSize) {
      throwFormat('zip', `a possible size of "${name}"`, `${size} from ${packedSize} bytes`);
    }
    if (limits.has(name)) throwFormat('zip', 'every name once', `"${name}" twice`);
    limits.set(name, limit);
    limit = offset;
  }
  return found.map((entry) => ({ ...entry, limit: limits.get(entry.name) ?? end }));
}

/** Lists an archive of `size` bytes. @throws E_FORMAT also for entries that overlap. */
export function* listZip(size: number): RangeParser<ZipEntry[]> {
  const tailOffset = Math.max(0, size - TAIL_BYTES);
  const directory = directoryOf(
    yield { offset: tailOffset, length: size - tailOffset },
    tailOffset,
  );
  const { offset, length, count } = directory;
  if (count > MAX_ENTRIES) throwFormat('zip', `at most ${MAX_ENTRIES} entries`, `${count}`);
  if (length > MAX_DIRECTORY_BYTES) {
    throwFormat('zip', `a directory of at most ${MAX_DIRECTORY_BYTES} bytes`, `${length}`);
  }
  return entriesOf(yield { offset, length }, directory);
}

/** Where the bytes of an entry lie, after its local header. */
export function* dataOffset(entry: ZipEntry): RangeParser<number> {
  const header = viewOf(yield { offset: entry.offset, length: 30 });
  if (header.getUint32(0, true) !== LOCAL)
    throwFormat('zip', `a local header of "${entry.name}"`, 'other bytes');
  const start = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + entry.packedSize > entry.limit)
    throwFormat('zip', `"${entry.name}" within its place`, 'an overlap');
  return start;
}

/** The bytes of an entry, its checksum checked; a stored entry shares the memory it was read into. */
export function* readZipEntry(entry: ZipEntry): RangeParser<Uint8Array> {
  const offset = yield* dataOffset(entry);
  const packed = yield { offset, length: entry.packedSize };
  const bytes = entry.deflated ? inflate(entry, packed) : packed;
  if (crc32(bytes) !== entry.crc)
    throwFormat('zip', `the checksum of "${entry.name}"`, 'another; it is damaged');
  return bytes;
}

function inflate({ name, size }: ZipEntry, packed: Uint8Array): Uint8Array {
  try {
    const bytes = inflateSync(packed, { out: new Uint8Array(size) });
    if (bytes.length === size) return bytes;
  } catch (cause) {
    throw new MultiRoiError('E_FORMAT', `zip: expected a deflate stream in "${name}", got damage`, {
      cause,
    });
  }
  return throwFormat('zip', `${size} bytes in "${name}"`, 'fewer');
}
