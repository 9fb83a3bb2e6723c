/** @file What tells one synthetic picture from another: digests of its pixels before encoding and of its ground truth. */

import { createHash } from 'node:crypto';
import type { SyntheticSample } from '../../synthetic/index.ts';

/** Hexadecimal digits kept of each digest: 64 bits, against accidents and not against forgers. */
const DIGITS = 16;

/** Two SHA-256 digests of a picture, 16 hexadecimal digits of each; see {@link fingerprint} for what is in them. */
export interface Fingerprint {
  readonly pixels: string;
  readonly truth: string;
}

function bytesOf(numbers: Float32Array | Float64Array | Uint32Array | Uint8Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function digest(
  ...parts: readonly (Float32Array | Float64Array | Uint32Array | Uint8Array)[]
): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(bytesOf(part));
  return hash.digest('hex').slice(0, DIGITS);
}

/** SHA-256 of width, height and RGB bytes; the numbers little-endian. */
export function pixelFingerprint({ width, height, data }: SyntheticSample['image']): string {
  return digest(Uint32Array.of(width, height), data);
}

/** Pixels, and camera, pose, shape, place, joints and visibility of the first person. */
export function fingerprint({ image, intrinsics, people }: SyntheticSample): Fingerprint {
  const [person] = people;
  const { fx, fy, cx, cy } = intrinsics;
  const truth =
    person === undefined
      ? []
      : [
          Float64Array.of(fx, fy, cx, cy, ...person.t),
          person.pose,
          person.betas,
          person.joints3d,
          person.joints2d,
          person.visibility,
        ];
  return { pixels: pixelFingerprint(image), truth: digest(...truth) };
}
