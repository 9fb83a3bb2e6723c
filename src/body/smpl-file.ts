/**
 * @file SMPL's files as their users have them: body models (`.pkl` of the original release with chumpy and
 * SciPy objects, cleaned `.pkl` and `.npz`), the regressors of the field (`.npy`) and SPIN's mean
 * parameters (`.npz`). Which of them a file is, its content tells, never its name. Nothing in a pickle is run.
 */

import { throwFormat, throwIssues, type Issue } from '../base/index.ts';
import {
  denseMatrix,
  fileKind,
  float32Of,
  float64Of,
  int32Of,
  kindOf,
  pickleArray,
  pickleText,
  readNpy,
  readNpz,
  unpickle,
  type NdArray,
  type NumberArray,
  type PickleValue,
} from '../format/index.ts';
import { SKELETON } from './make-body.ts';
import type { SmplArrays } from './smpl-arrays.ts';

/** SMPL's 6 890 vertices; the vertices that stand for nose, eyes and feet are numbered in them. */
export const SMPL_VERTICES = 6890;
const SMPL_FACES = 13_776;
const BETAS = 10;

/** The joints that regress from vertices, by the number of their rows. */
export type SmplRegressor = 'extra' | 'h36m';
const REGRESSOR_ROWS: Readonly<Record<SmplRegressor, number>> = { extra: 9, h36m: 17 };

/** What a file turned out to be. */
export type SmplFile =
  | { readonly kind: 'model'; readonly arrays: Omit<SmplArrays, 'id' | 'landmarks'> }
  /** `rows` [R, V]. */
  | { readonly kind: 'regressor'; readonly regressor: SmplRegressor; readonly rows: Float32Array }
  | { readonly kind: 'mean'; readonly mean: MeanParameters };

/** Where SPIN's and HMR's regression starts. */
export interface MeanParameters {
  /** 6D rotations, row-major [24, 6]. */
  readonly pose: Float32Array;
  /** [10]. */
  readonly shape: Float32Array;
  /** Weak perspective (s, tx, ty). */
  readonly cam: Float32Array;
}

/** Bodies of the same family that are not SMPL, by their number of vertices. */
const RELATIVES: Readonly<Record<number, string>> = {
  10475: 'SMPL-X',
  5023: 'FLAME',
  778: 'MANO',
};

function failSmpl(expected: string, got: string, cause?: unknown): never {
  throwFormat('readSmplFile', expected, got, {
    hint: 'give SMPL_NEUTRAL.pkl, SMPL_MALE.pkl, SMPL_FEMALE.pkl (or .npz), J_regressor_extra.npy, J_regressor_h36m.npy or smpl_mean_params.npz',
    ...(cause !== undefined && { cause }),
  });
}

/**
 * Reads a file of SMPL's.
 * @throws E_FORMAT for anything else, with every array that has not the shape of SMPL's.
 */
export function readSmplFile(bytes: Uint8Array): SmplFile {
  const starts = (...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  if (starts(0x93, 0x4e, 0x55, 0x4d)) return regressorOf(readNpy(bytes));
  if (starts(0x50, 0x4b)) return fromNpz(readNpz(bytes));
  const kind = fileKind(bytes);
  if (kind !== undefined && kind !== 'a Python pickle') failSmpl("a file of SMPL's", kind);
  const root = unpickle(bytes);
  if (!(root instanceof Map)) failSmpl('a dictionary in the pickle', kindOf(root));
  return modelOf((name) => root.get(name), [...root.keys()].map(nameOf));
}

const nameOf = (key: PickleValue): string => (typeof key === 'string' ? key : kindOf(key));

/** The regressors that the field passes around as `.npy`. */
function regressorOf(array: NdArray): SmplFile {
  const { shape } = array;
  const found = (['extra', 'h36m'] as const).find((name) => REGRESSOR_ROWS[name] === shape[0]);
  if (found === undefined || shape.length !== 2 || shape[1] !== SMPL_VERTICES) {
    failSmpl(
      `a regressor [9, ${SMPL_VERTICES}] or [17, ${SMPL_VERTICES}]`,
      `[${shape.join(', ')}]`,
    );
  }
  return { kind: 'regressor', regressor: found, rows: finite('regressor', array) };
}

function finite(name: string, array: { readonly type: string }): Float32Array {
  const values = float32Of(`readSmplFile "${name}"`, array);
  requireFinite(name, values);
  return values;
}

function requireFinite(name: string, values: Float32Array | Float64Array): void {
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) failSmpl('finite numbers', `${values[wrong]} ("${name}", element ${wrong})`);
}

function fromNpz(arrays: ReadonlyMap<string, NdArray>): SmplFile {
  const [pose, shape, cam] = ['pose', 'shape', 'cam'].map((name) => arrays.get(name));
  if (pose !== undefined && shape !== undefined && cam !== undefined && !arrays.has('v_template')) {
    const mean = {
      pose: finite('pose', pose),
      shape: finite('shape', shape),
      cam: finite('cam', cam),
    };
    const lengths = [mean.pose.length, mean.shape.length, mean.cam.length];
    if (lengths.join() !== '144,10,3')
      failSmpl('144, 10 and 3 mean parameters', lengths.join(', '));
    return { kind: 'mean', mean };
  }
  return modelOf((name) => unwrapped(arrays.get(name)), [...arrays.keys()]);
}

