import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTorchCheckpoint, unpickle, type PickleValue } from '../../src/format/index.ts';
import { pickleArray } from '../../src/format/pickle-arrays.ts';
import { damaged, onlyFormatErrors, onlyFormatRejections } from '../support/hostile.ts';
import { dict, int, list, ndarray, pickle, str, tensor } from '../support/pickle.ts';
import { legacyFile, zipFile } from '../support/torch-file.ts';
import golden from '../golden/pickles.json' with { type: 'json' };

type Json = number | string | Json[] | { [key: string]: Json };
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.string({
      maxLength: 300,
      unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)),
    }),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ maxLength: 5 }).filter((key) => !/[^\0-\xff]/.test(key)),
      tie('json'),
      { maxKeys: 4 },
    ),
  ),
}));

function encode(value: Json): number[] {
  if (typeof value === 'number') return int(value);
  if (typeof value === 'string') return str(value);
  if (Array.isArray(value)) return list(...value.map(encode));
  return dict(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)])));
}
function plain(value: PickleValue | undefined): unknown {
  if (value instanceof Uint8Array) return String.fromCharCode(...value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [plain(key), plain(item)]));
  }
  return value;
}

test('what was pickled is unpickled', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(plain(unpickle(pickle(encode(value))))).toEqual(value);
    }),
  );
});

test('damaged pickles raise E_FORMAT or read', () => {
  for (const { data } of golden.cases) {
    fc.assert(
      fc.property(damaged(Buffer.from(data, 'base64')), (bytes) =>
        onlyFormatErrors(() => {
          const value = unpickle(bytes);
          const items = value instanceof Map ? [...value.values()] : [value];
          for (const item of items) onlyFormatErrors(() => pickleArray('t', item));
        }),
      ),
      { numRuns: 60 },
    );
  }
});

test('damaged checkpoints raise E_FORMAT or read', async () => {
  const root = dict({
    model: dict({ w: tensor({ type: 'Float', key: '0', count: 4 }, [2, 2], [2, 1]) }),
    w: ndarray('f4', [1], new Uint8Array(4)),
  });
  const storage = new Uint8Array(16);
  const legacy = legacyFile(root, [{ key: '0', count: 4, bytes: storage }]);
  for (const file of [zipFile(root, { '0': storage }), legacy]) {
    await fc.assert(
      fc.asyncProperty(damaged(file), async (bytes) => {
        const source = {
          size: bytes.length,
          read: (offset: number, length: number) =>
            Promise.resolve(bytes.subarray(offset, offset + length)),
        };
        await onlyFormatRejections(readTorchCheckpoint(source));
      }),
      { numRuns: 300 },
    );
  }
});
