/**
 * @file Reading flatbuffers from bytes that nobody has verified. Every access is bounds-checked and
 * every vector is checked to lie inside the file before anything is allocated for it; the
 * `flatbuffers` package's own accessors read zeros past the end instead.
 * Layout: https://flatbuffers.dev/internals (table → vtable → fields, little-endian).
 */

import { MultiRoiError } from '../base/index.ts';

/** Longest string kept: names of tensors and operators. */
const MAX_STRING = 1024;

/** One table of a flatbuffer; fields are addressed by their slot in the schema, in order of declaration. */
export class FlatTable {
  readonly #view: DataView;
  readonly #who: string;
  readonly #start: number;
  readonly #vtable: number;
  readonly #vtableSize: number;

  private constructor(who: string, view: DataView, start: number) {
    this.#who = who;
    this.#view = view;
    this.#start = start;
    this.#check(start, 4);
    this.#vtable = start - view.getInt32(start, true);
    this.#check(this.#vtable, 4);
    this.#vtableSize = view.getUint16(this.#vtable, true);
    this.#check(this.#vtable, this.#vtableSize);
  }

  /** The root table of a file. @throws E_FORMAT when the identifier (bytes 4…8) is another. */
  static root(who: string, bytes: Uint8Array, identifier: string): FlatTable {
    const found = String.fromCharCode(...bytes.subarray(4, 8));
    if (found !== identifier) {
      throw new MultiRoiError(
        'E_FORMAT',
        `${who}: expected the file identifier '${identifier}', got ${JSON.stringify(found)}`,
      );
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(who, view, view.getUint32(0, true));
  }

  int8(slot: number, absent = 0): number {
    const at = this.#field(slot, 1);
    return at === undefined ? absent : this.#view.getInt8(at);
  }

  uint8(slot: number, absent = 0): number {
    const at = this.#field(slot, 1);
    return at === undefined ? absent : this.#view.getUint8(at);
  }

  int32(slot: number, absent = 0): number {
    const at = this.#field(slot, 4);
    return at === undefined ? absent : this.#view.getInt32(at, true);
  }

  string(slot: number): string {
    const vector = this.#vector(slot, 1, MAX_STRING);
    if (vector === undefined) return '';
    const bytes = new Uint8Array(
      this.#view.buffer,
      this.#view.byteOffset + vector.at,
      vector.count,
    );
    return new TextDecoder().decode(bytes);
  }

  table(slot: number): FlatTable | undefined {
    const at = this.#field(slot, 4);
    return at === undefined ? undefined : this.#follow(at);
  }

  /** @param most more tables than this are E_FORMAT. */
  tables(slot: number, most: number): FlatTable[] {
    const vector = this.#vector(slot, 4, most);
    if (vector === undefined) return [];
    return Array.from({ length: vector.count }, (_, i) => this.#follow(vector.at + 4 * i));
  }

  int32s(slot: number, most: number): number[] {
    const vector = this.#vector(slot, 4, most);
    if (vector === undefined) return [];
    return Array.from({ length: vector.count }, (_, i) =>
      this.#view.getInt32(vector.at + 4 * i, true),
    );
  }

  /** A view of a byte vector, not a copy; undefined when the field is absent or empty. */
  bytes(slot: number): Uint8Array | undefined {
    const vector = this.#vector(slot, 1, this.#view.byteLength);
    if (vector === undefined || vector.count === 0) return undefined;
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + vector.at, vector.count);
  }

  /** Where a field of this table stands; undefined when the writer left it at its default. */
  #field(slot: number, size: number): number | undefined {
    const entry = 4 + 2 * slot;
    if (entry + 2 > this.#vtableSize) return undefined;
    const offset = this.#view.getUint16(this.#vtable + entry, true);
    if (offset === 0) return undefined;
    this.#check(this.#start + offset, size);
    return this.#start + offset;
  }

  #follow(at: number): FlatTable {
    return new FlatTable(this.#who, this.#view, at + this.#view.getUint32(at, true));
  }

  #vector(slot: number, size: number, most: number): { at: number; count: number } | undefined {
    const field = this.#field(slot, 4);
    if (field === undefined) return undefined;
    const start = field + this.#view.getUint32(field, true);
    this.#check(start, 4);
    const count = this.#view.getUint32(start, true);
    if (count > most) {
      throw new MultiRoiError(
        'E_FORMAT',
        `${this.#who}: expected at most ${most} elements, got ${count} (byte ${start})`,
      );
    }
    this.#check(start + 4, count * size);
    return { at: start + 4, count };
  }

  #check(at: number, size: number): void {
    if (at < 0 || at + size > this.#view.byteLength) {
      throw new MultiRoiError(
        'E_FORMAT',
        `${this.#who}: expected ${size} bytes at ${at}, got a file of ${this.#view.byteLength} bytes`,
      );
    }
  }
}
