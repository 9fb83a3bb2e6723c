import { describe, expect, test } from 'vitest';
import {
  build,
  dict,
  global,
  instance,
  int,
  list,
  ndarray,
  op,
  pickle,
  reduce,
  str,
  tuple,
} from '../../test/support/pickle.ts';
import { pickleArray } from './pickle-arrays.ts';
import { denseMatrix } from './pickle-sparse.ts';
import { PickleObject, type PickleValue } from './pickle-values.ts';
import { unpickle } from './pickle.ts';

const raw = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const at = (value: PickleValue, key: string): PickleValue | undefined =>
  value instanceof Map ? value.get(key) : undefined;
const code = (value: string): Uint8Array =>
  Uint8Array.from(value, (letter) => letter.charCodeAt(0));
const refused = expect.objectContaining({ code: 'E_FORMAT' }) as Error;

describe('a body model as Python 2 pickled it', () => {
  const vertices = Float64Array.from({ length: 6 }, (_, i) => i / 4);
  const bytes = pickle(
    dict({
      v_template: instance('chumpy.ch', 'Ch', { x: ndarray('f8', [2, 3], raw(vertices)) }),
      weights: ndarray('f8', [40], raw(new Float64Array(40).fill(0.5))),
      kintree_table: ndarray('u4', [2, 2], raw(Uint32Array.of(4294967295, 0, 0, 1))),
      J_regressor: instance('scipy.sparse.csc', 'csc_matrix', {
        _shape: tuple(int(2), int(3)),
        data: ndarray('f8', [3], raw(Float64Array.of(1, 2, 3))),
        indices: ndarray('i4', [3], raw(Int32Array.of(0, 1, 0))),
        indptr: ndarray('i4', [4], raw(Int32Array.of(0, 1, 2, 3))),
      }),
      bs_style: str('lbs'),
    }),
  );
  const body = unpickle(bytes);

  test('chumpy, long and short contents, sparse matrices', () => {
    expect(pickleArray('t', at(body, 'v_template')).data).toEqual(vertices);
    expect(pickleArray('t', at(body, 'weights')).data).toEqual(new Float64Array(40).fill(0.5));
    expect(pickleArray('t', at(body, 'kintree_table'))).toEqual({
      type: 'uint32',
      shape: [2, 2],
      data: Uint32Array.of(4294967295, 0, 0, 1),
    });
    const dense = denseMatrix('t', at(body, 'J_regressor'));
    expect([dense.shape, [...dense.data]]).toEqual([
      [2, 3],
      [1, 0, 3, 0, 2, 0],
    ]);
    expect(at(body, 'bs_style')).toBe('lbs');
  });

  test('what is no array is refused by name', () => {
    expect(() => pickleArray('body "x"', at(body, 'bs_style'))).toThrow(
      'body "x": expected an array, got string',
    );
    const lazy = unpickle(pickle(instance('chumpy.ch_ops', 'add', { a: int(1) })));
    expect(() => pickleArray('t', lazy)).toThrow(/lazy chumpy expression/);
    const outside = instance('scipy.sparse.csc', 'csc_matrix', {
      _shape: tuple(int(2), int(1)),
      data: ndarray('f8', [1], raw(Float64Array.of(1))),
      indices: ndarray('i4', [1], raw(Int32Array.of(2))),
      indptr: ndarray('i4', [2], raw(Int32Array.of(0, 1))),
    });
    expect(() => denseMatrix('t', unpickle(pickle(outside)))).toThrow(/an index below 2, got 2/);
  });
});

