/**
 * @file The document that `--json` prints: one array, an element at a time, so that long runs hold none of it. It is whole
 * whatever happens: what ends the command early is its last element.
 */

import type { TextStream } from './io.ts';

/** The array that a command prints. */
export class JsonArray {
  readonly #stream: TextStream | undefined;
  #count = 0;
  #ended = false;

  /** @param stream undefined: nothing is printed. */
  constructor(stream: TextStream | undefined) {
    this.#stream = stream;
  }

  /** Adds an element; after the end, nothing. */
  push(element: unknown): void {
    if (this.#ended) return;
    this.#stream?.write(`${this.#count++ === 0 ? '[\n' : ',\n'}${JSON.stringify(element)}`);
  }

  /** Closes the array. A command that goes on afterwards, as a server does, closes it itself. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stream?.write(this.#count === 0 ? '[]\n' : '\n]\n');
  }
}
