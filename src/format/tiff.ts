/** @file The directories of a TIFF file (TIFF 6.0 and BigTIFF): its first page's size, how many pages there are. */

/** No scan has more; a file may go round in circles. */
const MAX_PAGES = 10_000;
const WIDTH = 256;
const HEIGHT = 257;
const SUBFILE = 254;
/** Of Adobe's DNG: what else is in the file is the sensor's, and a small preview. */
const DNG_VERSION = 50_706;
/** A reduced copy of another page, or a mask of it, is no page. */
const NO_PAGE = 0b101;

interface Directory {
  readonly tags: ReadonlyMap<number, number>;
  readonly next: number;
}

class Cursor {
  readonly #view: DataView;
  readonly #little: boolean;
  readonly big: boolean;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = bytes[0] === 0x49;
    this.big = bytes[this.#little ? 2 : 3] === 0x2b;
  }

  /** Undefined beyond the end. */
  number(at: number, bytes: 2 | 4 | 8): number | undefined {
    if (!(at >= 0 && at + bytes <= this.#view.byteLength)) return undefined;
    if (bytes === 2) return this.#view.getUint16(at, this.#little);
    if (bytes === 4) return this.#view.getUint32(at, this.#little);
    return Number(this.#view.getBigUint64(at, this.#little));
  }
}

/** The tags of a directory that are single numbers; undefined when it is not all there. */
function directoryAt(cursor: Cursor, start: number): Directory | undefined {
  const wide = cursor.big ? 8 : 4;
  const count = cursor.number(start, cursor.big ? 8 : 2);
  if (count === undefined || count > 65_535) return undefined;
  const first = start + (cursor.big ? 8 : 2);
  const length = cursor.big ? 20 : 12;
  const tags = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const at = first + i * length;
    const tag = cursor.number(at, 2);
    const type = cursor.number(at + 2, 2);
    const value = cursor.number(at + length - wide, type === 3 ? 2 : 4);
    if (tag === undefined || value === undefined) return undefined;
    tags.set(tag, value);
  }
  const next = cursor.number(first + count * length, wide);
  return next === undefined ? undefined : { tags, next };
}

/** What a TIFF file says of itself. */
export function tiffHeader(bytes: Uint8Array): {
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly frames: number;
  readonly whole: boolean;
  readonly isRaw: boolean;
} {
  const cursor = new Cursor(bytes);
  let size: { width: number; height: number } | null = null;
  let frames = 0;
  let isRaw = false;
  const seen = new Set<number>();
  let at = cursor.number(cursor.big ? 8 : 4, cursor.big ? 8 : 4);
  let whole = true;
  while (at !== 0 && seen.size < MAX_PAGES) {
    const directory = at === undefined || seen.has(at) ? undefined : directoryAt(cursor, at);
    if (at === undefined || directory === undefined) {
      whole = false;
      break;
    }
    seen.add(at);
    const { tags, next } = directory;
    const width = tags.get(WIDTH);
    const height = tags.get(HEIGHT);
    if (width !== undefined && height !== undefined) size ??= { width, height };
    isRaw ||= tags.has(DNG_VERSION);
    if (((tags.get(SUBFILE) ?? 0) & NO_PAGE) === 0) frames++;
    at = next;
  }
  return { size, frames: Math.max(1, frames), whole, isRaw };
}
