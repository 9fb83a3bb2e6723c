/**
 * @file Python pickles, protocols 0 to 5, read as data: a stack machine that never calls anything.
 * Opcodes: CPython's pickletools. No recursion, so nesting costs no stack.
 */

import { failPickle, PickleCursor } from './pickle-cursor.ts';
import { PickleMachine } from './pickle-machine.ts';
import {
  floatFromText,
  integerFromBytes,
  integerFromText,
  stringFromRepr,
  unicodeFromText,
} from './pickle-text.ts';
import { pickleClass, type PersistentId, type PickleValue } from './pickle-values.ts';

/** A checkpoint's permutation of a million samples takes a million; a body takes hundreds. */
const MAX_OPCODES = 20_000_000;
function refuse(what: string): () => never {
  return () => failPickle('a self-contained pickle', what);
}

type Step = (machine: PickleMachine) => void;

/** One entry an opcode, in pickletools' order: numbers, text, containers, stack, memo, classes, frames. */
const OPCODES: readonly (readonly [string | number, Step])[] = [
  ['I', (m) => m.push(integerFromText(m.input.line()))],
  ['J', (m) => m.push(m.input.int32())],
  ['K', (m) => m.push(m.input.uint8())],
  ['M', (m) => m.push(m.input.uint16())],
  ['L', (m) => m.push(integerFromText(m.input.line()))],
  [0x8a, (m) => m.push(integerFromBytes(m.input.take(m.input.uint8())))],
  [0x8b, (m) => m.push(integerFromBytes(m.input.take(m.input.uint32())))],
  ['F', (m) => m.push(floatFromText(m.input.line()))],
  ['G', (m) => m.push(m.input.float64())],
  ['N', (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  ['S', (m) => m.push(stringFromRepr(m.input.line()))],
  ['T', (m) => m.pythonTwoString(m.input.take(m.input.uint32()))],
  ['U', (m) => m.pythonTwoString(m.input.take(m.input.uint8()))],
  ['B', (m) => m.push(m.input.take(m.input.uint32()))],
  ['C', (m) => m.push(m.input.take(m.input.uint8()))],
  [0x8e, (m) => m.push(m.input.take(m.input.uint64()))],
  [0x96, (m) => m.push(m.input.take(m.input.uint64()))],
  ['V', (m) => m.push(unicodeFromText(m.input.line()))],
  [0x8c, (m) => m.unicode(m.input.uint8())],
  ['X', (m) => m.unicode(m.input.uint32())],
  [0x8d, (m) => m.unicode(m.input.uint64())],
  [']', (m) => m.push([])],
  ['a', (m) => m.append([m.pop()])],
  ['e', (m) => m.append(m.popToMark())],
  ['l', (m) => m.push(m.popToMark())],
  [')', (m) => m.push([])],
  ['t', (m) => m.push(m.popToMark())],
  [0x85, (m) => m.push(m.popMany(1))],
  [0x86, (m) => m.push(m.popMany(2))],
  [0x87, (m) => m.push(m.popMany(3))],
  ['}', (m) => m.push(new Map())],
  ['s', (m) => m.setItems(m.popMany(2))],
  ['u', (m) => m.setItems(m.popToMark())],
  [
    'd',
    (m) => {
      const items = m.popToMark();
      m.push(new Map());
      m.setItems(items);
    },
  ],
  [0x8f, (m) => m.push(new Set())],
  [0x90, (m) => m.append(m.popToMark())],
  [0x91, (m) => m.push(new Set(m.popToMark()))],
  ['0', (m) => m.popOrMark()],
  ['1', (m) => void m.popToMark()],
  ['2', (m) => m.push(m.top())],
  ['(', (m) => m.mark()],
  ['g', (m) => m.recall(integerFromText(m.input.line()))],
  ['h', (m) => m.recall(m.input.uint8())],
  ['j', (m) => m.recall(m.input.uint32())],
  ['p', (m) => m.store(integerFromText(m.input.line()))],
  ['q', (m) => m.store(m.input.uint8())],
  ['r', (m) => m.store(m.input.uint32())],
  [0x94, (m) => m.store()],
  ['c', (m) => m.push(pickleClass(m.input.line(), m.input.line()))],
  [0x93, (m) => m.stackGlobal()],
  ['R', (m) => m.call(m.pop(), m.pop())],
  [0x81, (m) => m.call(m.pop(), m.pop())],
  [
    0x92,
    (m) => {
      m.pop(); // keyword arguments
      m.call(m.pop(), m.pop());
    },
  ],
  [
    'i',
    (m) => {
      const made = pickleClass(m.input.line(), m.input.line());
      m.call(m.popToMark(), made);
    },
  ],
  [
    'o',
    (m) => {
      const [made = null, ...args] = m.popToMark();
      m.call(args, made);
    },
  ],
  ['b', (m) => m.build()],
  ['P', (m) => m.refer(m.input.line())],
  ['Q', (m) => m.refer(m.pop())],
  [0x80, (m) => void m.input.take(1)],
  [0x95, (m) => void m.input.take(8)],
  [0x82, refuse('a reference to an extension registry')],
  [0x83, refuse('a reference to an extension registry')],
  [0x84, refuse('a reference to an extension registry')],
  [0x97, refuse('a buffer outside it')],
  [0x98, refuse('a buffer outside it')],
];

const STEPS: ReadonlyMap<number, Step> = new Map(
  OPCODES.map(([code, step]) => [typeof code === 'string' ? code.charCodeAt(0) : code, step]),
);
const STOP = '.'.charCodeAt(0);

/** One pickle out of a longer file. */
export interface PickleRead {
  readonly value: PickleValue;
  /** Where the next byte after it lies. */
  readonly end: number;
  readonly persistent: readonly PersistentId[];
}

/** Reads the pickle that starts at an offset; see {@link unpickle}. */
export function readPickle(bytes: Uint8Array, offset: number): PickleRead {
  const input = new PickleCursor(bytes, offset);
  const machine = new PickleMachine(input);
  for (let count = 0; count < MAX_OPCODES; count++) {
    const code = input.uint8();
    if (code === STOP) {
      return { value: machine.pop(), end: input.at, persistent: machine.persistent };
    }
    const step = STEPS.get(code);
    if (step === undefined) {
      failPickle('an opcode', `byte 0x${code.toString(16)} at offset ${input.at - 1}`);
    }
    step(machine);
  }
  return failPickle(`at most ${MAX_OPCODES} opcodes`, 'more');
}

/**
 * Reads a Python pickle without Python and without running anything: what is not plain data becomes a
 * `PickleObject` that says what would have been called with what. Bytes share memory with the input.
 * @throws E_FORMAT for bytes that are no pickle, for more than the caps allow, and for names such as
 * `os.system` that occur only in attacks.
 */
export function unpickle(bytes: Uint8Array): PickleValue {
  return readPickle(bytes, 0).value;
}
