/** @file The blocks of a GIF file (GIF89a): how many frames there are, and whether the end is there. */

/** The bytes of a colour table whose flags are given; none when it has none. */
const tableLength = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** After the sub-blocks that begin here: each tells its length, the last is empty. */
function afterSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at] + 1;
  return at + 1;
}

/** What a GIF file says of itself; at least ten bytes. */
export function gifHeader(bytes: Uint8Array): {
  readonly size: { readonly width: number; readonly height: number };
  readonly frames: number;
  readonly whole: boolean;
} {
  const size = { width: bytes[6] | (bytes[7] << 8), height: bytes[8] | (bytes[9] << 8) };
  let frames = 0;
  let at = 13 + tableLength(bytes[10] ?? 0);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return { size, frames: Math.max(1, frames), whole: true };
    if (kind === 0x21) at = afterSubBlocks(bytes, at + 2);
    else if (kind === 0x2c) {
      frames++;
      at = afterSubBlocks(bytes, at + 11 + tableLength(bytes[at + 9] ?? 0));
    } else break;
  }
  return { size, frames: Math.max(1, frames), whole: false };
}
