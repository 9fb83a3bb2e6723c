/**
 * @file Reads TensorBoard event files from their specification alone: nothing here is shared with the
 * writer, the checksum included (bit by bit, Castagnoli's polynomial).
 */

export interface ReadEvent {
  readonly seconds: number;
  readonly step: number;
  readonly fileVersion: string | undefined;
  readonly values: Readonly<Record<string, number>>;
}

function crc32c(bytes: Uint8Array): number {
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let bit = 0; bit < 8; bit++) c = (c >>> 1) ^ (0x82f63b78 & -(c & 1));
  }
  return ~c >>> 0;
}

/** Undoes the mask: the stored number less its constant, turned left by 15 bits. */
function unmasked(stored: number): number {
  const turned = (stored - 0xa282ead8) >>> 0;
  return ((turned << 15) | (turned >>> 17)) >>> 0;
}

type Field = readonly [number: number, value: number | Uint8Array];

function fieldsOf(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const [number, wire] = [tag >>> 3, tag & 7];
    if (wire === 0) fields.push([number, varint()]);
    else if (wire === 1) {
      fields.push([number, view.getFloat64(at, true)]);
      at += 8;
    } else if (wire === 5) {
      fields.push([number, view.getFloat32(at, true)]);
      at += 4;
    } else {
      const length = varint();
      fields.push([number, bytes.subarray(at, at + length)]);
      at += length;
    }
  }
  return fields;
}

const text = (value: number | Uint8Array): string => new TextDecoder().decode(value as Uint8Array);

function valueOf(bytes: Uint8Array): [string, number] {
  const fields = new Map(fieldsOf(bytes));
  return [text(fields.get(1) ?? new Uint8Array()), fields.get(2) as number];
}

/** Every event of a file. @throws Error at the first byte that is wrong. */
export function readEvents(bytes: Uint8Array): ReadEvent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(view.getBigUint64(at, true));
    if (unmasked(view.getUint32(at + 8, true)) !== crc32c(bytes.subarray(at, at + 8))) {
      throw new Error(`length checksum at ${at}`);
    }
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (unmasked(view.getUint32(at + 12 + length, true)) !== crc32c(data)) {
      throw new Error(`data checksum at ${at}`);
    }
    at += 16 + length;
    const fields = fieldsOf(data);
    const field = (number: number): number | Uint8Array | undefined => new Map(fields).get(number);
    const version = field(3);
    const summary = field(5) as Uint8Array | undefined;
    events.push({
      seconds: field(1) as number,
      step: (field(2) as number | undefined) ?? 0,
      fileVersion: version === undefined ? undefined : text(version),
      values: Object.fromEntries(
        fieldsOf(summary ?? new Uint8Array()).map(([, value]) => valueOf(value as Uint8Array)),
      ),
    });
  }
  return events;
}
