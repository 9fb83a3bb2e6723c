/** @file Pickles assembled opcode by opcode (protocol 2), in the dialect of Python 2 where it differs. */

const text = (value: string): number[] => Array.from(value, (letter) => letter.charCodeAt(0));
const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);

export const op = (code: string): number[] => text(code);
export const none: readonly number[] = op('N');

export function int(value: number): number[] {
  return [...op('J'), ...little(value < 0 ? value + 2 ** 32 : value, 4)];
}

/** A Python 2 `str`: text or bytes, as the interpreter would choose the opcode. */
export function str(value: string | Uint8Array): number[] {
  const bytes = typeof value === 'string' ? text(value) : [...value];
  return bytes.length < 256
    ? [...op('U'), bytes.length, ...bytes]
    : [...op('T'), ...little(bytes.length, 4), ...bytes];
}

export function global(module: string, name: string): number[] {
  return op(`c${module}\n${name}\n`);
}

export function tuple(...items: readonly (readonly number[])[]): number[] {
  return [...op('('), ...items.flat(), ...op('t')];
}

export function list(...items: readonly (readonly number[])[]): number[] {
  return [...op(']('), ...items.flat(), ...op('e')];
}

export function dict(entries: Readonly<Record<string, readonly number[]>>): number[] {
  const items = Object.entries(entries).flatMap(([key, value]) => [...str(key), ...value]);
  return [...op('}('), ...items, ...op('u')];
}

export function reduce(made: readonly number[], args: readonly number[]): number[] {
  return [...made, ...args, ...op('R')];
}

export function build(object: readonly number[], state: readonly number[]): number[] {
  return [...object, ...state, ...op('b')];
}

export function pickle(value: readonly number[]): Uint8Array<ArrayBuffer> {
  // not Uint8Array.of: a network's description has more bytes than a call may have arguments
  return Uint8Array.from([0x80, 2, ...value, ...op('.')]);
}

/** A numpy array as numpy under Python 2 pickled it. @param content bytes, or the opcodes of a list. */
export function ndarray(
  code: string,
  shape: readonly number[],
  content: Uint8Array | readonly number[],
  fortran = false,
): number[] {
  const made = reduce(
    global('numpy.core.multiarray', '_reconstruct'),
    tuple(global('numpy', 'ndarray'), tuple(int(0)), str('b')),
  );
  const order = tuple(int(3), str('<'), none, none, none, int(-1), int(-1), int(0));
  const dtype = build(reduce(global('numpy', 'dtype'), tuple(str(code), int(0), int(1))), order);
  const flag = fortran ? [0x88] : [0x89];
  const elements = content instanceof Uint8Array ? str(content) : content;
  return build(made, tuple(int(1), tuple(...shape.map(int)), dtype, flag, elements));
}

/** An object of an old or new class of Python 2, with its attributes. */
export function instance(
  module: string,
  name: string,
  attributes: Record<string, number[]>,
): number[] {
  const base = global('__builtin__', 'object');
  const made = reduce(
    global('copy_reg', '_reconstructor'),
    tuple(global(module, name), base, [...none]),
  );
  return build(made, dict(attributes));
}

/** A PyTorch tensor over a storage of floats kept outside the pickle. */
export function tensor(
  storage: { readonly type: string; readonly key: string; readonly count: number },
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): number[] {
  const { type, key, count } = storage;
  const made = global('torch', `${type}Storage`);
  const id = tuple(str('storage'), made, str(key), str('cpu'), int(count));
  const hooks = reduce(global('collections', 'OrderedDict'), tuple());
  const sizes = [tuple(...shape.map(int)), tuple(...strides.map(int))];
  const args = tuple([...id, ...op('Q')], int(offset), ...sizes, [0x89], hooks);
  return reduce(global('torch._utils', '_rebuild_tensor_v2'), args);
}
