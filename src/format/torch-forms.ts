/**
 * @file Every form in which PyTorch pickles a tensor: dense, sparse, quantised, a parameter, a subclass, an array of
 * NumPy's. What cannot be numbers of ours is named with its path.
 */

import { sizeOf } from '../base/index.ts';
import type { RangeParser } from './byte-source.ts';
import { float64Of, int32Of, type NumberArray } from './ndarray.ts';
import { isPickledArray, kindOf, numbersIn, pickleArray, shapeOf } from './pickle-arrays.ts';
import { PickleClass, PickleObject, pickleText, type PickleValue } from './pickle-values.ts';
import { denseFromCompressed, denseFromCoordinates } from './sparse.ts';
import { failTorch, recordOf, type TensorRecord } from './torch-tensor.ts';

/** Reads the elements of one dense tensor. */
export type ReadTensor = (tensor: TensorRecord, path: string) => RangeParser<NumberArray>;

const PREFIX = '_rebuild_';
/** What a subclass or a parameter wraps may be wrapped itself. */
const MAX_WRAPPERS = 8;

/** A call of one of PyTorch's functions that make a tensor: their names all start alike. */
function isRebuilt(value: PickleValue | undefined): value is PickleObject {
  if (!(value instanceof PickleObject)) return false;
  const { module, name } = value.class;
  return (module === 'torch._utils' || module === 'torch._tensor') && name.startsWith(PREFIX);
}

/** Whether a value is a tensor, readable or not. */
export function isTensor(value: PickleValue | undefined): boolean {
  return isRebuilt(value) || isPickledArray(value);
}

/** Elements of what {@link isTensor} holds for. @throws E_FORMAT with the path of what cannot be read. */
export function* readTensorForm(
  value: PickleValue | undefined,
  path: string,
  read: ReadTensor,
  depth = 0,
): RangeParser<NumberArray> {
  if (isPickledArray(value)) {
    const array = pickleArray(`readTorchCheckpoint "${path}"`, value);
    return array.type === 'string' ? failTorch('numbers', `texts ("${path}")`) : array;
  }
  if (!isRebuilt(value) || depth > MAX_WRAPPERS) failTorch('a tensor', `other data ("${path}")`);
  const { name } = value.class;
  const { args } = value;
  switch (name.slice(PREFIX.length)) {
    case 'tensor':
    case 'tensor_v2':
      return yield* read(recordOf(path, args), path);
    case 'tensor_v3':
      return yield* read(recordOf(path, args, args[6]), path);
    case 'parameter':
    case 'parameter_with_state':
    case 'device_tensor_from_numpy':
    case 'xla_tensor':
      return yield* readTensorForm(args[0], path, read, depth + 1);
    case 'from_type':
    case 'from_type_v2':
      return yield* readTensorForm(wrapped(args), path, read, depth + 1);
    case 'sparse_tensor':
    case 'sparse_csr_tensor':
      return yield* readSparse(args, path, whole(read), depth);
    case 'qtensor':
      return yield* readQuantised(args, path, whole(read), depth);
    default:
      return failTorch('a dense, sparse or quantised tensor', `${value.class.path} ("${path}")`);
  }
}

/** `(function, class, its arguments, attributes)`: a tensor with attributes of Python's. */
function wrapped([made, , args]: readonly PickleValue[]): PickleValue {
  return made instanceof PickleClass && Array.isArray(args) ? new PickleObject(made, args) : null;
}

/** Reads parts that are as long as they say: what is repeated costs nothing in a file. */
function whole(read: ReadTensor): ReadTensor {
  return function* (tensor, path) {
    const elements = sizeOf(tensor.shape);
    if (elements > tensor.count) failTorch(`${tensor.count} elements ("${path}")`, `${elements}`);
    return yield* read(tensor, path);
  };
}

const COMPRESSED = /^torch\.sparse_(csr|csc|bsr|bsc)$/;

