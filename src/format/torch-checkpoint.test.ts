import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import {
  dict,
  int,
  list,
  ndarray,
  op,
  pickle,
  str,
  tensor,
  tuple,
  global,
  reduce,
} from '../../test/support/pickle.ts';
import { concatenated, legacyFile, toZip64, zipFile } from '../../test/support/torch-file.ts';
import { sourceOf } from '../../test/support/source.ts';
import { writeSafetensors } from './safetensors.ts';
import type { ByteSource } from './byte-source.ts';
import { readTorchCheckpoint, type CheckpointOptions } from './torch-checkpoint.ts';

const raw = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** A file in memory that counts what is read of it. */
function countedSource(bytes: Uint8Array): ByteSource & { count: () => number } {
  let total = 0;
  const source = sourceOf(bytes);
  return {
    size: source.size,
    read: (offset, length) => {
      total += length;
      return source.read(offset, length);
    },
    count: () => total,
  };
}
const read = (bytes: Uint8Array, options: CheckpointOptions = {}) =>
  readTorchCheckpoint(sourceOf(bytes), options);

const six = Float32Array.of(1, 2, 3, 4, 5, 6);
const weights = { type: 'Float', key: '0', count: 6 };
const root = dict({
  model: dict({
    'conv1.weight': tensor(weights, [2, 3], [3, 1]),
    transposed: tensor(weights, [3, 2], [1, 3]),
    row: tensor(weights, [2], [1], 3),
    broadcast: tensor(weights, [2, 2], [0, 1]),
    'bn.num_batches_tracked': tensor({ type: 'Long', key: '1', count: 1 }, [], []),
    half: tensor({ type: 'Half', key: '2', count: 2 }, [2], [1]),
    empty: tensor({ type: 'Double', key: '4', count: 0 }, [0, 7], [7, 1]),
  }),
  optimizer: dict({ state: dict({ a: tensor({ type: 'Float', key: '3', count: 6 }, [6], [1]) }) }),
  epoch: int(16),
  dataset_perm: list(int(2), int(0), int(1)),
});
const storages = {
  '0': raw(six),
  '1': raw(BigInt64Array.of(7n)),
  '2': raw(Uint16Array.of(0x3c00, 0xc000)),
  '3': new Uint8Array(24),
};

test('tensors by path: contiguous, transposed, offset, broadcast, empty; other values beside', async () => {
  const { tensors, values } = await read(zipFile(root, storages));
  const data = (path: string): unknown[] => [...(tensors.get(path)?.data ?? [])];
  expect([...tensors.keys()]).toEqual(
    [
      'conv1.weight',
      'transposed',
      'row',
      'broadcast',
      'bn.num_batches_tracked',
      'half',
      'empty',
    ].map((name) => `model.${name}`),
  );
  expect(tensors.get('model.conv1.weight')).toEqual({ type: 'float32', shape: [2, 3], data: six });
  expect(data('model.transposed')).toEqual([1, 4, 2, 5, 3, 6]);
  expect(data('model.row')).toEqual([4, 5]);
  expect(data('model.broadcast')).toEqual([1, 2, 1, 2]);
  expect(tensors.get('model.bn.num_batches_tracked')).toEqual({
    type: 'int64',
    shape: [],
    data: BigInt64Array.of(7n),
  });
  expect(tensors.get('model.half')).toMatchObject({
    type: 'float16',
    data: Uint16Array.of(0x3c00, 0xc000),
  });
  expect(tensors.get('model.empty')?.shape).toEqual([0, 7]);
  expect([...values]).toEqual([
    ['epoch', 16],
    ['dataset_perm', [2, 0, 1]],
  ]);
});

