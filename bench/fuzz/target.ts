/** @file What is fuzzed: a parser, inputs it reads, and the errors it may answer damage with. */

import { MultiRoiError, sizeOf, type ErrorCode } from '../../src/base/index.ts';
import type { Tokens } from './mutate.ts';
import { utf8, type Seed } from './seed.ts';

export interface Target {
  readonly name: string;
  /** Made in code, when the target is first used. */
  readonly seeds: () => readonly Seed[] | Promise<readonly Seed[]>;
  /** Whether the seeds are refused: for what is read only megabytes long. */
  readonly refused?: boolean;
  readonly tokens: Tokens;
  /** Reads an input; throws what the parser throws, and a {@link Contradiction} for an answer that cannot be right. */
  readonly run: (bytes: Uint8Array) => unknown;
  /** Default `E_FORMAT` alone. */
  readonly codes?: readonly ErrorCode[];
  /** Ends what `seeds` or `run` have started. */
  readonly close?: () => Promise<void>;
}

/** An answer that contradicts itself: an array without the elements of its shape. */
export class Contradiction extends Error {
  override readonly name = 'Contradiction';
}

interface Held {
  readonly shape: readonly number[];
  readonly data: { readonly length: number };
}

/** @throws Contradiction unless every array holds what its shape says. */
export function checkArrays(arrays: Iterable<Held>): void {
  for (const { shape, data } of arrays) {
    if (data.length !== sizeOf(shape)) {
      throw new Contradiction(`[${shape.join(', ')}] of ${data.length} elements`);
    }
  }
}

/** Keywords, each of which may be put anywhere. */
export const words = (...list: readonly string[]): Tokens => list.map(utf8);

/** Bytes that may be put anywhere, one sequence a list. */
export const codes = (...list: readonly (readonly number[])[]): Tokens =>
  list.map((bytes) => Uint8Array.from(bytes));

/** What became of an input: null when it was read or refused as it should be. */
export interface Fault {
  readonly kind: 'error' | 'slow' | 'memory' | 'crash';
  /** The same for the same fault: the error and where it was thrown. */
  readonly signature: string;
}

/** Where an error was thrown, in our code: the first frame below `src`. */
function placeOf(error: Error): string {
  const frame = /(src\/[\w./-]+):(\d+)/.exec(error.stack?.replaceAll('\\', '/') ?? '');
  return frame === null ? '' : ` at ${frame[1] ?? ''}`;
}

/** Runs one input. @returns the fault, or null. */
export async function faultOf(target: Target, bytes: Uint8Array): Promise<Fault | null> {
  try {
    await target.run(bytes);
    return null;
  } catch (error) {
    const { codes: allowed = ['E_FORMAT'] } = target;
    if (error instanceof MultiRoiError && allowed.includes(error.code)) return null;
    if (!(error instanceof Error)) return { kind: 'error', signature: `thrown: ${String(error)}` };
    const code = error instanceof MultiRoiError ? ` ${error.code}` : '';
    // numbers in messages differ from input to input
    const message = error.message.split('\n')[0]?.replace(/\d+/g, 'n').slice(0, 80) ?? '';
    return { kind: 'error', signature: `${error.name}${code}: ${message}${placeOf(error)}` };
  }
}
