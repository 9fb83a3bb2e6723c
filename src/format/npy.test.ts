import { expect, test } from 'vitest';
import { int, list, ndarray, pickle, str } from '../../test/support/pickle.ts';
import { readNpy, writeNpy } from './npy.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const npy = (header: string, body: readonly number[] = []): Uint8Array =>
  Uint8Array.of(
    ...MAGIC,
    1,
    0,
    header.length & 255,
    header.length >> 8,
    ...new TextEncoder().encode(header),
    ...body,
  );
const header = (descr: string, shape: string, fortran = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`;

test('the bytes written are the ones numpy writes', () => {
  const bytes = writeNpy({ type: 'int16', shape: [2], data: Int16Array.of(1, -2) });
  const text = `${header('<i2', '2,').padEnd(117)}\n`;
  expect([...bytes]).toEqual([...npy(text, [1, 0, 0xfe, 0xff])]);
});

test('big-endian and Fortran order are turned', () => {
  const big = npy(header('>i2', '2, 3', 'True'), [0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6]);
  expect(readNpy(big)).toEqual({
    type: 'int16',
    shape: [2, 3],
    data: Int16Array.of(1, 2, 3, 4, 5, 6),
  });
});

test('strings of both kinds', () => {
  const bytes = npy(header('|S3', '2,'), [0x61, 0xe9, 0, 0x62, 0, 0]);
  expect(readNpy(bytes)).toEqual({ type: 'string', shape: [2], data: ['aé', 'b'] });
  const wide = npy(header('>U2', ''), [0, 0, 0, 0x41, 0, 1, 0xf6, 0]);
  expect(readNpy(wide)).toEqual({ type: 'string', shape: [], data: ['A😀'] });
});

test('object arrays are pickles, read without running them', () => {
  const objects = ndarray('O', [2, 1], list(int(7), str('x')));
  const bytes = npy(header('|O', '2, 1'), [...pickle(objects)]);
  const array = readNpy(bytes);
  expect(array).toEqual({ type: 'object', shape: [2, 1], data: [7, 'x'] });
  expect(() => writeNpy(array)).toThrow(expect.objectContaining({ code: 'E_UNSUPPORTED' }));
});

test('what cannot be read says why', () => {
  const refused: [Uint8Array, RegExp][] = [
    [new Uint8Array(4), /magic bytes.*got 4 bytes/],
    [npy(header('<f4', '1000000000000,')), /expected 4000000000000 bytes for <f4/],
    [npy(header('<f4', `${'9'.repeat(300)},`)), /expected 4e\+300 bytes/],
    [npy(header('|S1', '1000000000,')), /at most 33554432 texts, got 1000000000/],
    [npy(header('|O', '1,')), /unpickle: expected 1 bytes/],
    [npy(header('<c8', '1,'), [0, 0, 0, 0, 0, 0, 0, 0]), /dtype/],
    [npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }"), /records/],
    [npy(header('<U1', '1,'), [0, 0, 0x11, 0]), /code points/],
    [npy(header('<f4', '1,'), [0, 0, 0]), /expected 4 bytes.*got 3/],
  ];
  for (const [bytes, message] of refused) {
    expect(() => readNpy(bytes)).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
    expect(() => readNpy(bytes)).toThrow(message);
  }
  const huge = Uint8Array.of(...MAGIC, 2, 0, 0, 0, 0, 0x80);
  expect(() => readNpy(huge)).toThrow('expected a header of at most 65536 bytes, got 2147483648');
});