test('zip64, deflated and legacy files hold the same', async () => {
  const plain = await read(zipFile(root, storages));
  expect(await read(toZip64(zipFile(root, storages)))).toEqual(plain);
  expect(await read(zipFile(root, storages, 6))).toEqual(plain);
  const legacy = legacyFile(root, [
    { key: '1', count: 1, bytes: storages['1'] },
    { key: '0', count: 6, bytes: storages['0'] },
    { key: '4', count: 0, bytes: new Uint8Array(0) },
    { key: '2', count: 2, bytes: storages['2'] },
    { key: '3', count: 6, bytes: storages['3'] },
  ]);
  expect(await read(legacy)).toEqual(plain);
});

test('the optimiser is read on request only', async () => {
  const big = { ...storages, '3': new Uint8Array(400_000) };
  const bytes = zipFile(root, big);
  const source = countedSource(bytes);
  await readTorchCheckpoint(source);
  // the directory is looked for in the last 65 kB; the storage is far longer
  expect(source.count()).toBeLessThan(100_000);
  const { tensors } = await read(bytes, { optimiser: true });
  expect(tensors.get('optimizer.state.a')?.shape).toEqual([6]);
});

test('a plain pickle of numpy arrays, with Jittor’s checksum behind it', async () => {
  const bytes = pickle(dict({ model: dict({ w: ndarray('f4', [2, 3], raw(six)) }), step: int(3) }));
  const { tensors, values } = await read(Uint8Array.of(...bytes, ...new Uint8Array(20)));
  expect(tensors.get('model.w')).toEqual({ type: 'float32', shape: [2, 3], data: six });
  expect(values.get('step')).toBe(3);
});

test('bfloat16 and parameters', async () => {
  const bf16 = tensor({ type: 'BFloat16', key: '0', count: 2 }, [2], [1]);
  const parameter = reduce(
    global('torch._utils', '_rebuild_parameter'),
    tuple(bf16, [0x89], [0x4e]),
  );
  const { tensors } = await read(
    zipFile(dict({ p: parameter }), { '0': raw(Uint16Array.of(0x3f80, 0xc049)) }),
  );
  expect(tensors.get('p')).toEqual({
    type: 'float32',
    shape: [2],
    data: Float32Array.of(1, -3.140625),
  });
});

test('hostile and damaged checkpoints are refused', async () => {
  const one = (
    value: readonly number[],
    files: Record<string, Uint8Array> = storages,
  ): Uint8Array => zipFile(dict({ x: value }), files);
  const damagedStorage = zipFile(root, storages);
  const at = Buffer.from(damagedStorage).indexOf(Buffer.from(raw(six)));
  damagedStorage[at] ^= 1;
  const laughs = Array.from({ length: 40 }).reduce<number[]>(
    (inner) => [
      ...op('}q\x00('),
      ...str('a'),
      ...inner,
      ...op('q\x01'),
      ...str('b'),
      ...op('h\x01u'),
    ],
    op('}'),
  );
  const cases: [Uint8Array, RegExp][] = [
    [
      one(tensor(weights, [1_000_000, 1_000_000], [1_000_000, 1])),
      /within its storage of 6 elements/,
    ],
    [one(tensor(weights, [1_000_000, 1_000_000], [0, 0])), /broadcast elements/],
    [one(tensor(weights, [2], [1], 5)), /within its storage/],
    [one(tensor(weights, [-1], [1])), /offset, size and stride/],
    [one(tensor({ ...weights, count: 7 }, [7], [1])), /28 bytes in "archive\/data\/0", got 24/],
    [one(tensor({ ...weights, key: '9' }, [6], [1])), /storage 9 in the archive/],
    [one(tensor({ ...weights, key: '../0' }, [6], [1])), /storage \.\.\/0 in the archive/],
    [one(tensor({ ...weights, type: 'Quantised' }, [6], [1])), /a known element type/],
    [one(tensor({ ...weights, type: 'constructor' }, [6], [1])), /a known element type/],
    [one(reduce(global('os', 'system'), tuple(str('true')))), /a call of os.system/],
    [damagedStorage, /the checksum of "archive\/data\/0"/],
    [zipFile(laughs, {}), /entries, 64 deep/],
    [new Uint8Array(0), /a checkpoint, got an empty file/],
    [zipFile(root, storages).subarray(0, 400), /end-of-archive/],
    [legacyFile(root, [{ key: '0', count: 1e9, bytes: storages['0'] }]), /cut short/],
  ];
  for (const [bytes, message] of cases) {
    const error = { code: 'E_FORMAT', message: expect.stringMatching(message) as string };
    await expect(read(bytes)).rejects.toMatchObject(error);
  }
});

