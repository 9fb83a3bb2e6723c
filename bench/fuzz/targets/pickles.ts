/** @file Pickles, PyTorch's checkpoints in their four formats, SMPL's files, sequences of 3DPW. */

import { readSmplFile } from '../../../src/body/index.ts';
import { parseThreeDpw } from '../../../src/dataset/index.ts';
import {
  denseMatrix,
  pickleArray,
  readTorchCheckpoint,
  unpickle,
  type PickleValue,
} from '../../../src/format/index.ts';
import { landmarkedBody, sequencePickle } from '../../../test/support/dataset-files.ts';
import {
  dict,
  global,
  instance,
  int,
  list,
  ndarray,
  none,
  op,
  pickle,
  reduce,
  str,
  tensor,
  tuple,
} from '../../../test/support/pickle.ts';
import { sourceOf } from '../../../test/support/source.ts';
import { legacyFile } from '../../../test/support/torch-file.ts';
import { concatenate, little, utf8, whole, zipped, type Seed } from '../seed.ts';
import { checkArrays, codes, words, type Target } from '../target.ts';

const raw = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
const six = raw(Float32Array.of(1, 2, 3, 4, 5, 6));
const ints = (...values: number[]): number[] =>
  ndarray('i4', [values.length], raw(Int32Array.from(values)));
const doubles = (...values: number[]): number[] =>
  ndarray('f8', [values.length], raw(Float64Array.from(values)));

const shape = tuple(int(2), int(3));
const sparse = (kind: string, attributes: Record<string, number[]>): number[] =>
  instance(`scipy.sparse._${kind}`, `${kind}_matrix`, { _shape: shape, ...attributes });

const MATRICES: readonly number[][] = [
  sparse('csc', { data: doubles(1, 2), indices: ints(0, 1), indptr: ints(0, 1, 1, 2) }),
  sparse('csr', { data: doubles(1, 2), indices: ints(0, 2), indptr: ints(0, 1, 2) }),
  sparse('coo', { data: doubles(1, 2), row: ints(0, 1), col: ints(2, 0) }),
  sparse('dia', { data: ndarray('f8', [1, 3], raw(Float64Array.of(1, 2, 3))), offsets: ints(1) }),
  sparse('lil', {
    data: ndarray('O8', [2], list(list(int(1)), list(int(2), int(3)))),
    rows: ndarray('O8', [2], list(list(int(0)), list(int(1), int(2)))),
  }),
  sparse('bsr', {
    data: ndarray('f8', [1, 2, 3], raw(Float64Array.of(1, 2, 3, 4, 5, 6))),
    indices: ints(0),
    indptr: ints(0, 1),
  }),
];

function pickleSeeds(): Seed[] {
  const array = ndarray('f4', [2, 3], six, true);
  const values = [
    dict({ a: int(1), b: list(str('x'), [...none]), c: tuple(int(-1), str('é')) }),
    dict({ v: array, w: instance('chumpy.ch', 'Ch', { x: array }) }),
    dict({
      o: ndarray('O8', [2], list(str('a'), str('b'))),
      r: reduce(global('collections', 'OrderedDict'), tuple()),
    }),
    ...MATRICES.map((matrix) => dict({ J_regressor: matrix })),
  ];
  return values.map((value) => whole(pickle(value)));
}

/** Every opcode, and names that are called. */
const OPCODES = [
  ...codes(...Array.from({ length: 26 }, (_, i) => [0x80 + i])),
  ...codes(
    ...Array.from('IJKMLFGNSTUBCVX]ael)t}sud012(ghjpqrcRiobPQ.', (letter) => [
      letter.charCodeAt(0),
    ]),
  ),
  ...codes(
    [0x8d, 255, 255, 255, 255, 255, 255, 255, 127],
    [0x8e, 0, 0, 0, 0, 1, 0, 0, 0],
    [0x8b, 255, 255, 255, 127],
  ),
  ...codes(op('h\u0000h\u0000h\u0000h\u0000'), op('2222'), op('}(h\u0000h\u0000u')),
  ...words(
    'cbuiltins\nlist\n',
    'cbuiltins\nbytearray\n',
    'c_codecs\nencode\n',
    'ccollections\nOrderedDict\n',
    'cnumpy\ndtype\n',
    'cnumpy.core.multiarray\nscalar\n',
    'cos\nsystem\n',
    'cpathlib\nPosixPath\n',
    'ccopyreg\n_reconstructor\n',
  ),
];

