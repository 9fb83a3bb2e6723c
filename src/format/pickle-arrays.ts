/**
 * @file Arrays inside pickles: NumPy arrays and scalars, chumpy's wrapped arrays, SciPy's sparse
 * matrices. The records that `unpickle` returns are interpreted here; nothing of them is run.
 */

import { throwFormat } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';
import { decodeArray, inCOrder } from './dtype.ts';
import { float64Of, int32Of, type NumberArray, type StringArray } from './ndarray.ts';
import { pickleBytes, PickleClass, PickleObject, type PickleValue } from './pickle-values.ts';

/** An array of Python objects. */
export interface ObjectArray {
  readonly type: 'object';
  readonly shape: readonly number[];
  readonly data: readonly PickleValue[];
}

/** chumpy's expressions nest; the ones in body models by one or two. */
const MAX_CHUMPY_DEPTH = 16;
/** Dense J_regressor of SMPL: 24 × 6 890. */
const MAX_DENSE = 2 ** 26;

function kindOf(value: PickleValue | undefined): string {
  if (value instanceof PickleObject) return value.class.path;
  if (value instanceof PickleClass) return value.path;
  if (value instanceof Map) return 'a dictionary';
  if (Array.isArray(value)) return 'a list';
  return value === null || value === undefined ? 'nothing' : typeof value;
}

function shapeOf(who: string, value: PickleValue | undefined): number[] {
  const lengths = Array.isArray(value) ? value : [value];
  return lengths.map((length) =>
    typeof length === 'number' && Number.isInteger(length) && length >= 0
      ? length
      : throwFormat(who, 'a shape', kindOf(length)),
  );
}

/** `numpy.dtype('f8', …)` with its state (version, byte order, …). */
function descrOf(who: string, dtype: PickleValue | undefined): string {
  if (dtype instanceof PickleObject && dtype.class.path === 'numpy.dtype') {
    const [code] = dtype.args;
    const order = Array.isArray(dtype.state) ? dtype.state[1] : '|';
    if (typeof code === 'string') return `${order === '>' ? '>' : '<'}${code}`;
  }
  return throwFormat(who, 'a numpy dtype', kindOf(dtype));
}

interface RawArray {
  readonly shape: PickleValue | undefined;
  readonly dtype: PickleValue | undefined;
  readonly fortran: boolean;
  readonly content: PickleValue | undefined;
}

/** The three ways numpy pickles an array or a scalar; undefined for any other record. */
function rawArray({ class: made, args, state }: PickleObject): RawArray | undefined {
  switch (made.path) {
    case 'numpy.core.multiarray._reconstruct': {
      // version 0 has no version
      const parts = Array.isArray(state) ? state.slice(-4) : [];
      const [shape, dtype, fortran, content] = parts;
      return { shape, dtype, fortran: fortran === true || fortran === 1, content };
    }
    case 'numpy.core.numeric._frombuffer':
      return { content: args[0], dtype: args[1], shape: args[2], fortran: args[3] === 'F' };
    case 'numpy.core.multiarray.scalar':
      return { dtype: args[0], content: args[1], shape: [], fortran: false };
    default:
      return undefined;
  }
}

/** The record of an array beneath chumpy's `Ch`, whose own data are its attribute `x`. */
function selection(who: string, record: PickleObject, depth: number): NumberArray | undefined {
  if (record.class.name !== 'Select') return undefined;
  const from = arrayAt(who, record.attribute('a'), depth + 1);
  const at = int32Of(who, arrayAt(who, record.attribute('idxs'), depth + 1));
  const shape = shapeOf(who, record.attribute('preferred_shape') ?? [at.length]);
  const values = float64Of(who, from);
  if (sizeOf(shape) !== at.length) throwFormat(who, `${sizeOf(shape)} indices`, `${at.length}`);
  const data = Float64Array.from(at, (index) => {
    const value = values[index];
    return value ?? throwFormat(who, `an index below ${values.length}`, `${index}`);
  });
  return { type: 'float64', shape, data };
}