function* readSparse(
  [layout, parts]: readonly PickleValue[],
  path: string,
  read: ReadTensor,
  depth: number,
): RangeParser<NumberArray> {
  const named = layout instanceof PickleObject ? layout.args[0] : layout;
  const kind = named instanceof PickleClass ? named.path : (pickleText(named) ?? kindOf(named));
  const list = Array.isArray(parts) ? parts : [];
  const who = `readTorchCheckpoint "${path}"`;
  const part = (i: number): RangeParser<NumberArray> =>
    readTensorForm(list[i], path, read, depth + 1);
  if (kind === 'torch.sparse_coo') {
    const [indices, values] = [yield* part(0), yield* part(1)];
    const shape = shapeOf(who, list[2]);
    const [rank = 0, count = 0] = indices.shape;
    const flat = int32Of(who, indices);
    const axes = Array.from({ length: rank }, (_, axis) =>
      flat.subarray(axis * count, (axis + 1) * count),
    );
    if (rank > shape.length) failTorch(`at most ${shape.length} sparse axes`, `${rank}`);
    const coordinates = { axes, values: float64Of(who, values), shape };
    return asWas(values, shape, denseFromCoordinates(who, coordinates));
  }
  const [, compressed] = COMPRESSED.exec(kind) ?? [];
  if (compressed === undefined) failTorch('a sparse layout', `${kind.slice(0, 60)} ("${path}")`);
  const [starts, across, values] = [yield* part(0), yield* part(1), yield* part(2)];
  const shape = shapeOf(who, list[3]);
  const [rows = NaN, columns = NaN] = shape;
  if (shape.length !== 2) failTorch('a sparse matrix', `[${shape.join(', ')}] ("${path}")`);
  const [, height = 1, width = 1] = values.shape;
  const dense = denseFromCompressed(who, {
    starts: int32Of(who, starts),
    across: int32Of(who, across),
    values: float64Of(who, values),
    shape: [rows, columns],
    byColumn: compressed.endsWith('c'),
    block: [height, width],
  });
  return asWas(values, shape, dense);
}

/** Dense numbers in the width that the sparse ones had; whole numbers as float64, which holds them. */
function asWas(
  { type }: NumberArray,
  shape: readonly number[],
  dense: Float64Array<ArrayBuffer>,
): NumberArray {
  return type === 'float32' || type === 'float16'
    ? { type: 'float32', shape, data: Float32Array.from(dense) }
    : { type: 'float64', shape, data: dense };
}

/** Scale and zero point of each slice along an axis; one slice is the whole tensor. */
interface Quantisation {
  readonly scales: ArrayLike<number>;
  readonly zeros: ArrayLike<number>;
  readonly axis: number | null;
}

function* quantisationOf(
  value: PickleValue | undefined,
  path: string,
  read: ReadTensor,
  depth: number,
): RangeParser<Quantisation> {
  const [scheme, scale = null, zero = null, axis] = Array.isArray(value) ? value : [];
  const name = scheme instanceof PickleClass ? scheme.name : '';
  const who = `readTorchCheckpoint "${path}"`;
  const numbers = function* (from: PickleValue): RangeParser<ArrayLike<number>> {
    if (isTensor(from)) return float64Of(who, yield* readTensorForm(from, path, read, depth + 1));
    return numbersIn(from)?.data ?? failTorch('scales and zero points', `others ("${path}")`);
  };
  if (name === 'per_tensor_affine') {
    return { scales: yield* numbers(scale), zeros: yield* numbers(zero), axis: null };
  }
  if (/^per_channel_affine(_float_qparams)?$/.test(name) && typeof axis === 'number') {
    return { scales: yield* numbers(scale), zeros: yield* numbers(zero), axis };
  }
  return failTorch('a tensor quantised by scales and zero points', `others ("${path}")`);
}

function* readQuantised(
  args: readonly PickleValue[],
  path: string,
  read: ReadTensor,
  depth: number,
): RangeParser<NumberArray> {
  const whole = yield* read(recordOf(path, args), path);
  const { shape } = whole;
  const { scales, zeros, axis } = yield* quantisationOf(args[4], path, read, depth);
  const slices = axis === null ? 1 : (shape[axis] ?? NaN);
  if (scales.length !== slices || zeros.length !== slices) {
    failTorch(`${slices} scales and zero points`, `${scales.length}, ${zeros.length} ("${path}")`);
  }
  const inner = axis === null ? Infinity : sizeOf(shape.slice(axis + 1));
  const stored = float64Of(path, whole);
  const data = Float32Array.from(stored, (q, i) => {
    const slice = Math.floor(i / inner) % slices;
    return (q - zeros[slice]) * scales[slice];
  });
  return { type: 'float32', shape, data };
}
