/**
 * @file Files in the shapes of SMPL's, around a body that is made up: 6 890 vertices on rings around 24 bones,
 * drawn by hash. Pickles are spliced from opcodes and raw bytes, since posedirs alone are 17 MB.
 */

import { jointSet } from '../../src/body/index.ts';
import { writeNpy, writeNpz, type NdArray } from '../../src/format/index.ts';
import { hashArray } from './hash.ts';
import { dict, global, instance, int, ndarray, op, str, tuple } from './pickle.ts';
import { concatenated } from './torch-file.ts';

const V = 6890;
const F = 13_776;
const J = 24;

/** SMPL's arrays, dense, in C order. */
export interface SmplNumbers {
  readonly v_template: Float64Array;
  readonly shapedirs: Float64Array;
  readonly posedirs: Float32Array;
  readonly J_regressor: Float64Array;
  readonly weights: Float64Array;
  readonly f: Uint32Array;
}

/** A T-pose of bones with a tube of vertices around each; faces close the tubes. */
export function madeUpSmpl(seed = 'smpl'): SmplNumbers {
  const { names, parents = [] } = jointSet('smpl24');
  const joints: number[][] = [];
  for (const [joint, name] of names.entries()) {
    const parent = joints[parents[joint] ?? -1] ?? [0, 0.02, 0.01];
    const side = name.startsWith('left') ? 1 : name.startsWith('right') ? -1 : 0;
    const arm = /shoulder|elbow|wrist|hand|collar/.test(name);
    const down = /hip|knee|ankle|foot/.test(name);
    const along = arm
      ? [0.2 * side, 0, 0]
      : [/hip/.test(name) ? 0.08 * side : 0, down ? -0.3 : 0.12, 0];
    joints.push(parent.map((x, axis) => x + (along[axis] ?? 0)));
  }
  const numbers = {
    v_template: new Float64Array(V * 3),
    shapedirs: Float64Array.from(hashArray(`${seed}.shapedirs`, V * 3 * 10, 0.004)),
    posedirs: new Float32Array(V * 3 * 207),
    J_regressor: new Float64Array(J * V),
    weights: new Float64Array(V * J),
    f: new Uint32Array(F * 3),
  };
  const jitter = hashArray(`${seed}.jitter`, V, 0.01);
  // correctives of some vertices are enough to notice their absence, and zeros pack at once
  for (let v = 0; v < V; v += 32) {
    numbers.posedirs.set(hashArray(`${seed}.posedirs.${v}`, 3 * 207, 0.001), v * 3 * 207);
  }
  const perJoint = Math.floor(V / J);
  for (let v = 0; v < V; v++) {
    const joint = Math.min(J - 1, Math.floor(v / perJoint));
    const angle = ((v % perJoint) / perJoint) * 2 * Math.PI;
    const [x = 0, y = 0, z = 0] = joints[joint] ?? [];
    numbers.v_template.set(
      [x + (jitter[v] ?? 0), y + 0.06 * Math.cos(angle), z + 0.06 * Math.sin(angle)],
      v * 3,
    );
    numbers.weights[v * J + joint] = 0.75;
    numbers.weights[v * J + Math.max(0, parents[joint] ?? 0)] += 0.25;
    if (v < J * perJoint) numbers.J_regressor[joint * V + v] = 1 / perJoint;
    // stature grows with the first beta
    numbers.shapedirs[(v * 3 + 1) * 10] += 0.05 * y;
  }
  for (let face = 0; face < F; face++) {
    const v = face % V;
    numbers.f.set([v, (v + 1) % V, (v + (face < V ? 2 : 3)) % V], face * 3);
  }
  return numbers;
}

/** A regressor [rows, V] whose rows average some vertices. */
export function madeUpRegressor(rows: number): Float32Array {
  const regressor = new Float32Array(rows * V);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < 4; i++) regressor[row * V + ((row * 389 + i * 97) % V)] = 0.25;
  }
  return regressor;
}

export function regressorFile(rows: number): Uint8Array {
  return writeNpy({ type: 'float32', shape: [rows, V], data: madeUpRegressor(rows) });
}

export function meanFile(): Uint8Array {
  const array = (data: Float32Array): NdArray => ({ type: 'float32', shape: [data.length], data });
  return writeNpz({
    pose: array(hashArray('mean.pose', 144, 1)),
    shape: array(hashArray('mean.shape', 10, 1)),
    cam: array(Float32Array.of(0.9, 0, 0)),
  });
}

