/**
 * @file Arrays inside pickles: NumPy arrays and scalars, chumpy's wrapped arrays, arrays of objects that are plain
 * after all. The records that `unpickle` returns are interpreted here; nothing of them is run.
 */

import { throwFormat } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';
import { decodeArray, inCOrder } from './dtype.ts';
import { float64Of, int32Of, type NumberArray, type StringArray } from './ndarray.ts';
import {
  pickleBytes,
  PickleClass,
  PickleObject,
  pickleText,
  type PickleValue,
} from './pickle-values.ts';

/** An array of Python objects. */
export interface ObjectArray {
  readonly type: 'object';
  readonly shape: readonly number[];
  readonly data: readonly PickleValue[];
}

/** chumpy's expressions nest; the ones in body models by one or two. */
const MAX_CHUMPY_DEPTH = 16;
/** Elements that arrays of arrays are laid out to; one array may be named a thousand times. */
const MAX_LAID_OUT = 2 ** 24;

/** Names and paths; longer bytes are no text. */
const MAX_BYTE_TEXT = 4096;

/** What a value is, in words. */
export function kindOf(value: PickleValue | undefined): string {
  if (value instanceof PickleObject) return value.class.path;
  if (value instanceof PickleClass) return value.path;
  if (value instanceof Map) return 'a dictionary';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Uint8Array) return 'bytes';
  return value === null || value === undefined ? 'nothing' : typeof value;
}

/** A list of lengths, or one alone. */
export function shapeOf(who: string, value: PickleValue | undefined): number[] {
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
    const code = pickleText(dtype.args[0]);
    const order = Array.isArray(dtype.state) ? pickleText(dtype.state[1]) : '|';
    if (code !== undefined) return `${order === '>' ? '>' : '<'}${code}`;
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
  const array = settled(arrayAt(who, value, 0));
  return array.type === 'object' ? throwFormat(who, 'numbers or strings', 'objects') : array;
}

/** As {@link pickleArray}; what is more than plain elements stays an array of objects. */
export function objectArray(
  who: string,
  value: PickleValue,
): NumberArray | StringArray | ObjectArray {
  return settled(arrayAt(who, value, 0));
}

/** A text, as Python has it: a string of either Python, NumPy's, or a path. */
function textOf(value: PickleValue): string | undefined {
  if (value instanceof Uint8Array && value.length > MAX_BYTE_TEXT) return undefined;
  if (!(value instanceof PickleObject)) return pickleText(value);
  if (value.class.path === 'numpy.core.multiarray.scalar') {
    const scalar = arrayAt('text', value, 0);
    return scalar.type === 'string' ? scalar.data[0] : undefined;
  }
  if (!/^pathlib\b/.test(value.class.module)) return undefined;
  const parts = value.args.map((part) => pickleText(part));
  return parts.includes(undefined) ? undefined : parts.join('/').replace(/^\/\//, '/');
}

interface Numbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A number, an array of them, or a list of either, all of one shape; undefined for anything else. */
export function numbersIn(value: PickleValue, depth = 0): Numbers | undefined {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return { shape: [], data: [Number(value)] };
  }
  if (Array.isArray(value)) return depth < 8 ? laidOut(value, depth + 1) : undefined;
  if (!isPickledArray(value)) return undefined;
  const array = arrayAt('element', value, 0);
  if (array.type === 'string' || array.type === 'object') return undefined;
  return { shape: array.shape, data: float64Of('element', array) };
}

function laidOut(values: readonly PickleValue[], depth: number): Numbers | undefined {
  const [first = null] = values;
  const head = numbersIn(first, depth);
  const size = head?.data.length ?? 0;
  if (head === undefined || size === 0 || values.length * size > MAX_LAID_OUT) return undefined;
  const data = new Float64Array(values.length * size);
  for (const [i, value] of values.entries()) {
    const each = numbersIn(value, depth);
    if (each === undefined || each.shape.join() !== head.shape.join()) return undefined;
    data.set(each.data, i * size);
  }
  return { shape: [values.length, ...head.shape], data };
}

/** All of them as texts; undefined as soon as one is none. */
function textsOf(values: readonly PickleValue[]): string[] | undefined {
  const texts: string[] = [];
  // a file may name one object a million times
  const known = new Map<PickleValue, string | undefined>();
  for (const value of values) {
    if (!known.has(value)) known.set(value, textOf(value));
    const text = known.get(value);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

/**
 * An array of objects that are all texts, all numbers, or all arrays of one shape, as an array of texts or
 * numbers: programs choose `object` for columns whose rows once differed.
 */
function settled(
  array: NumberArray | StringArray | ObjectArray,
): NumberArray | StringArray | ObjectArray {
  if (array.type !== 'object') return array;
  const { data, shape } = array;
  if (data.length === 0) return { type: 'float64', shape, data: new Float64Array(0) };
  const texts = textsOf(data);
  if (texts !== undefined) return { type: 'string', shape, data: texts };
  const numbers = laidOut(data, 0);
  if (numbers === undefined) return array;
  return {
    type: 'float64',
    shape: [...shape, ...numbers.shape.slice(1)],
    data: Float64Array.from(numbers.data),
  };
}

/** Whether a value is a record of an array, readable or not. */
export function isPickledArray(value: PickleValue | undefined): value is PickleObject {
  if (!(value instanceof PickleObject)) return false;
  return rawArray(value) !== undefined || value.class.module.split('.', 1)[0] === 'chumpy';
}
