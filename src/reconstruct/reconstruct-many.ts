/** @file Many photographs in their order: the next ones are opened while one is looked at, and no more of them than was said. */

import { MultiRoiError, throwIfAborted } from '../base/index.ts';
import type { Photo } from '../platform/index.ts';
import type { Reconstruction } from '../result/index.ts';
import type { ReconstructedPhoto } from './looks.ts';
import type { ReconstructOptions } from './options.ts';

/** What concerns all of many photographs. */
export interface ManyOptions<Input = unknown> extends ReconstructOptions {
  /** How many are opened before they are asked for, 0 or more; default 2. Each is held as pixels. */
  readonly ahead?: number | undefined;
  /** What concerns one of them: its name, its boxes. It goes before the options of all. */
  readonly each?: ((input: Input, index: number) => ReconstructOptions) | undefined;
}

/** One of many photographs, and what became of it. */
export type ManyResult<Input> = {
  /** In the order given, from 0 on. */
  readonly index: number;
  readonly input: Input;
} & (
  | { readonly result: Reconstruction; readonly photo: Photo; readonly error?: undefined }
  /** It could not be read or decoded, or not be looked at as was asked. */
  | { readonly error: MultiRoiError; readonly result?: undefined; readonly photo?: undefined }
);

/** How a platform opens an input, and who looks at it then. */
export interface ManySteps<Input> {
  readonly open: (input: Input, options: ReconstructOptions) => Promise<OpenedInput>;
  readonly reconstruct: (
    photo: Photo,
    options: ReconstructOptions,
  ) => Promise<Pick<ReconstructedPhoto, 'photo' | 'result'>>;
}

/** A decoded input. */
export interface OpenedInput {
  readonly photo: Photo;
  /** What it is called where the caller does not say. */
  readonly file: string | undefined;
  /** What the decoding took. */
  readonly decodeMs: number;
}

interface Waiting<Input> {
  readonly index: number;
  readonly input: Input;
  readonly options: ReconstructOptions;
  readonly opened: Promise<OpenedInput>;
}

const AHEAD = 2;
/** Faults of the program rather than of a photograph: nothing is gained by going on. */
const FATAL: readonly string[] = ['E_ABORT', 'E_CONFIG', 'E_INTERNAL'];

/** Asks for inputs one by one, and opens them, as long as fewer than `room` wait. */
class Intake<Input> {
  readonly #source: AsyncIterator<Input> | Iterator<Input>;
  readonly #open: (input: Input, index: number) => Waiting<Input>;
  readonly #room: number;
  readonly #waiting: Waiting<Input>[] = [];
  #asking: Promise<void> | undefined;
  #asked = 0;
  #ended = false;
  /** What the caller's iterator threw. */
  #failure: Promise<never> | undefined;

  constructor(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    room: number,
    open: (input: Input, index: number) => Waiting<Input>,
  ) {
    this.#source =
      Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
    this.#room = room;
    this.#open = open;
  }

  /** The next one in order; undefined at the end. @throws what the caller's iterator threw, in its turn. */
  async next(): Promise<Waiting<Input> | undefined> {
    while (this.#waiting.length === 0 && !this.#ended) await this.#ask();
    const head = this.#waiting.shift();
    if (head === undefined) await this.#failure;
    void this.#ask();
    return head;
  }

  /** Tells the caller's iterator that nobody will ask again. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#source.return?.();
  }

  #ask(): Promise<void> {
    if (this.#ended || this.#waiting.length >= this.#room) return Promise.resolve();
    this.#asking ??= this.#take().finally(() => {
      this.#asking = undefined;
      void this.#ask();
    });
    return this.#asking;
  }

  async #take(): Promise<void> {
    try {
      const { done, value } = await this.#source.next();
      if (done === true) this.#ended = true;
      else if (!this.#ended) this.#waiting.push(this.#open(value as Input, this.#asked++));
    } catch (error) {
      this.#failure = Promise.reject(error);
      this.#failure.catch(() => undefined);
      this.#ended = true;
    }
  }
}

/**
 * Looks at many photographs, one after the other, in the order they come in. While one is looked at the next `ahead` are read and
 * decoded; the iterable is asked for no more than that, so that it may be endless, and slow. A photograph that fails is told in its place.
 * @throws E_RANGE for an `ahead` below 0; E_CONFIG, E_ABORT and what the iterable throws end it.
 */
export async function* reconstructMany<Input>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  { open, reconstruct }: ManySteps<Input>,
  { ahead = AHEAD, each, ...all }: ManyOptions<Input> = {},
): AsyncGenerator<ManyResult<Input>, void, undefined> {
  if (!(Number.isInteger(ahead) && ahead >= 0)) {
    throw new MultiRoiError(
      'E_RANGE',
      `reconstructMany: expected ahead of 0 or more, got ${ahead}`,
    );
  }
  const intake = new Intake(inputs, ahead + 1, (input, index) => {
    const options = { ...all, ...each?.(input, index) };
    const opened = open(input, options);
    // told in its turn
    opened.catch(() => undefined);
    return { index, input, options, opened };
  });
  try {
    for (;;) {
      throwIfAborted('reconstructMany', all.signal);
      const next = await intake.next();
      if (next === undefined) return;
      const { index, input, options, opened } = next;
      let done: ManyResult<Input>;
      try {
        const { photo, file, decodeMs } = await opened;
        const { result } = await reconstruct(photo, {
          ...(file !== undefined && { file }),
          ...options,
        });
        const timings = { decode: decodeMs, ...result.timings };
        done = { index, input, photo, result: { ...result, timings } };
      } catch (error) {
        if (!(error instanceof MultiRoiError) || FATAL.includes(error.code)) throw error;
        done = { index, input, error };
      }
      yield done;
    }
  } finally {
    await intake.end();
  }
}