/** Reads everything in a value that may be an array. */
function readArrays(value: PickleValue): void {
  const items = value instanceof Map ? [...value.values()] : [value];
  for (const item of items.slice(0, 100)) {
    for (const read of [pickleArray, denseMatrix]) {
      try {
        checkArrays([read('fuzz', item)]);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'E_FORMAT')) throw error;
      }
    }
  }
}

export const pickles: Target = {
  name: 'pickle',
  seeds: pickleSeeds,
  tokens: OPCODES,
  run: (bytes) => readArrays(unpickle(bytes)),
};

const weights = { type: 'Float', key: '0', count: 6 };
const rebuilt = (name: string, ...args: readonly number[][]): number[] =>
  reduce(global('torch._utils', name), tuple(...args));

/** A module, sparse and quantised tensors, an array of NumPy's. */
const MODULE = instance('net', 'Net', {
  _parameters: dict({
    w: rebuilt('_rebuild_parameter', tensor(weights, [2, 3], [3, 1]), [0x88], [...none]),
  }),
  _buffers: dict({ b: tensor(weights, [2], [3], 1) }),
  _modules: dict({
    inner: instance('net', 'In', { _parameters: dict({ v: tensor(weights, [6], [1]) }) }),
  }),
});
const COO = rebuilt(
  '_rebuild_sparse_tensor',
  reduce(global('torch.serialization', '_get_layout'), tuple(str('torch.sparse_coo'))),
  tuple(
    tensor({ type: 'Long', key: '1', count: 4 }, [2, 2], [2, 1]),
    tensor(weights, [2], [1]),
    tuple(int(2), int(3)),
  ),
);
const CSR = rebuilt(
  '_rebuild_sparse_csr_tensor',
  str('torch.sparse_csr'),
  tuple(
    tensor({ type: 'Long', key: '1', count: 4 }, [3], [1]),
    tensor({ type: 'Long', key: '1', count: 4 }, [2], [1], 1),
    tensor(weights, [2], [1]),
    tuple(int(2), int(3)),
  ),
);
const QUANTISED = reduce(
  global('torch._utils', '_rebuild_qtensor'),
  tuple(
    tuple(str('storage'), global('torch', 'QInt8Storage'), str('2'), str('cpu'), int(4)).concat(
      op('Q'),
    ),
    int(0),
    tuple(int(2), int(2)),
    tuple(int(2), int(1)),
    tuple(
      global('torch', 'per_channel_affine'),
      list(int(1), int(2)),
      list(int(0), int(1)),
      int(1),
    ),
    [0x89],
    dict({}),
  ),
);
const ROOTS: readonly number[][] = [
  dict({ model: dict({ w: tensor(weights, [2, 3], [1, 2]) }), optimizer: dict({}), epoch: int(3) }),
  MODULE,
  dict({ s: COO, t: CSR, q: QUANTISED, n: ndarray('f4', [2, 3], six) }),
];
const LONGS = raw(BigInt64Array.of(0n, 1n, 1n, 2n));
const BYTES = Uint8Array.of(1, 254, 3, 0);

function zipSeed(root: readonly number[], level: 0 | 6): Seed {
  return zipped(
    {
      'archive/data.pkl': pickle(root),
      'archive/byteorder': utf8('little'),
      'archive/data/0': six,
      'archive/data/1': LONGS,
      'archive/data/2': BYTES,
    },
    level,
  );
}

