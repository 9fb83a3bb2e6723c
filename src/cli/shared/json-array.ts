/** @file The array that `--json` prints, one element at a time, so that long runs hold none of it. */

import type { TextStream } from './io.ts';

/** Prints a JSON array element by element, so that a reader need not wait for the last. */
export class JsonArray {
  readonly #stream: TextStream | undefined;
  #count = 0;

  /** @param stream undefined: nothing is printed. */
  constructor(stream: TextStream | undefined) {
    this.#stream = stream;
  }

  push(element: unknown): void {
    this.#stream?.write(`${this.#count++ === 0 ? '[\n' : ',\n'}${JSON.stringify(element)}`);
  }

  end(): void {
    this.#stream?.write(this.#count === 0 ? '[]\n' : '\n]\n');
  }
}
