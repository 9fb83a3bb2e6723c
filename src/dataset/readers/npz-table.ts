/** @file An npz as a table: one row a person, one array a column. Every problem is gathered. */

import { messageOf } from '../../base/index.ts';
import { float64Of, readNpz, stringsOf, type NdArray } from '../../format/index.ts';
import { sizeOf } from '../../base/index.ts';
import type { Problems } from './problems.ts';

/** More people than any data set has; a file that claims more is damaged. */
const MAX_ROWS = 20_000_000;

/** Numbers of every row [N, …shape]. */
export class Column {
  readonly #data: Float64Array;
  readonly #width: number;

  constructor(data: Float64Array, width: number) {
    this.#data = data;
    this.#width = width;
  }

  row(i: number): Float64Array {
    return this.#data.subarray(i * this.#width, (i + 1) * this.#width);
  }

  float32(i: number): Float32Array {
    return Float32Array.from(this.row(i));
  }
}

/** Columns that a table may have, all of N rows. */
export interface TableLayout {
  /** Column of texts that every row has; its length is N. */
  readonly key: string;
  /** Other columns of texts. */
  readonly texts: readonly string[];
  /** Columns of numbers with the shape of one row. */
  readonly numbers: Readonly<Record<string, readonly number[]>>;
}

/** Columns of an npz that were found to be as the layout says. */
export interface NpzTable {
  /** Whether the file has the column, right or wrong. */
  has(name: string): boolean;
  /** Null for a column the file lacks, or has wrong. */
  text(name: string): readonly string[] | null;
  numbers(name: string): Column | null;
}

/** Checks one column; null, with the problem noted, when it is wrong. */
function numberColumn(
  name: string,
  array: NdArray,
  count: number,
  shape: readonly number[],
  problems: Problems,
): Column | null {
  const wanted = [count, ...shape];
  // [N, 1] for [N] and [N, 24·3] for [N, 24, 3] are the same numbers
  if (array.shape[0] !== count || sizeOf(array.shape) !== sizeOf(wanted)) {
    problems.add(name, `expected [${wanted.join(', ')}], got [${array.shape.join(', ')}]`);
    return null;
  }
  const data = float64Of(name, array);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    problems.add(name, `expected finite numbers, got ${data[bad]} (element ${bad})`);
    return null;
  }
  return new Column(data, sizeOf(shape));
}

/** Reads the columns of a layout that the file has; whatever else it holds is not unpacked. */
export function readTable(bytes: Uint8Array, layout: TableLayout, problems: Problems): NpzTable {
  const { key, texts, numbers } = layout;
  const arrays = readNpz(bytes, { only: [key, ...texts, ...Object.keys(numbers)] });
  const keyed = arrays.get(key);
  if (keyed === undefined) problems.add(key, 'expected an array of texts, got none');
  // without its key a file can still be told what else is wrong with it
  const [first = keyed] = arrays.values();
  const count = (keyed ?? first)?.shape[0] ?? 0;
  if (count > MAX_ROWS) problems.add(key, `expected at most ${MAX_ROWS} rows, got ${count}`);

  const textColumns = new Map<string, readonly string[]>();
  const numberColumns = new Map<string, Column>();
  for (const [name, array] of arrays) {
    try {
      if (name in numbers) {
        const column = numberColumn(name, array, count, numbers[name], problems);
        if (column !== null) numberColumns.set(name, column);
        continue;
      }
      const column = stringsOf(name, array);
      if (column.length === count) textColumns.set(name, column);
      else problems.add(name, `expected [${count}], got [${column.length}]`);
    } catch (error) {
      problems.add(name, messageOf(error).replace(`${name}: `, ''));
    }
  }
  return {
    has: (name) => arrays.has(name),
    text: (name) => textColumns.get(name) ?? null,
    numbers: (name) => numberColumns.get(name) ?? null,
  };
}