/** A call of one of `torch._utils`' functions. */
const rebuilt = (name: string, ...args: readonly number[][]): number[] =>
  reduce(global('torch._utils', name), tuple(...args));

test('sparse tensors of every layout, which PyTorch has pickled alike since 2.0', async () => {
  const longs = (key: string, count: number): number[] =>
    tensor({ type: 'Long', key, count }, [count], [1]);
  const floats = (key: string, shape: readonly number[], strides: readonly number[]): number[] =>
    tensor({ type: 'Float', key, count: 4 }, shape, strides);
  const sparse = (layout: string, parts: number[], size: readonly number[]): number[] =>
    rebuilt(
      '_rebuild_sparse_tensor',
      reduce(global('torch.serialization', '_get_layout'), tuple(str(`torch.${layout}`))),
      tuple(parts, tuple(...size.map(int))),
    );
  const parts = (values: number[]): number[] => [...longs('s', 3), ...longs('a', 2), ...values];
  const read2 = (layout: string, values: number[], size: readonly number[]) =>
    read(
      zipFile(dict({ x: sparse(layout, parts(values), size) }), {
        s: raw(BigInt64Array.of(0n, 1n, 2n)),
        a: raw(BigInt64Array.of(1n, 0n)),
        v: raw(Float32Array.of(1, 2, 3, 4)),
      }),
    ).then(({ tensors }) => [...(tensors.get('x')?.data ?? [])]);
  const two = floats('v', [2], [1]);
  expect(await read2('sparse_csr', two, [2, 2])).toEqual([0, 1, 2, 0]);
  expect(await read2('sparse_csc', two, [3, 2])).toEqual([0, 2, 1, 0, 0, 0]);
  const blocks = floats('v', [2, 1, 2], [2, 2, 1]);
  expect(await read2('sparse_bsr', blocks, [2, 4])).toEqual([0, 0, 1, 2, 3, 4, 0, 0]);
  expect(await read2('sparse_bsc', blocks, [2, 4])).toEqual([0, 0, 3, 4, 1, 2, 0, 0]);
  await expect(read2('sparse_csr', two, [2, 1])).rejects.toThrow(/an index below 1, got 1/);
  await expect(read2('sparse_csr', two, [3, 2])).rejects.toThrow(/4 starts and 2 indices/);
  await expect(read2('sparse_csr', two, [2, 2 ** 30])).rejects.toThrow(/a dense copy of at most/);
  await expect(read2('sparse_odd', two, [2, 2])).rejects.toThrow(
    /sparse layout, got torch.sparse_/,
  );
});

test('subclasses of tensors, types of PyTorch 2.3, and what has no numbers', async () => {
  const v2 = global('torch._utils', '_rebuild_tensor_v2');
  // the arguments alone, without the call before and the opcode behind them
  const args = tensor(weights, [2], [1]).slice(v2.length, -1);
  const subclass = reduce(
    global('torch._tensor', '_rebuild_from_type_v2'),
    tuple(v2, global('my.lib', 'Named'), args, dict({ name: str('x') })),
  );
  const { tensors } = await read(zipFile(dict({ x: subclass }), storages));
  expect(tensors.get('x')?.data).toEqual(Float32Array.of(1, 2));
  const meta = rebuilt('_rebuild_meta_tensor_no_storage', global('torch', 'float32'));
  await expect(read(zipFile(dict({ net: dict({ x: meta }) }), {}))).rejects.toThrow(
    'expected a dense, sparse or quantised tensor, got torch._utils._rebuild_meta_tensor_no_storage ("net.x")',
  );
});

