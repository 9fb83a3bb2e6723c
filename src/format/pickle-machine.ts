/** @file The stack, the memo and the marks of a pickle being read; what opcodes do to them. */

import { failPickle, MAX_TEXT, type PickleCursor } from './pickle-cursor.ts';
import { latin1 } from './byte-source.ts';
import {
  called,
  PersistentId,
  pickleClass,
  PickleClass,
  pickleKey,
  PickleObject,
  type PickleValue,
} from './pickle-values.ts';

/** An empty map costs a byte in the file and two hundred in memory. */
const MAX_CONTAINERS = 500_000;
/**
 * Elements that calls such as `list(x)` may copy, beside four times the file's own bytes: four bytes ask for
 * a copy of any length, again and again.
 */
const MAX_COPIED = 1_000_000;
/** A string of Python 2 this long is the content of an array, and stays bytes. */
const LONG_STRING = 256;

/** The stack and the memo of a pickle, with bounds on what a small file may blow up to. Runs nothing. */
export class PickleMachine {
  readonly input: PickleCursor;
  readonly persistent: PersistentId[] = [];
  readonly #memo = new Map<number, PickleValue>();
  readonly #marks: number[] = [];
  #stack: PickleValue[] = [];
  #containers = 0;
  #copied = 0;

  constructor(input: PickleCursor) {
    this.input = input;
  }

  push(value: PickleValue): void {
    if (typeof value === 'object' && value !== null && ++this.#containers > MAX_CONTAINERS) {
      failPickle(`at most ${MAX_CONTAINERS} objects`, 'more');
    }
    this.#stack.push(value);
  }

  /** What lies below the last mark is out of reach. */
  #needed(count: number): void {
    const held = this.#stack.length - (this.#marks.at(-1) ?? 0);
    if (held < count) failPickle(`${count} values on the stack`, `${held}`);
  }

  pop(): PickleValue {
    this.#needed(1);
    return this.#stack.pop() ?? null;
  }

  top(): PickleValue {
    this.#needed(1);
    return this.#stack.at(-1) ?? null;
  }

  /** The last `count` values, removed, in order. */
  popMany(count: number): PickleValue[] {
    this.#needed(count);
    return this.#stack.splice(this.#stack.length - count, count);
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** Everything above the last mark, removed. */
  popToMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) failPickle('a mark on the stack', 'none');
    const above = this.#stack.slice(mark);
    this.#stack.length = mark;
    return above;
  }

  popOrMark(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  store(index: number | bigint | boolean = this.#memo.size): void {
    this.#memo.set(Number(index), this.top());
  }

  recall(index: number | bigint | boolean): void {
    const value = this.#memo.get(Number(index));
    if (value === undefined) failPickle('a stored value', `no number ${Number(index)}`);
    this.#stack.push(value);
  }

  refer(id: PickleValue): void {
    const reference = new PersistentId(id);
    this.persistent.push(reference);
    this.push(reference);
  }

  call(args: PickleValue, of: PickleValue): void {
    const made = classIn(of);
    if (!(made instanceof PickleClass)) {
      // calling what a call returned is legal and means nothing to us, but must stay harmless
      if (made instanceof PickleObject) return this.push(new PickleObject(made.class, []));
      failPickle('a class to call', 'another value');
    }
    if (!Array.isArray(args)) failPickle('a tuple of arguments', 'another value');
    const [first] = args;
    if (Array.isArray(first) || typeof first === 'string') this.#copied += first.length;
    const most = MAX_COPIED + 4 * this.input.size;
    if (this.#copied > most) failPickle(`at most ${most} copied elements`, 'more');
    this.push(called(made, args));
  }

  build(): void {
    const state = this.pop();
    const target = this.top();
    if (target instanceof PickleObject) target.state = state;
    else if (!(target instanceof Map || target instanceof Set)) {
      failPickle('an object to give a state', 'another value');
    }
  }

  append(items: readonly PickleValue[]): void {
    const target = this.top();
    const list = target instanceof PickleObject ? target.items : target;
    if (list instanceof Set) for (const item of items) list.add(item);
    else if (Array.isArray(list)) for (const item of items) list.push(item);
    else failPickle('a list to append to', 'another value');
  }

  setItems(items: readonly PickleValue[]): void {
    const target = this.top();
    const map = target instanceof PickleObject ? target.entries : target;
    if (!(map instanceof Map)) failPickle('a dictionary to fill', 'another value');
    if (items.length % 2 !== 0) failPickle('a value for every key', 'a key alone');
    for (let i = 0; i < items.length; i += 2) map.set(pickleKey(items[i]), items[i + 1]);
  }

  pythonTwoString(bytes: Uint8Array): void {
    this.push(bytes.length < LONG_STRING ? latin1(bytes) : bytes);
  }

  unicode(length: number): void {
    const bytes = this.input.take(length);
    if (length > MAX_TEXT) failPickle(`a text of at most ${MAX_TEXT} bytes`, `${length}`);
    this.push(new TextDecoder().decode(bytes));
  }

  stackGlobal(): void {
    const [module, name] = this.popMany(2);
    if (typeof module !== 'string' || typeof name !== 'string') {
      failPickle('the name of a class', 'another value');
    }
    this.push(pickleClass(module, name));
  }
}

/** PyTorch's stream of before 1.6 refers to a module's class from outside: `('module', class, file, source)`. */
function classIn(made: PickleValue): PickleValue {
  if (!(made instanceof PersistentId) || !Array.isArray(made.id)) return made;
  const [word, named] = made.id;
  return word === 'module' && named instanceof PickleClass ? named : made;
}
