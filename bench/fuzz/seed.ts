/** @file Well-formed inputs in parts, so that one part is damaged and lengths and checksums around it stay true. */

import { zipSync, type Zippable } from 'fflate';
import { writeSafetensors } from '../../src/format/index.ts';

/** An input as the parts it is made of. */
export interface Seed {
  readonly parts: readonly Uint8Array[];
  /** The input of its parts. */
  readonly join: (parts: readonly Uint8Array[]) => Uint8Array;
}

const encoder = new TextEncoder();

/** UTF-8. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Parts one after the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** An input of one part. */
export const whole = (bytes: Uint8Array): Seed => ({
  parts: [bytes],
  join: ([only = bytes]) => only,
});

export const text = (content: string): Seed => whole(utf8(content));

/** A zip archive of files; their checksums and sizes are always right. */
export function zipped(files: Readonly<Record<string, Uint8Array>>, level: 0 | 6 = 0): Seed {
  const names = Object.keys(files);
  return {
    parts: Object.values(files),
    join: (parts) => {
      const entries: Zippable = {};
      parts.forEach((part, i) => (entries[names[i] ?? ''] = part));
      return zipSync(entries, { level, mtime: '1980-01-01T00:00:00' });
    },
  };
}

/** A length of so many bytes, little-endian. */
export function little(value: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

/** A header behind its own length, and what follows it. */
export function headed(
  before: Uint8Array,
  lengthBytes: number,
  header: Uint8Array,
  rest: Uint8Array,
): Seed {
  return {
    parts: [header, rest],
    join: ([head = header, body = rest]) =>
      concatenate([before, little(head.length, lengthBytes), head, body]),
  };
}

type Tensors = Parameters<typeof writeSafetensors>[0];

/** A safetensors file as its header and its data. */
export function safetensorsSeed(tensors: Tensors, metadata: Record<string, string> = {}): Seed {
  const file = writeSafetensors(tensors, metadata);
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  const [header, data] = [file.subarray(8, 8 + length), file.subarray(8 + length)];
  return headed(new Uint8Array(0), 8, header, data);
}
