/** @file The add-on over oneDNN (native/): where it is looked for, and what it offers. Absent, it is not missed. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { messageOf, MultiRoiError } from '../base/index.ts';
import { packageRoot } from '../node/index.ts';
import type { MixedPrecision } from '../training/index.ts';

/** A network that the add-on holds. */
export type Handle = { readonly network: unique symbol };

/** What of a parameter is read or written; the order is that of `Part` in native/network.hpp. */
export const PARTS = ['value', 'gradient', 'mean', 'square'] as const;

/** The functions of native/addon.cpp. An operator gives the number of its output; the image is 0. */
export interface Addon {
  about(): {
    readonly version: string;
    /** Digest of what it was built from; none of those before there was one. */
    readonly sources?: string;
    readonly instructions: string;
    readonly block: number;
    readonly bfloat16: boolean;
  };
  /** @param bfloat16 1 for activations of it, 0 for float32. */
  create(
    threads: number,
    bfloat16: number,
    N: number,
    C: number,
    H: number,
    W: number,
    gain: number,
    offset: number,
  ): Handle;
  dispose(network: Handle): void;
  /** @param geometry output channels, groups, kernel, strides, dilations (vertical, horizontal), pads (top, left, bottom, right), low, high. */
  convolution(
    network: Handle,
    x: number,
    ...geometry: readonly [...numbers: readonly number[], weight: string, bias: string]
  ): number;
  norm(
    network: Handle,
    x: number,
    residual: number,
    eps: number,
    momentum: number,
    low: number,
    high: number,
    names: readonly string[],
  ): number;
  sum(network: Handle, xs: readonly number[], low: number, high: number): number;
  /** @param window kernel, strides (vertical, horizontal), pads (top, left), size of the output. */
  maxPool(network: Handle, x: number, ...window: readonly number[]): number;
  resize(
    network: Handle,
    x: number,
    H: number,
    W: number,
    linear: number,
    halfPixel: number,
  ): number;
  concat(network: Handle, xs: readonly number[]): number;
  mean(network: Handle, x: number): number;
  compile(network: Handle, outputs: readonly number[]): void;
  forward(network: Handle, image: Float32Array, outputs: readonly Float32Array[]): void;
  backward(network: Handle, gradients: readonly Float32Array[]): void;
  squaredNorm(network: Handle): number;
  adam(
    network: Handle,
    scale: number,
    follow1: number,
    follow2: number,
    rate: number,
    widen: number,
    eps: number,
  ): void;
  read(network: Handle, name: string, part: number, to: Float32Array): void;
  write(network: Handle, name: string, part: number, from: Float32Array): void;
  discard(network: Handle): void;
  kernels(network: Handle): string;
}

/** What the native engine is on this machine, or why there is none. */
export type NativeFacts =
  | {
      readonly here: true;
      /** Of oneDNN. */
      readonly version: string;
      /** The widest that oneDNN finds. */
      readonly instructions: string;
      /** Whether they multiply it. */
      readonly bfloat16: boolean;
    }
  | { readonly here: false; readonly why: string };

const FILE = join('native', 'build', 'multiroi.node');
const BUILD = 'in a clone, with g++ and libdnnl-dev: npm run build:native';

/** The sources beside the add-on in a digest, as tools/native.mjs makes it. */
function sourcesDigest(folder: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder).filter((name) => /\.[ch]pp$/.test(name));
  for (const name of names.toSorted()) {
    hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}

/**
 * The add-on, or why there is none. One that was built from other sources would take calls of today's for others.
 * @param root the folder that `native/` is in.
 */
export function loadAddon(root: string): Addon | string {
  const path = join(root, FILE);
  if (!existsSync(path)) return 'it is not built';
  try {
    const addon = Module.createRequire(path)(path) as Addon;
    const isOurs = addon.about().sources === sourcesDigest(join(root, 'native'));
    return isOurs ? addon : 'it was built from other sources than those in native/';
  } catch (error) {
    return messageOf(error).split('\n')[0] ?? 'it does not load';
  }
}

let loaded: Addon | string | undefined;

/** Looks for the engine; the first time takes some milliseconds. */
export function nativeFacts(): NativeFacts {
  loaded ??= loadAddon(packageRoot());
  if (typeof loaded === 'string') return { here: false, why: loaded };
  const { version, instructions, bfloat16 } = loaded.about();
  return { here: true, version, instructions, bfloat16 };
}

/** @throws E_UNSUPPORTED where it is not built or does not run, or for a precision that the processor does not multiply. */
export function requireNative(mixedPrecision: MixedPrecision): void {
  const { instructions, bfloat16 } = nativeAddon().about();
  if (mixedPrecision === 'none' || bfloat16) return;
  throw new MultiRoiError(
    'E_UNSUPPORTED',
    `train: expected a processor that multiplies bfloat16 (AVX-512 with BF16, or AMX), got one with ${instructions}`,
    { hint: 'train in float32 (--mixed-precision none)' },
  );
}

/** @throws as {@link requireNative}. */
export function nativeAddon(): Addon {
  loaded ??= loadAddon(packageRoot());
  if (typeof loaded !== 'string') return loaded;
  throw new MultiRoiError(
    'E_UNSUPPORTED',
    `train: expected the native engine, got none (${loaded})`,
    {
      hint: `build it (${BUILD}), or train with --engine graph`,
    },
  );
}

/** Threads of the engine unless told otherwise. */
export function defaultThreads(): number {
  return availableParallelism();
}
