/**
 * @file TensorBoard event files: TFRecord frames around `tensorflow.Event` messages (`event.proto`,
 * `summary.proto`). Scalars only, as each record can be appended to a file by itself.
 */

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { crc32c } from './checksum.ts';

/** Field numbers. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2 } as const;

/** The only version there has ever been. */
const FILE_VERSION = 'brain.Event:2';

/** TFRecord masks its checksums, so that the checksum of data that holds checksums stays sound. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Length, its checksum, the bytes, their checksum. */
function record(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(crc32c(out.subarray(0, 8))), true);
  out.set(data, 12);
  view.setUint32(12 + data.length, masked(crc32c(data)), true);
  return out;
}

/** What an event file begins with. @param seconds since 1970. */
export function eventsHeader(seconds: number): Uint8Array<ArrayBuffer> {
  const event = new BinaryWriter();
  event.tag(EVENT.wallTime, WireType.Bit64).double(seconds);
  event.tag(EVENT.fileVersion, WireType.LengthDelimited).string(FILE_VERSION);
  return record(event.finish());
}

/** One record with the values of one step. @param seconds since 1970. */
export function scalarEvent(
  seconds: number,
  step: number,
  values: Readonly<Record<string, number>>,
): Uint8Array<ArrayBuffer> {
  const event = new BinaryWriter();
  event.tag(EVENT.wallTime, WireType.Bit64).double(seconds);
  event.tag(EVENT.step, WireType.Varint).int64(step);
  event.tag(EVENT.summary, WireType.LengthDelimited).fork();
  for (const [tag, value] of Object.entries(values)) {
    event.tag(SUMMARY.value, WireType.LengthDelimited).fork();
    event.tag(VALUE.tag, WireType.LengthDelimited).string(tag);
    event.tag(VALUE.simpleValue, WireType.Bit32).float(value);
    event.join();
  }
  event.join();
  return record(event.finish());
}
