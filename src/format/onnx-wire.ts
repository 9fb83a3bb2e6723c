/** @file Walking protobuf messages that may be hostile; shared by the ONNX files. */

import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { MultiRoiError } from '../base/index.ts';

/** Reads one field and says so, or leaves the reader where it is and returns false. */
export type Visit = (field: number, wire: WireType, reader: BinaryReader) => boolean;

/** E_FORMAT of an `.onnx` file. */
export function malformed(what: string): MultiRoiError {
  return new MultiRoiError('E_FORMAT', `readOnnx: ${what}`);
}

/** Walks the fields of one message; those that `visit` leaves alone are skipped. */
export function walk(bytes: Uint8Array, visit: Visit): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (visit(field, wire, reader)) continue;
    // groups are not part of ONNX; refusing them also keeps hostile nesting out of the skipper
    if (wire === WireType.StartGroup || wire === WireType.EndGroup) {
      throw malformed('expected protobuf fields, got a group');
    }
    reader.skip(wire, field);
  }
}

/** An int64 as a safe integer. */
export function wholeNumber(reader: BinaryReader): number {
  const value = Number(reader.int64());
  // slices use ±2⁶³ for “to the end”; the nearest safe integer means the same
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
}

/** A repeated number field, whichever of its two encodings was used. */
export function readNumbers<T extends number | bigint>(
  wire: WireType,
  reader: BinaryReader,
  read: (reader: BinaryReader) => T,
  out: T[],
): void {
  if (wire !== WireType.LengthDelimited) {
    out.push(read(reader));
    return;
  }
  const inner = new BinaryReader(reader.bytes());
  while (inner.pos < inner.len) out.push(read(inner));
}
