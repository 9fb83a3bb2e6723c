/** @file The chunks of a WebP file (RFC 9649): how many frames there are, and what to do when the end is missing. */

/** A chunk: `start` is that of its header, `length` that of its content as the header says. */
interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The chunks of a RIFF file whose headers are there; the last may promise more than there is. */
function chunksOf(bytes: Uint8Array): Chunk[] {
  const view = viewOf(bytes);
  const chunks: Chunk[] = [];
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    chunks.push({
      type: String.fromCharCode(...bytes.subarray(at, at + 4)),
      start: at,
      length,
    });
    at += 8 + length + (length % 2);
  }
  return chunks;
}

/** Sizes by the kind of the first chunk (2.5 to 2.7). */
function webpSize(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes.length < 30) return null;
  const view = viewOf(bytes);
  const kind = String.fromCharCode(...bytes.subarray(12, 16));
  if (kind === 'VP8 ') {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (kind !== 'VP8X') return null;
  const uint24 = (at: number): number => view.getUint16(at, true) | (bytes[at + 2] << 16);
  return { width: uint24(24) + 1, height: uint24(27) + 1 };
}

const isWhole = ({ length }: Uint8Array, chunk: Chunk): boolean =>
  chunk.start + 8 + chunk.length <= length;

/** What a WebP file says of itself. */
export function webpHeader(bytes: Uint8Array): {
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly exif: Uint8Array | null;
  readonly frames: number;
  readonly whole: boolean;
} {
  const chunks = chunksOf(bytes);
  const exif = chunks.find(({ type }) => type === 'EXIF');
  const declared = bytes.length >= 8 ? viewOf(bytes).getUint32(4, true) + 8 : Infinity;
  return {
    size: webpSize(bytes),
    exif: exif === undefined ? null : bytes.subarray(exif.start + 8, exif.start + 8 + exif.length),
    frames: Math.max(1, chunks.filter(({ type }) => type === 'ANMF').length),
    whole: bytes.length >= declared && chunks.every((chunk) => isWhole(bytes, chunk)),
  };
}

/** No picture is longer; the length is what a file says, whatever there is of it. */
const MAX_MENDED = 2 ** 26;

/**
 * A WebP file without its end as one that decoders take: the chunk that is cut off is filled with zeros when it is the picture
 * itself, and left out when it is anything else.
 * @returns undefined when there is no picture in it to be saved.
 */
export function mendedWebp(bytes: Uint8Array): Uint8Array | undefined {
  const chunks = chunksOf(bytes);
  const isPicture = ({ type }: Chunk): boolean => /^(VP8 |VP8L|ANMF)$/.test(type);
  const cut = chunks.find((chunk) => !isWhole(bytes, chunk));
  const last = cut ?? chunks.at(-1);
  if (last === undefined || !chunks.some(isPicture)) return undefined;
  // an animation ends with the last frame that is whole; a still picture is filled up
  const fills = cut !== undefined && isPicture(cut) && cut.type !== 'ANMF';
  const kept = cut === undefined || fills ? last.start + 8 + last.length : last.start;
  if (kept > MAX_MENDED || (!fills && cut !== undefined && !chunks.slice(0, -1).some(isPicture))) {
    return undefined;
  }
  const mended = new Uint8Array(kept + (kept % 2));
  mended.set(bytes.subarray(0, Math.min(bytes.length, kept)));
  viewOf(mended).setUint32(4, mended.length - 8, true);
  return mended;
}
