/** @file TIFF files of any sample type, uncompressed, for tests of what decoders make of them (TIFF 6.0, section 2). */

export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** Row-major, samples of a pixel together. */
  readonly data: Uint8Array | Uint16Array | Int16Array | Uint32Array | Float32Array;
  readonly samples: 1 | 3 | 4 | 5;
  /** More tags of one number. */
  readonly tags?: readonly (readonly [tag: number, value: number])[];
}

const UNSIGNED = 1;
const SIGNED = 2;
const FLOAT = 3;

const formatOf = ({ data }: TiffPage): number =>
  data instanceof Float32Array ? FLOAT : data instanceof Int16Array ? SIGNED : UNSIGNED;

/** Little-endian, one strip a page. */
export function tiffFile(...pages: readonly TiffPage[]): Uint8Array {
  const head = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  const parts: Buffer[] = [head];
  let at = head.length;
  let link = { in: head, at: 4 };
  const add = (bytes: Buffer): number => {
    const start = at;
    parts.push(bytes, Buffer.alloc(bytes.length % 2));
    at += bytes.length + (bytes.length % 2);
    return start;
  };
  for (const page of pages) {
    const { width, height, data, samples } = page;
    const strip = add(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    // of one sample the value stands in the tag itself
    const perSample = (value: number): number =>
      samples === 1 ? value : add(Buffer.from(new Uint16Array(samples).fill(value).buffer));
    const bits = perSample(8 * data.BYTES_PER_ELEMENT);
    const formats = perSample(formatOf(page));
    const long = (tag: number, value: number): number[] => [tag, 4, 1, value];
    const short = (tag: number, value: number, count = 1): number[] => [tag, 3, count, value];
    const tags = [
      long(256, width),
      long(257, height),
      short(258, bits, samples),
      short(259, 1),
      short(262, samples === 1 ? 1 : 2),
      long(273, strip),
      short(277, samples),
      long(278, height),
      long(279, data.byteLength),
      short(339, formats, samples),
      ...(page.tags ?? []).map(([tag, value]) => short(tag, value)),
    ].toSorted(([a], [b]) => a - b);
    const directory = Buffer.alloc(2 + 12 * tags.length + 4);
    directory.writeUInt16LE(tags.length);
    for (const [i, [tag, type, count, value]] of tags.entries()) {
      directory.writeUInt16LE(tag, 2 + 12 * i);
      directory.writeUInt16LE(type, 4 + 12 * i);
      directory.writeUInt32LE(count, 6 + 12 * i);
      directory.writeUInt32LE(value, 10 + 12 * i);
    }
    link.in.writeUInt32LE(add(directory), link.at);
    link = { in: directory, at: directory.length - 4 };
  }
  return Buffer.concat(parts);
}
