/**
 * @file Standard output of which somebody notices that it fails: a full disk, a reader that has gone. What is written
 * afterwards goes nowhere, and the command is asked to end in good order.
 */

import { MultiRoiError, messageOf } from '../base/index.ts';
import type { TextStream } from './shared/io.ts';

/** What is used of `process.stdout`. */
export interface WritableStream extends TextStream {
  write(text: string, done?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** A stream that may fail at any write (a full disk, a closed pipe) and then says so once. */
export class OutputStream implements TextStream {
  readonly #stream: WritableStream;
  readonly #onFailure: (error: Error) => void;
  #failure: NodeJS.ErrnoException | undefined;

  /** @param onFailure called once, with the first error. */
  constructor(stream: WritableStream, onFailure: (error: Error) => void) {
    this.#stream = stream;
    this.#onFailure = onFailure;
    stream.on('error', (error) => this.#fail(error));
  }

  get isTTY(): boolean | undefined {
    return this.#stream.isTTY;
  }

  get columns(): number | undefined {
    return this.#stream.columns;
  }

  write(text: string): void {
    if (this.#failure !== undefined) return;
    try {
      this.#stream.write(text);
    } catch (error) {
      // files are written to at once, and older Node throws what it should emit
      this.#fail(error instanceof Error ? error : new Error(messageOf(error)));
    }
  }

  /**
   * Waits until everything is out.
   * @param cutShort whether work was left undone because of it.
   * @returns what went wrong since the beginning: undefined for nothing, and for a reader that has gone when all was done
   * (`multiroi … | head`), which is no fault.
   */
  async end(cutShort = false): Promise<MultiRoiError | undefined> {
    if (this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        try {
          this.#stream.write('', () => resolve());
        } catch {
          resolve();
        }
      });
      // an error is emitted after the call that it belongs to
      await new Promise((resolve) => setImmediate(resolve));
    }
    const failure = this.#failure;
    const gone = failure?.code === 'EPIPE';
    if (failure === undefined || (gone && !cutShort)) return undefined;
    const full = failure.code === 'ENOSPC' || failure.code === 'EDQUOT';
    const got = gone ? 'a reader that has gone' : full ? 'a full disk' : failure.code;
    return new MultiRoiError(
      'E_IO',
      `write: expected a standard output that takes the result, got ${got ?? failure.message}`,
      { hint: gone ? 'keep the other end open' : 'send it to another file', cause: failure },
    );
  }

  /** The first error; undefined while there is none. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#onFailure(error);
  }
}