test('what unpacks to more than the file is worth is refused before it is unpacked again', async () => {
  const million = { type: 'Float', key: '0', count: 2 ** 22 };
  const one = (i: number): [string, number[]] => [`x${i}`, tensor(million, [1], [1], i)];
  const file = (count: number): Uint8Array =>
    zipFile(
      dict(Object.fromEntries(Array.from({ length: count }, (_, i) => one(i)))),
      { '0': new Uint8Array(2 ** 24) },
      6,
    );
  expect((await read(file(1))).tensors.size).toBe(1);
  await expect(read(file(10))).rejects.toThrow(/times the file's bytes/);
  const repeated = (shape: readonly number[], key: string, type = 'Float'): number[] =>
    tensor(
      { type, key, count: 1 },
      shape,
      shape.map(() => 0),
    );
  const sparse = rebuilt(
    '_rebuild_sparse_tensor',
    global('torch', 'sparse_coo'),
    tuple(repeated([1, 2 ** 22], '1', 'Long'), repeated([2 ** 22], '0'), tuple(int(9))),
  );
  const parts = { '0': raw(Float32Array.of(1)), '1': raw(BigInt64Array.of(0n)) };
  await expect(read(zipFile(dict({ x: sparse }), parts))).rejects.toThrow(
    /1 elements \("x"\), got 4194304/,
  );
});

test("NumPy's arrays in a description longer than 64 MiB, in either format", async () => {
  const long = new Float32Array(17 * 2 ** 20);
  long[long.length - 1] = 7;
  // spliced: opcodes of 70 million numbers would take minutes
  const codes = ndarray('f4', [long.length], []);
  const bytes = raw(long);
  const size = new Uint8Array(Uint32Array.of(bytes.length).buffer);
  const value = concatenated(
    [op('}'), str('w'), codes.slice(0, -2), op('T'), size, bytes, codes.slice(-2), op('s')].map(
      (part) => (part instanceof Uint8Array ? part : Uint8Array.from(part)),
    ),
  );
  const description = concatenated([Uint8Array.of(0x80, 2), value, Uint8Array.of(0x2e)]);
  const zip = zipSync({ 'a/data.pkl': description }, { level: 0 });
  const head = [
    [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19],
    int(1001),
    [0x7d],
  ];
  const legacy = concatenated([...head.map((part) => pickle(part)), description, pickle(list())]);
  for (const file of [zip, legacy]) {
    const { tensors } = await read(file);
    expect(tensors.get('w')?.data.at(-1)).toBe(7);
  }
});

test('a file of another kind is called by its name', async () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content.padEnd(600));
  const tar = text(''.padEnd(257, '\0') + 'ustar');
  tar.set(text('model.onnx\0').subarray(0, 11));
  tar.fill(0x30, 124, 135);
  const cases: [Uint8Array, RegExp][] = [
    [
      zipSync({ 'notes.txt': new Uint8Array(4) }),
      /\(data\.pkl\) in the zip archive, got "notes\.txt"/,
    ],
    [tar, /got a tar archive \(model\.onnx\)/],
    [
      writeSafetensors(new Map([['x', { type: 'float32', shape: [6], data: six }]])),
      /a safetensors/,
    ],
    [text('<!DOCTYPE html><title>Sign in'), /a web page/],
    [text('version https://git-lfs.github.com/spec/v1'), /a Git LFS pointer/],
    [text('\x89HDF\r\n'), /an opcode|HDF5/],
    [text('{"epoch": 3}'), /got JSON/],
  ];
  for (const [bytes, message] of cases) await expect(read(bytes)).rejects.toThrow(message);
});
