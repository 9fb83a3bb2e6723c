/** @file SciPy's sparse matrices inside pickles, every layout of them, as dense ones. */

import { throwFormat } from '../base/index.ts';
import { float64Of, int32Of, type NumberArray } from './ndarray.ts';
import { numbersIn, objectArray, pickleArray, shapeOf } from './pickle-arrays.ts';
import { PickleObject, type PickleValue } from './pickle-values.ts';
import { denseFromCompressed, denseFromCoordinates } from './sparse.ts';

/** A file may name one row a million times. */
const MAX_ENTRIES = 2 ** 24;
const KIND = /^(csc|csr|bsr|coo|dia|dok|lil)_(?:matrix|array)$/;

/** Reads the parts of one matrix. */
interface Parts {
  readonly who: string;
  readonly matrix: PickleObject;
  readonly shape: readonly [rows: number, columns: number];
  readonly floats: (name: string) => Float64Array;
  readonly ints: (name: string) => Int32Array;
}

/** Entries one by one, for the layouts that keep them so. */
interface Entries {
  readonly rows: number[];
  readonly columns: number[];
  readonly values: number[];
}

function partsOf(who: string, matrix: PickleObject): Parts {
  const shape = shapeOf(who, matrix.attribute('_shape') ?? matrix.attribute('shape'));
  const [rows, columns] = shape;
  if (shape.length !== 2) throwFormat(who, 'a matrix', `[${shape.join(', ')}]`);
  const array = (name: string): NumberArray => {
    const found = pickleArray(`${who} ${name}`, matrix.attribute(name));
    return found.type === 'string' ? throwFormat(who, `numbers in ${name}`, 'texts') : found;
  };
  return {
    who,
    matrix,
    shape: [rows, columns],
    floats: (name) => float64Of(who, array(name)),
    ints: (name) => int32Of(who, array(name)),
  };
}

/** A number of Python's or of NumPy's. */
function numberOf(who: string, value: PickleValue | undefined): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  const array = pickleArray(who, value);
  if (array.shape.length > 0) throwFormat(who, 'a number', 'an array');
  return float64Of(who, array)[0];
}

function compressed(parts: Parts, kind: 'csc' | 'csr' | 'bsr'): Float64Array<ArrayBuffer> {
  const { who, matrix, shape } = parts;
  const blocks = kind === 'bsr' ? pickleArray(who, matrix.attribute('data')).shape : [];
  return denseFromCompressed(who, {
    starts: parts.ints('indptr'),
    across: parts.ints('indices'),
    values: parts.floats('data'),
    shape,
    byColumn: kind === 'csc',
    ...(blocks.length === 3 && { block: [blocks[1], blocks[2]] as const }),
  });
}

function coordinates(parts: Parts): Float64Array<ArrayBuffer> {
  const { who, matrix, shape } = parts;
  // SciPy 1.13 put both into one tuple
  const together = matrix.attribute('coords');
  const axes = Array.isArray(together)
    ? together.map((axis) => int32Of(who, pickleArray(who, axis)))
    : [parts.ints('row'), parts.ints('col')];
  if (axes.length !== 2) throwFormat(who, 'rows and columns', `${axes.length} axes`);
  return denseFromCoordinates(who, { axes, values: parts.floats('data'), shape });
}

/** Diagonals: column j of row k is element (j − offset, j). */
function diagonals({ floats, ints, shape }: Parts): Entries {
  const entries: Entries = { rows: [], columns: [], values: [] };
  const [data, offsets] = [floats('data'), ints('offsets')];
  const width = offsets.length === 0 ? 0 : data.length / offsets.length;
  for (const [k, offset] of offsets.entries()) {
    for (let j = 0; j < Math.min(width, shape[1]); j++) {
      if (j - offset < 0 || j - offset >= shape[0]) continue;
      entries.rows.push(j - offset);
      entries.columns.push(j);
      entries.values.push(data[k * width + j]);
    }
  }
  return entries;
}

/** A list of columns and a list of values a row. */
function lists({ who, matrix }: Parts): Entries {
  const entries: Entries = { rows: [], columns: [], values: [] };
  const row = (name: string): readonly ArrayLike<number>[] => {
    const array = objectArray(who, matrix.attribute(name) ?? null);
    if (array.type === 'object') {
      return array.data.map((list) => numbersIn(list)?.data ?? []);
    }
    // rows of one length are numbers already
    const [count, width = 0] = array.shape;
    const data = float64Of(who, array);
    return Array.from({ length: count }, (_, r) => data.subarray(r * width, (r + 1) * width));
  };
  const values = row('data');
  for (const [r, columns] of row('rows').entries()) {
    for (let i = 0; i < columns.length; i++) {
      if (entries.rows.length > MAX_ENTRIES) throwFormat(who, `${MAX_ENTRIES} entries`, 'more');
      entries.rows.push(r);
      entries.columns.push(columns[i]);
      entries.values.push(values[r]?.[i] ?? throwFormat(who, 'a value a column', 'none'));
    }
  }
  return entries;
}

/** A dictionary of values by row and column. */
function dictionary({ who, matrix }: Parts): Entries {
  const entries: Entries = { rows: [], columns: [], values: [] };
  const own = matrix.attribute('_dict');
  for (const [key, value] of own instanceof Map ? own : matrix.entries) {
    if (!Array.isArray(key) || key.length !== 2) throwFormat(who, 'rows and columns', 'other keys');
    entries.rows.push(numberOf(who, key[0]));
    entries.columns.push(numberOf(who, key[1]));
    entries.values.push(numberOf(who, value));
  }
  return entries;
}

function denseOf(parts: Parts, kind: string): Float64Array<ArrayBuffer> {
  if (kind === 'csc' || kind === 'csr' || kind === 'bsr') return compressed(parts, kind);
  if (kind === 'coo') return coordinates(parts);
  const read = kind === 'dia' ? diagonals : kind === 'lil' ? lists : dictionary;
  const { rows, columns, values } = read(parts);
  const { who, shape } = parts;
  return denseFromCoordinates(who, {
    axes: [rows, columns],
    values: Float64Array.from(values),
    shape,
  });
}

/**
 * A SciPy sparse matrix or an array, as a dense matrix [R, C] of float64; entries given twice are summed,
 * as SciPy does.
 * @throws E_FORMAT for anything else and for indices outside the matrix.
 */
export function denseMatrix(who: string, value: PickleValue | undefined): NumberArray {
  const kind = value instanceof PickleObject ? KIND.exec(value.class.name)?.[1] : undefined;
  if (!(value instanceof PickleObject) || kind === undefined) {
    const array = pickleArray(who, value);
    return { type: 'float64', shape: array.shape, data: float64Of(who, array) };
  }
  const parts = partsOf(who, value);
  return { type: 'float64', shape: parts.shape, data: denseOf(parts, kind) };
}
