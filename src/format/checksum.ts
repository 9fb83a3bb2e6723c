/** @file Cyclic redundancy checks by table: CRC-32 (zip, PNG) and CRC-32C (Castagnoli, TFRecord). */

function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let c = byte;
    for (let bit = 0; bit < 8; bit++) c = (c & 1) === 1 ? (c >>> 1) ^ polynomial : c >>> 1;
    return c;
  });
}

function run(table: Uint32Array, bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = table[(c ^ bytes[i]) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

const CRC32 = /* @__PURE__ */ tableOf(0xedb88320);
const CRC32C = /* @__PURE__ */ tableOf(0x82f63b78);

/** CRC-32 as zip archives use it. */
export function crc32(bytes: Uint8Array): number {
  return run(CRC32, bytes);
}

/** CRC-32C as TFRecord files use it. */
export function crc32c(bytes: Uint8Array): number {
  return run(CRC32C, bytes);
}