/** @param keys of the storages that the root refers to: the format lists no other. */
function legacySeed(root: readonly number[], keys: readonly string[]): Seed {
  const storages = [
    { key: '0', count: 6, bytes: six },
    { key: '1', count: 4, bytes: LONGS },
    { key: '2', count: 4, bytes: BYTES },
  ];
  return whole(
    legacyFile(
      root,
      storages.filter(({ key }) => keys.includes(key)),
    ),
  );
}

/** A tar of PyTorch 0.1: storages, tensors, and the object that refers to them by number. */
function tarSeed(): Seed {
  const storage = tuple(int(10), str('cpu'), global('torch', 'FloatStorage'));
  const storages = concatenate([
    pickle(int(1)),
    pickle(storage),
    little(6, 8),
    six,
    pickle(list()),
  ]);
  const axes = [2, 2, 3, 3, 1, 0].map((value) => little(value, 8));
  const tensors = concatenate([
    pickle(int(1)),
    pickle(tuple(int(20), int(10), global('torch', 'FloatTensor'))),
    ...axes,
  ]);
  const root = pickle(dict({ w: [...str('20'), ...op('Q')] }));
  const names = ['pickle', 'tensors', 'storages'];
  return {
    parts: [root, tensors, storages],
    join: (parts) =>
      concatenate([
        ...parts.flatMap((part, i) => {
          const head = new Uint8Array(512);
          head.set(utf8(names[i] ?? ''));
          head.set(utf8(part.length.toString(8).padStart(11, '0')), 124);
          head.set(utf8('ustar'), 257);
          return [head, part, new Uint8Array((512 - (part.length % 512)) % 512)];
        }),
        new Uint8Array(1024),
      ]),
  };
}

export const torch: Target = {
  name: 'torch',
  seeds: () => [
    ...ROOTS.map((root) => zipSeed(root, 0)),
    ...ROOTS.slice(0, 1).map((root) => zipSeed(root, 6)),
    ...ROOTS.map((root, i) => legacySeed(root, i < 2 ? ['0'] : ['0', '1', '2'])),
    tarSeed(),
    whole(pickle(dict({ model: dict({ w: ndarray('f4', [2, 3], six) }) }))),
  ],
  tokens: [
    ...OPCODES,
    ...words(
      'UntypedStorage',
      'ComplexFloatStorage',
      '_rebuild_tensor_v3',
      '_rebuild_qtensor',
      '__torch__.Net',
      'torch.sparse_bsr',
      '_modules',
      '_parameters',
      'ustar',
    ),
  ],
  run: async (bytes) => {
    const { tensors } = await readTorchCheckpoint(sourceOf(bytes), { optimiser: true });
    checkArrays(tensors.values());
  },
};

/** SMPL's keys with arrays of other sizes: the true ones take megabytes. */
export const smpl: Target = {
  name: 'smpl',
  refused: true,
  seeds: () => {
    const arrays = {
      bs_style: str('lbs'),
      v_template: ndarray('f4', [2, 3], six),
      shapedirs: ndarray('f4', [1, 3, 2], six),
      posedirs: ndarray('f4', [6], six),
      J_regressor: MATRICES[0] ?? [],
      weights: ndarray('f4', [2, 3], six),
      f: ndarray('u4', [2, 3], six),
      kintree_table: ndarray('i4', [2, 3], six),
    };
    return [whole(pickle(dict(arrays))), ...pickleSeeds()];
  },
  tokens: OPCODES,
  run: (bytes) => readSmplFile(bytes),
};

const bodies = { male: landmarkedBody(1), female: landmarkedBody(2) };

export const threeDpw: Target = {
  name: '3dpw',
  seeds: () => {
    const still = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    const person = {
      gender: 'm',
      poses: new Float64Array(72),
      betas: new Float64Array(10),
      trans: Float64Array.of(0, 0, 4),
      valid: [1],
    };
    const truth = {
      sequence: 's_00',
      frames: 1,
      cameras: Float64Array.from(still),
      K: Float64Array.of(60, 0, 32, 0, 60, 24, 0, 0, 1),
      people: [person],
    };
    return [whole(sequencePickle(truth))];
  },
  tokens: OPCODES,
  run: (bytes) => parseThreeDpw(bytes, bodies),
};