/** A sparse matrix in an `.npz` is an array of one Python object. */
function unwrapped(array: NdArray | undefined): NdArray | PickleValue | undefined {
  return array?.type === 'object' && array.data.length === 1 ? array.data[0] : array;
}

/** A text in a pickle, or an array of one in an `.npz`. */
function textOf(value: NdArray | PickleValue | undefined): string | undefined {
  if (!isArray(value)) return pickleText(value);
  return value.type === 'string' ? value.data[0] : undefined;
}

type Source = (name: string) => NdArray | PickleValue | undefined;

function isArray(value: NdArray | PickleValue | undefined): value is NdArray {
  return typeof value === 'object' && value !== null && 'type' in value && 'shape' in value;
}

function numbersOf(name: string, value: NdArray | PickleValue | undefined): NumberArray {
  const array = isArray(value) ? value : pickleArray(`readSmplFile "${name}"`, value);
  if (array.type === 'string' || array.type === 'object') {
    failSmpl('numbers', `${array.type}s ("${name}")`);
  }
  return array;
}

function modelOf(source: Source, names: readonly string[]): SmplFile {
  const absent = ['v_template', 'shapedirs', 'posedirs', 'J_regressor', 'weights', 'f'].filter(
    (name) => source(name) === undefined,
  );
  if (absent.length > 0) {
    const got = names.slice(0, 8).join(', ') || 'nothing';
    failSmpl(`${absent.join(', ')} in the file`, got);
  }
  const style = textOf(source('bs_style'));
  if (style !== undefined && style !== 'lbs') failSmpl('linear blend skinning', style);
  const template = numbersOf('v_template', source('v_template'));
  const [V = 0] = template.shape;
  const relative = RELATIVES[V];
  if (relative !== undefined)
    failSmpl(`SMPL's ${SMPL_VERTICES} vertices`, `${V}: this is ${relative}`);
  const regressor = source('J_regressor');
  const jointRegressor = isArray(regressor)
    ? numbersOf('J_regressor', regressor)
    : denseMatrix('readSmplFile "J_regressor"', regressor);
  const shapeDirs = numbersOf('shapedirs', source('shapedirs'));
  const parts = {
    v_template: template,
    shapedirs: shapeDirs,
    posedirs: numbersOf('posedirs', source('posedirs')),
    J_regressor: jointRegressor,
    weights: numbersOf('weights', source('weights')),
    f: numbersOf('f', source('f')),
  };
  const tree = source('kintree_table');
  for (const [name, array] of Object.entries(parts)) requireFinite(name, float64Of(name, array));
  throwIssues('E_FORMAT', 'readSmplFile', [
    ...shapeIssues(parts),
    ...(tree === undefined ? [] : treeIssues(numbersOf('kintree_table', tree))),
  ]);
  return {
    kind: 'model',
    arrays: {
      template: float32Of('v_template', template),
      shapeDirs: firstBetas(shapeDirs),
      poseDirs: float32Of('posedirs', parts.posedirs),
      jointRegressor: float64Of('J_regressor', jointRegressor),
      weights: float64Of('weights', parts.weights),
      faces: Uint32Array.from(int32Of('f', parts.f)),
    },
  };
}

type Parts = Readonly<Record<string, NumberArray>>;

function shapeIssues(parts: Parts): Issue[] {
  const V = SMPL_VERTICES;
  const J = SKELETON.names.length;
  const wanted: Readonly<Record<string, readonly (number | null)[]>> = {
    v_template: [V, 3],
    shapedirs: [V, 3, null],
    posedirs: [V, 3, 9 * (J - 1)],
    J_regressor: [J, V],
    weights: [V, J],
    f: [SMPL_FACES, 3],
  };
  return Object.entries(wanted).flatMap(([path, want]) => {
    const shape = parts[path]?.shape ?? [];
    const fits =
      shape.length === want.length &&
      want.every((length, axis) =>
        length === null ? shape[axis] >= BETAS : length === shape[axis],
      );
    if (fits) return [];
    const told = want.map((length) => length ?? `${BETAS} or more`).join(', ');
    const sibling = path === 'weights' && shape[1] === 52 ? '; this is SMPL+H' : '';
    return [{ path, message: `expected [${told}], got [${shape.join(', ')}]${sibling}` }];
  });
}

/** `kintree_table` [2, 24]: parents, the root's being 2³²−1 or −1, and the joints' own numbers. */
function treeIssues(table: NumberArray): Issue[] {
  const values = float64Of('kintree_table', table);
  const parents = [...values.subarray(0, SKELETON.parents.length)];
  const fits = parents.every((parent, joint) =>
    joint === 0 ? parent === -1 || parent === 2 ** 32 - 1 : parent === SKELETON.parents[joint],
  );
  if (fits && parents.length === SKELETON.parents.length) return [];
  return [{ path: 'kintree_table', message: "expected SMPL's 24 parents, got others" }];
}

/** The first 10 of the 10 or 300 directions [V, 3, S]. */
function firstBetas(dirs: NumberArray): Float32Array {
  const values = float32Of('shapedirs', dirs);
  const [, , S = BETAS] = dirs.shape;
  if (S === BETAS) return values;
  return Float32Array.from({ length: (values.length / S) * BETAS }, (_, i) => {
    return values[Math.floor(i / BETAS) * S + (i % BETAS)];
  });
}
