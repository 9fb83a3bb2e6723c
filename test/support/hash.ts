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

/** Element `i` of the stream that a seed starts, in [0, 1). */
function element(seed: number, i: number): number {
  let t = (seed + Math.imul(i + 1, 0x6d2b79f5)) >>> 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** Element `i` of the stream of a name, in [0, 1). */
export function hashUniform(name: string, i: number): number {
  return element(hashSeed(name), i);
}

/** `count` float32 values scale·(2u − 1) + offset. */
export function hashArray(
  name: string,
  count: number,
  scale: number,
  offset = 0,
): Float32Array<ArrayBuffer> {
  const seed = hashSeed(name);
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) out[i] = scale * (2 * element(seed, i) - 1) + offset;
  return out;
}
