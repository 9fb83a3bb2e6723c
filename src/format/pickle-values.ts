/**
 * @file What a pickle becomes here: data, and records of what Python would have called. Nothing is
 * ever called.
 */

import { latin1 } from './byte-source.ts';
import { failPickle } from './pickle-cursor.ts';

/** Lists and tuples are arrays, dictionaries are maps (bytes as keys are text), integers beyond 2⁵³ are bigint. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | PickleClass
  | PickleObject
  | PersistentId;

/** A name that the pickle refers to: a class, a function, a constant such as `torch.float32`. */
export class PickleClass {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  /** `numpy.core.multiarray._reconstruct`. */
  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

/** What calling a class or function would have made: the call, and what was then put into it. */
export class PickleObject {
  readonly class: PickleClass;
  readonly args: readonly PickleValue[];
  /** What `__setstate__` would have been given: a map of attributes, or a tuple. */
  state: PickleValue | undefined;
  /** Items appended and entries set, for subclasses of list and dict. */
  readonly items: PickleValue[] = [];
  readonly entries: Map<PickleValue, PickleValue> = new Map();

  constructor(made: PickleClass, args: readonly PickleValue[]) {
    this.class = made;
    this.args = args;
  }

  /** An attribute of the state. */
  attribute(name: string): PickleValue | undefined {
    // protocol 2 pairs the attributes with those of slots
    const state = Array.isArray(this.state) ? this.state[0] : this.state;
    return state instanceof Map ? state.get(name) : undefined;
  }
}

/** A reference to something outside the pickle, such as a storage of a PyTorch checkpoint. */
export class PersistentId {
  readonly id: PickleValue;

  constructor(id: PickleValue) {
    this.id = id;
  }
}

/** Never data: their only use in a file is to run something on the reader's machine. */
const HOSTILE_MODULES: ReadonlySet<string> = new Set(
  'os posix nt subprocess sys shutil socket pty runpy importlib ctypes commands webbrowser code codeop pdb timeit popen2 asyncio multiprocessing threading signal'.split(
    ' ',
  ),
);
const HOSTILE_BUILTINS: ReadonlySet<string> = new Set(
  'eval exec execfile compile __import__ open input breakpoint globals vars exit quit'.split(' '),
);

/** Python 2's names for what Python 3 has elsewhere, and numpy 2's for what numpy 1 had. */
function modern(module: string): string {
  if (module === '__builtin__') return 'builtins';
  if (module === 'copy_reg') return 'copyreg';
  return module.replace(/^numpy\._core\b/, 'numpy.core');
}

/** @throws E_FORMAT for names that only an attack refers to. */
export function pickleClass(module: string, name: string): PickleClass {
  const known = new PickleClass(modern(module), name);
  const top = known.module.split('.', 1)[0];
  const hostile = top === 'builtins' ? HOSTILE_BUILTINS.has(name) : HOSTILE_MODULES.has(top);
  if (hostile) failPickle('data', `a call of ${known.path}; do not open this file in Python`);
  return known;
}

/** Bytes, or a Python 2 string, as bytes. */
export function pickleBytes(value: PickleValue | undefined): Uint8Array | undefined {
  if (typeof value !== 'string') return value instanceof Uint8Array ? value : undefined;
  const bytes = new Uint8Array(value.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = value.charCodeAt(i);
  return bytes;
}

/** A text of either Python: what Python 2 called a string may have become bytes. UTF-8, else Latin-1. */
export function pickleText(value: PickleValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (!(value instanceof Uint8Array)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    return latin1(value);
  }
}

/** A name, or a number that stands for one. */
export function pickleName(value: PickleValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? `${value}` : undefined;
}

/** Names; four bytes of a file ask for a key of any length again. */
const MAX_BYTE_KEY = 256;

/** The key of a dictionary. Bytes are text: as objects, no two of them would be the same key. */
export function pickleKey(value: PickleValue): PickleValue {
  const isName = value instanceof Uint8Array && value.length <= MAX_BYTE_KEY;
  return isName ? (pickleText(value) ?? value) : value;
}

/** The few calls that only make containers; every other one becomes a record. */
export function called(made: PickleClass, args: readonly PickleValue[]): PickleValue {
  const [first] = args;
  switch (made.path) {
    case 'copyreg._reconstructor':
    case 'copyreg.__newobj__':
      return first instanceof PickleClass
        ? reconstructed(first, args[2])
        : new PickleObject(made, args);
    case 'collections.OrderedDict':
    case 'builtins.dict':
      return mapOf(Array.isArray(first) ? first : []);
    case 'collections.defaultdict':
      return new Map();
    case 'builtins.set':
    case 'builtins.frozenset':
      return new Set(Array.isArray(first) ? first : []);
    case 'builtins.list':
    case 'builtins.tuple':
    case 'torch.Size':
      return Array.isArray(first) ? [...first] : [];
    case '_codecs.encode':
    case 'builtins.bytearray':
    case 'builtins.bytes':
      return pickleBytes(first) ?? new Uint8Array(0);
    default:
      return new PickleObject(made, args);
  }
}

/** An object whose base class held something already: a dictionary's entries. */
function reconstructed(made: PickleClass, held: PickleValue | undefined): PickleObject {
  const object = new PickleObject(made, []);
  if (held instanceof Map) for (const [key, value] of held) object.entries.set(key, value);
  return object;
}

function mapOf(pairs: readonly PickleValue[]): Map<PickleValue, PickleValue> {
  const map = new Map<PickleValue, PickleValue>();
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) failPickle('pairs', 'another value');
    map.set(pickleKey(pair[0]), pair[1]);
  }
  return map;
}