function arrayAt(
  who: string,
  value: PickleValue | undefined,
  depth: number,
): NumberArray | StringArray | ObjectArray {
  if (depth > MAX_CHUMPY_DEPTH) throwFormat(who, `at most ${MAX_CHUMPY_DEPTH} wrappers`, 'more');
  if (!(value instanceof PickleObject)) throwFormat(who, 'an array', kindOf(value));
  if (value.class.module.split('.', 1)[0] === 'chumpy') {
    const selected = selection(who, value, depth);
    if (selected !== undefined) return selected;
    const inner = value.attribute('x');
    if (inner !== undefined) return arrayAt(who, inner, depth + 1);
    const hint = 'a lazy chumpy expression; save the array itself, or use a cleaned file';
    throwFormat(who, 'an array', `${value.class.path}, ${hint}`);
  }
  const raw = rawArray(value);
  if (raw === undefined) throwFormat(who, 'an array', kindOf(value));
  const shape = shapeOf(who, raw.shape);
  const layout = { descr: descrOf(who, raw.dtype), shape, fortran: raw.fortran };
  if (/O\d?$/.test(layout.descr)) {
    const data = raw.content;
    if (!Array.isArray(data) || data.length !== sizeOf(shape)) {
      throwFormat(who, `${sizeOf(shape)} objects for [${shape.join(', ')}]`, kindOf(data));
    }
    return {
      type: 'object',
      shape,
      data: inCOrder<unknown[]>(layout, data, [...data]) as PickleValue[],
    };
  }
  const bytes = pickleBytes(raw.content);
  if (bytes === undefined) throwFormat(who, 'the bytes of an array', kindOf(raw.content));
  return decodeArray(who, layout, bytes);
}

/**
 * The array that a record stands for: numpy arrays and scalars, chumpy's `Ch` and selections of it.
 * @returns a copy in C order.
 * @throws E_FORMAT when it stands for something else.
 */
export function pickleArray(
  who: string,
  value: PickleValue | undefined,
): NumberArray | StringArray {
  const array = arrayAt(who, value, 0);
  return array.type === 'object' ? throwFormat(who, 'numbers or strings', 'objects') : array;
}

/** As {@link pickleArray}, for arrays of Python objects. */
export function objectArray(who: string, value: PickleValue): ObjectArray {
  const array = arrayAt(who, value, 0);
  return array.type === 'object' ? array : throwFormat(who, 'an array of objects', array.type);
}

/** Whether a value is a record of an array, readable or not. */
export function isPickledArray(value: PickleValue | undefined): value is PickleObject {
  if (!(value instanceof PickleObject)) return false;
  return rawArray(value) !== undefined || value.class.module.split('.', 1)[0] === 'chumpy';
}

/**
 * A SciPy sparse matrix (CSC, CSR) or an array, as a dense matrix [R, C] of float64; entries given
 * twice are summed, as SciPy does.
 * @throws E_FORMAT for anything else and for indices outside the matrix.
 */
export function denseMatrix(who: string, value: PickleValue | undefined): NumberArray {
  if (!(value instanceof PickleObject) || !/^cs[cr]_(matrix|array)$/.test(value.class.name)) {
    const array = pickleArray(who, value);
    return { type: 'float64', shape: array.shape, data: float64Of(who, array) };
  }
  const shape = shapeOf(who, value.attribute('_shape') ?? value.attribute('shape'));
  if (shape.length !== 2 || sizeOf(shape) > MAX_DENSE) {
    throwFormat(who, `a matrix of at most ${MAX_DENSE} elements`, `[${shape.join(', ')}]`);
  }
  const [rows, columns] = shape;
  const byColumn = value.class.name.startsWith('csc');
  const entries = float64Of(who, pickleArray(who, value.attribute('data')));
  const across = int32Of(who, pickleArray(who, value.attribute('indices')));
  const starts = int32Of(who, pickleArray(who, value.attribute('indptr')));
  const lines = byColumn ? columns : rows;
  const width = byColumn ? rows : columns;
  if (starts.length !== lines + 1 || across.length !== entries.length) {
    throwFormat(
      who,
      `${lines + 1} starts and an index an entry`,
      `${starts.length} and ${across.length}`,
    );
  }
  const dense = new Float64Array(rows * columns);
  for (let line = 0; line < lines; line++) {
    if (
      !(starts[line] >= 0 && starts[line] <= starts[line + 1] && starts[lines] <= entries.length)
    ) {
      throwFormat(who, 'starts in order', `${starts[line]} (line ${line})`);
    }
    for (let i = starts[line]; i < starts[line + 1]; i++) {
      const at = across[i];
      if (!(at >= 0 && at < width)) throwFormat(who, `an index below ${width}`, `${at}`);
      dense[byColumn ? at * columns + line : line * columns + at] += entries[i];
    }
  }
  return { type: 'float64', shape, data: dense };
}
