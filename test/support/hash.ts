/**
 * @file The hash that fills golden inputs: every generator of golden numbers, in any language, makes
 * the same arrays from a name. FNV-1a of the name seeds mulberry32 steps.
 */

/** 32-bit FNV-1a of the UTF-8 bytes of a name. */
export function hashSeed(name: string): number {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
}

/** Element `i` of the stream of a name, in [0, 1). */
export function hashUniform(name: string, i: number): number {
  let t = (hashSeed(name) + Math.imul(i + 1, 0x6d2b79f5)) >>> 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** `count` float32 values scale·(2u − 1). */
export function hashArray(name: string, count: number, scale: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => scale * (2 * hashUniform(name, i) - 1));
}