describe('hostile pickles', () => {
  test.each([
    ['os', 'system'],
    ['posix', 'system'],
    ['subprocess', 'Popen'],
    ['__builtin__', 'eval'],
    ['builtins', '__import__'],
    ['os.path', 'join'],
  ])('%s.%s is refused and reported to be an attack', (module, name) => {
    const attack = pickle(reduce(global(module, name), tuple(str('true'))));
    expect(() => unpickle(attack)).toThrow(refused);
    expect(() => unpickle(attack)).toThrow(/expected data, got a call of .*do not open/);
  });

  test('unknown classes are records of a call that never happens', () => {
    const value = unpickle(
      pickle(build(reduce(global('evil', 'run'), tuple(int(1))), dict({ a: int(2) }))),
    );
    expect(value).toBeInstanceOf(PickleObject);
    if (!(value instanceof PickleObject)) return;
    expect([value.class.path, value.args, value.attribute('a')]).toEqual(['evil.run', [1], 2]);
  });

  test('nesting of 100 000 levels costs no stack', () => {
    const deep = unpickle(code(`${']'.repeat(100_001)}${'a'.repeat(100_000)}.`));
    let depth = 0;
    for (let value: PickleValue | undefined = deep; Array.isArray(value); value = value[0]) depth++;
    expect(depth).toBe(100_001);
  });

  test('promises of size are not believed', () => {
    const cases: [Uint8Array, RegExp][] = [
      [
        pickle(ndarray('f8', [1_000_000, 1_000_000], new Uint8Array(8))),
        /expected 8000000000000 bytes/,
      ],
      [pickle(ndarray('U100000000', [1], new Uint8Array(8))), /expected 400000000 bytes/],
      [pickle(ndarray('f8', [-1], new Uint8Array(8))), /a shape/],
    ];
    for (const [bytes, message] of cases)
      expect(() => pickleArray('t', unpickle(bytes))).toThrow(message);
    const bombs: [Uint8Array, RegExp][] = [
      [code(`${'}'.repeat(500_001)}.`), /at most 500000 objects/],
      [Uint8Array.of(0x58, 255, 255, 255, 255, 0x2e), /4294967295 bytes/],
      [Uint8Array.of(0x8e, 255, 255, 255, 255, 255, 255, 255, 255, 0x2e), /bytes at offset 9/],
      [Uint8Array.of(0x8b, 1, 16, 0, 0, ...new Uint8Array(4097), 0x2e), /at most 1024 bytes/],
      [code(`L${'9'.repeat(100_000)}L\n.`), /an integer/],
      // a list of 2¹⁷ nulls, copied by 200 calls of seven bytes
      [
        code(
          `(${'N'.repeat(2 ** 17)}lq\x000c__builtin__\nlist\nq\x010${'h\x01h\x00\x85R0'.repeat(200)}N.`,
        ),
        /copied elements/,
      ],
      [code('h\x05.'), /no number 5/],
      [code('(.'), /1 values on the stack/],
      [code('N(0a.'), /stack|list/],
      [code('t.'), /a mark/],
      [code('Nb.'), /stack/],
      [code('NNb.'), /an object to give a state/],
      [code('}(Nu.'), /a value for every key/],
      [code('\x82\x01.'), /extension registry/],
      [code('\xff.'), /byte 0xff at offset 0/],
      [new Uint8Array(0), /1 bytes/],
    ];
    for (const [bytes, message] of bombs) {
      const error = { code: 'E_FORMAT', message: expect.stringMatching(message) as string };
      expect(() => unpickle(bytes)).toThrow(expect.objectContaining(error));
    }
  });

  test('a memo that refers to itself is a cycle, not a loop', () => {
    const cycle = unpickle(code(']q\x00h\x00a.'));
    expect(Array.isArray(cycle) && cycle[0] === cycle).toBe(true);
    // chumpy wrapped in itself
    const self = code('\x80\x02cchumpy.ch\nCh\n)Rq\x00}U\x01xh\x00sb.');
    expect(() => pickleArray('t', unpickle(self))).toThrow(/at most 16 wrappers/);
  });

  test('a list appended to what is no list', () => {
    expect(() => unpickle(pickle([...int(1), ...int(2), ...op('a')]))).toThrow(
      /a list to append to/,
    );
    expect(unpickle(pickle(list(int(1), int(-2))))).toEqual([1, -2]);
  });
});