/** Opcodes and raw bytes that follow one another. */
type Code = readonly (readonly number[] | Uint8Array)[];

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A numpy array whose elements are spliced in as a Python 2 string. */
function array(code: string, shape: readonly number[], elements: ArrayBufferView): Code {
  const codes = ndarray(code, shape, []);
  const bytes = bytesOf(elements);
  const length = new Uint8Array(Uint32Array.of(bytes.length).buffer);
  return [codes.slice(0, -2), op('T'), length, bytes, codes.slice(-2)];
}

/** The array inside a chumpy object. */
function chumpy(inner: Code): Code {
  const empty = instance('chumpy.ch', 'Ch', {});
  // the state dictionary of `empty` is its last three opcodes but the build: "}(u"
  return [empty.slice(0, -2), str('x'), ...inner, op('ub')];
}

/** A SciPy CSC matrix of a dense one [rows, columns]. */
function csc(dense: Float64Array, rows: number, columns: number): Code {
  const data: number[] = [];
  const indices: number[] = [];
  const starts = [0];
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const value = dense[row * columns + column] ?? 0;
      if (value === 0) continue;
      data.push(value);
      indices.push(row);
    }
    starts.push(data.length);
  }
  const shell = instance('scipy.sparse.csc', 'csc_matrix', {
    _shape: tuple(int(rows), int(columns)),
  });
  return [
    shell.slice(0, -2),
    str('data'),
    ...array('f8', [data.length], Float64Array.from(data)),
    str('indices'),
    ...array('i4', [indices.length], Int32Array.from(indices)),
    str('indptr'),
    ...array('i4', [starts.length], Int32Array.from(starts)),
    op('ub'),
  ];
}

/** `kintree_table` as SMPL has it: the root's parent is 2³²−1. */
function kintree(): Code {
  const parents = jointSet('smpl24').parents ?? [];
  const table = Uint32Array.from([...parents.map((p) => p >>> 0), ...parents.keys()]);
  return array('u4', [2, J], table);
}

function pickleOf(entries: Readonly<Record<string, Code>>): Uint8Array {
  const body = Object.entries(entries).flatMap(([key, code]) => [str(key), ...code]);
  const parts: Code = [[0x80, 2], op('}('), ...body, op('u.')];
  return concatenated(
    parts.map((part) => (part instanceof Uint8Array ? part : Uint8Array.from(part))),
  );
}

/**
 * `SMPL_NEUTRAL.pkl` and `basicModel_*.pkl`: Python 2, arrays in chumpy objects, a sparse regressor.
 * @param change entries to replace.
 */
export function originalPickle(
  numbers: SmplNumbers,
  change: Readonly<Record<string, Code>> = {},
): Uint8Array {
  return pickleOf({
    bs_style: [str('lbs')],
    bs_type: [str('lrotmin')],
    J: chumpy(array('f8', [J, 3], new Float64Array(J * 3))),
    v_template: chumpy(array('f8', [V, 3], numbers.v_template)),
    shapedirs: chumpy(array('f8', [V, 3, 10], numbers.shapedirs)),
    posedirs: array('f4', [V, 3, 207], numbers.posedirs),
    weights: chumpy(array('f8', [V, J], numbers.weights)),
    J_regressor: csc(numbers.J_regressor, J, V),
    kintree_table: kintree(),
    f: array('u4', [F, 3], numbers.f),
    ...change,
  });
}

/** A cleaned file: plain arrays; `wide` directions of which the first ten count. */
export function cleanedNpz(numbers: SmplNumbers, wide = 12): Uint8Array {
  const shapedirs = Float32Array.from({ length: V * 3 * wide }, (_, i) => {
    const s = i % wide;
    return s < 10 ? (numbers.shapedirs[Math.floor(i / wide) * 10 + s] ?? 0) : 9;
  });
  return writeNpz({
    v_template: { type: 'float32', shape: [V, 3], data: Float32Array.from(numbers.v_template) },
    shapedirs: { type: 'float32', shape: [V, 3, wide], data: shapedirs },
    posedirs: { type: 'float32', shape: [V, 3, 207], data: numbers.posedirs },
    J_regressor: { type: 'float64', shape: [J, V], data: numbers.J_regressor },
    weights: { type: 'float64', shape: [V, J], data: numbers.weights },
    f: { type: 'uint32', shape: [F, 3], data: numbers.f },
  });
}

/** Numpy arrays for {@link originalPickle}'s changes. */
export function arrayCode(code: string, shape: readonly number[], elements: ArrayBufferView): Code {
  return array(code, shape, elements);
}

/** A reference that runs a command when Python reads it, anywhere in a file. */
export const ATTACK: Code = [[...global('os', 'system'), ...tuple(str('true')), ...op('R')]];

/** A pickle of anything. */
export const smallPickle = (entries: Readonly<Record<string, readonly number[]>>): Uint8Array =>
  Uint8Array.from([0x80, 2, ...dict(entries), ...op('.')]);
