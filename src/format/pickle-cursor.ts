/** @file The bytes of a pickle, read forwards; what is beyond the end is E_FORMAT, never undefined. */

import { MultiRoiError } from '../base/index.ts';
import { latin1 } from './byte-source.ts';

/** Names, numbers and escaped array data. JavaScript's strings end at 2²⁹ characters. */
export const MAX_TEXT: number = 2 ** 28;

/** @throws E_FORMAT always. */
export function failPickle(expected: string, got: string): never {
  throw new MultiRoiError('E_FORMAT', `unpickle: expected ${expected}, got ${got}`);
}

/** Reads a pickle's bytes from front to back; E_FORMAT beyond the end. */
export class PickleCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  /** Bytes of the whole file. */
  get size(): number {
    return this.#bytes.length;
  }

  /** The next `length` bytes, sharing memory. */
  take(length: number): Uint8Array {
    const end = this.at + length;
    if (!(end <= this.#bytes.length)) {
      failPickle(`${length} bytes at offset ${this.at}`, `${this.#bytes.length - this.at}`);
    }
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  /** Moves on by `size` bytes and says where they start. */
  #skip(size: number): number {
    this.take(size);
    return this.at - size;
  }

  uint8(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#skip(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.#skip(8), true));
  }

  /** Floats are big-endian, unlike everything else. */
  float64(): number {
    return this.#view.getFloat64(this.#skip(8), false);
  }

  /** Latin-1 text up to a newline, which is passed over. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0 || end - this.at > MAX_TEXT) failPickle('a line', 'no end of one');
    const text = latin1(this.take(end - this.at));
    this.at++;
    return text;
  }
}
