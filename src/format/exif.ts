/**
 * @file What EXIF tells of a camera (CIPA DC-008): a few single numbers of its directory `Photo`. A block is believed as far as
 * it goes; time is bound by its length, wherever its offsets lead.
 */

/** What is read of the directory `Photo`; absent where it does not stand there as one number. */
export interface ExifPhoto {
  PixelXDimension?: number;
  PixelYDimension?: number;
  FocalLengthIn35mmFilm?: number;
  /** mm. */
  FocalLength?: number;
  FocalPlaneXResolution?: number;
  FocalPlaneResolutionUnit?: number;
}

const PHOTO_DIRECTORY = 0x8769;
const PHOTO_TAGS: ReadonlyMap<number, keyof ExifPhoto> = new Map([
  [0x920a, 'FocalLength'],
  [0xa002, 'PixelXDimension'],
  [0xa003, 'PixelYDimension'],
  [0xa20e, 'FocalPlaneXResolution'],
  [0xa210, 'FocalPlaneResolutionUnit'],
  [0xa405, 'FocalLengthIn35mmFilm'],
]);
const ENTRY_BYTES = 12;
/** `Exif\0\0`, which stands before the block in a JPEG. */
const PREFIX = [0x45, 0x78, 0x69, 0x66, 0, 0];

/** Numbers of a block by their place in it; NaN beyond its end. */
class Block {
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = bytes[0] === 0x49;
  }

  short(at: number): number {
    return at + 2 <= this.#view.byteLength ? this.#view.getUint16(at, this.#little) : NaN;
  }

  long(at: number): number {
    return at + 4 <= this.#view.byteLength ? this.#view.getUint32(at, this.#little) : NaN;
  }

  /** The one number of an entry; NaN for several, for text, and for what may be negative. */
  value(entry: number): number {
    const type = this.short(entry + 2);
    if (this.long(entry + 4) !== 1) return NaN;
    if (type === 3) return this.short(entry + 8);
    if (type === 4) return this.long(entry + 8);
    if (type !== 5) return NaN;
    const at = this.long(entry + 8);
    return this.long(at) / this.long(at + 4);
  }

  /** Places of the entries of a directory, as many as there are. */
  *entries(directory: number): Generator<{ readonly tag: number; readonly at: number }> {
    const count = this.short(directory);
    for (let i = 0; i < count; i++) {
      const at = directory + 2 + i * ENTRY_BYTES;
      const tag = this.short(at);
      // the block ends before the directory does
      if (Number.isNaN(tag)) return;
      yield { tag, at };
    }
  }
}

/** @returns nothing but absent fields for what is no EXIF. */
export function readExifPhoto(bytes: Uint8Array): ExifPhoto {
  const isPrefixed = PREFIX.every((byte, i) => bytes[i] === byte);
  const block = new Block(isPrefixed ? bytes.subarray(PREFIX.length) : bytes);
  const photo: ExifPhoto = {};
  if (block.short(2) !== 42) return photo;
  let directory = NaN;
  for (const { tag, at } of block.entries(block.long(4))) {
    if (tag === PHOTO_DIRECTORY) directory = block.value(at);
  }
  for (const { tag, at } of block.entries(directory)) {
    const name = PHOTO_TAGS.get(tag);
    const value = block.value(at);
    if (name !== undefined && Number.isFinite(value)) photo[name] = value;
  }
  return photo;
}
