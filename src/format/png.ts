/** @file PNG files without their end (PNG, third edition). */

import { Unzlib, zlibSync } from 'fflate';
import { crc32 } from './checksum.ts';

/** Bytes of pixels that mending may take. */
const MAX_MENDED = 200_000_000;
/** With a smaller part of its rows a picture is not worth the work. */
const LEAST_KNOWN = 0.005;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Section 5.3: length, type, content, checksum. */
function chunkOf(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = viewOf(bytes);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

/** Channels by colour type (11.2.1). */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Adam7 (8.1): first column, first row, steps. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Bytes of all rows before compression, each with the kind of its filter in front. */
function rowsLength(bytes: Uint8Array): number {
  const view = viewOf(bytes);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const bits = bytes[24] * (CHANNELS[bytes[25]] ?? 0);
  const rows = (across: number, down: number): number =>
    across === 0 ? 0 : down * (1 + Math.ceil((across * bits) / 8));
  if (bytes[28] === 0) return rows(width, height);
  const inPass = (length: number, start: number, step: number): number =>
    Math.max(0, Math.ceil((length - start) / step));
  return PASSES.reduce(
    (sum, [x, y, dx, dy]) => sum + rows(inPass(width, x, dx), inPass(height, y, dy)),
    0,
  );
}

/** As much of a zlib stream as there is, up to a length. */
function inflated(parts: readonly Uint8Array[], length: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let known = 0;
  const stream = new Unzlib((chunk) => {
    if (known < length) chunks.push(chunk.subarray(0, length - known));
    known += chunk.length;
  });
  try {
    for (const part of parts) stream.push(part);
  } catch {
    // what came before the damage is there
  }
  return chunks;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const lengthOf = (parts: readonly Uint8Array[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

/** A file that was given an end. */
export interface MendedPng {
  readonly bytes: Uint8Array;
  /** Of the picture, what is black. */
  readonly missing: number;
}

/**
 * A PNG file without its end as a whole one: rows that are missing are black.
 * @returns undefined when hardly any of its rows are there.
 */
export function mendedPng(bytes: Uint8Array): MendedPng | undefined {
  if (bytes.length < 33) return undefined;
  const length = rowsLength(bytes);
  if (!(length > 0 && length <= MAX_MENDED)) return undefined;
  const view = viewOf(bytes);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const data: Uint8Array[] = [];
  for (let at = 8; at + 8 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, Math.min(end, bytes.length)));
    // what describes the pixels stands in front of them
    else if (data.length === 0 && end + 4 <= bytes.length) kept.push(bytes.subarray(at, end + 4));
    at = end + 4;
  }
  const known = inflated(data, length);
  const missing = 1 - lengthOf(known) / length;
  if (missing > 1 - LEAST_KNOWN) return undefined;
  const pixels = chunkOf('IDAT', zlibSync(joined(known, length), { level: 0 }));
  const parts = [...kept, pixels, chunkOf('IEND', new Uint8Array())];
  return { bytes: joined(parts, lengthOf(parts)), missing };
}
