/**
 * @file Arrays of people out of NPZ files, by the names that programs of this field give them: ours, PARE, SPIN,
 * CLIFF, HMR 2.0, ROMP. Everything is checked: such files come from anywhere.
 */

import { POSE_SIZE } from '../body/index.ts';
import { throwFormat } from '../base/index.ts';
import { float32Of, int32Of, pickleArray, readNpz, type NdArray } from '../format/index.ts';
import { axisAngleFromRotmat } from '../math/index.ts';

/** Unpacked; a mesh of SMPL is 83 kB. */
const MOST_BYTES = 256 * 2 ** 20;
const MOST_PEOPLE = 10_000;
const MOST_VERTICES = 200_000;
const MOST_FACES = 500_000;

/** What is looked for, and under which names: the first that is there. */
const ARRAY_NAMES = {
  vertices: ['verts', 'vertices', 'pred_vertices'],
  faces: ['faces', 'f'],
  pose: ['pose', 'smpl_pose', 'smpl_thetas', 'thetas', 'pred_pose'],
  orient: ['global_orient'],
  rest: ['body_pose'],
  betas: ['betas', 'smpl_betas', 'pred_betas', 'shape'],
  place: ['full_cam', 'pred_cam_t_full', 'pred_cam_t', 'cam_trans', 'global_t', 'cam_t'],
  weak: ['pred_cam', 'cam', 'camera'],
  joints: ['joints3d', 'pred_joints', 'joints'],
  boxes: ['bboxes', 'boxes'],
  K: ['K', 'cam_int'],
  focal: ['focal_length', 'scaled_focal_length', 'focal_l'],
  size: ['img_size'],
} as const;
type Kind = keyof typeof ARRAY_NAMES;
const EVERY_NAME: readonly string[] = [...Object.values(ARRAY_NAMES).flat(), 'results'];

/** Numbers, a row for each person. */
export interface Rows {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What was understood of another program's npz, by what it means; rows are people. */
export type PeerArrays = Partial<Record<Exclude<Kind, 'faces' | 'orient' | 'rest'>, Rows>> & {
  /** P. */
  readonly people: number;
  /** [F, 3]. */
  readonly faces?: Uint32Array;
};

function failPeer(who: string, expected: string, got: string): never {
  throwFormat(who, expected, got, {
    hint: 'docs/page.md lists the keys that are read',
  });
}

/** The arrays of a file, those of ROMP's dictionary among them. */
function arraysOf(bytes: Uint8Array): Map<string, NdArray> {
  const arrays = readNpz(bytes, { only: EVERY_NAME, maxBytes: MOST_BYTES });
  const results = arrays.get('results');
  arrays.delete('results');
  const dictionary = results?.type === 'object' ? results.data[0] : undefined;
  if (dictionary instanceof Map) {
    for (const [name, value] of dictionary) {
      if (typeof name === 'string' && EVERY_NAME.includes(name)) {
        arrays.set(name, pickleArray(name, value));
      }
    }
  }
  return arrays;
}

/**
 * Rows [P, …] of an array.
 * @param item the lengths after P; −1 is any. An array of one person may lack P.
 */
function rowsOf(name: string, array: NdArray, item: readonly number[]): Rows {
  const { shape } = array;
  const whole = shape.length === item.length ? [1, ...shape] : [...shape];
  const fits = whole.slice(1).every((length, k) => item[k] === -1 || item[k] === length);
  if (whole.length !== item.length + 1 || !fits) {
    const wanted = item.map((length) => (length === -1 ? 'N' : length)).join(', ');
    failPeer(name, `[P, ${wanted}]`, `[${shape.join(', ')}]`);
  }
  if (whole[0] > MOST_PEOPLE) failPeer(name, `at most ${MOST_PEOPLE} people`, `${whole[0]}`);
  const data = float32Of(name, array);
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) failPeer(name, 'finite numbers', `${data[wrong]} (element ${wrong})`);
  return { name, shape: whole, data };
}

/** Axis-angles [P, J·3] of rotations given as such, flat or by joints, or as matrices. */
function rotationsOf(name: string, array: NdArray): Rows {
  const { shape } = array;
  // [P, J, 3, 3], or [J, 3, 3] of one person; [P, J, 3] are axis-angles
  const matrices = shape.at(-1) === 3 && shape.at(-2) === 3 && shape.length >= 3;
  if (!matrices) {
    const flat = shape.length === 3 ? { ...array, shape: [shape[0], shape[1] * shape[2]] } : array;
    return rowsOf(name, flat as NdArray, [-1]);
  }
  const four = shape.length === 3 ? { ...array, shape: [1, ...shape] } : array;
  const { data, shape: whole } = rowsOf(name, four as NdArray, [-1, 3, 3]);
  const [P, J] = whole;
  const turns = new Float32Array(P * J * 3);
  for (let i = 0; i < P * J; i++) {
    turns.set(axisAngleFromRotmat(data.subarray(9 * i, 9 * i + 9)), 3 * i);
  }
  return { name, shape: [P, 3 * J], data: turns };
}

/** [P, 72] of two arrays [P, 3] and [P, 69], as HMR 2.0 has them. */
function joined(orient: Rows, rest: Rows): Rows {
  const [P, a] = orient.shape;
  const b = rest.shape[1];
  if (rest.shape[0] !== P) failPeer(rest.name, `${P} people`, `${rest.shape[0]}`);
  const data = new Float32Array(P * (a + b));
  for (let p = 0; p < P; p++) {
    data.set(orient.data.subarray(p * a, (p + 1) * a), p * (a + b));
    data.set(rest.data.subarray(p * b, (p + 1) * b), p * (a + b) + a);
  }
  return { name: 'global_orient, body_pose', shape: [P, a + b], data };
}

function facesOf(name: string, array: NdArray, V: number): Uint32Array {
  const { shape } = array;
  if (shape.length !== 2 || shape[1] !== 3) failPeer(name, '[F, 3]', `[${shape.join(', ')}]`);
  if (shape[0] > MOST_FACES) failPeer(name, `at most ${MOST_FACES} faces`, `${shape[0]}`);
  const faces = int32Of(name, array);
  const wrong = faces.findIndex((v) => v < 0 || v >= V);
  if (wrong >= 0) failPeer(name, `vertices 0…${V - 1}`, `${faces[wrong]}`);
  return Uint32Array.from(faces);
}

/**
 * Reads what is known of people.
 * @throws E_FORMAT for files that are damaged, too large, or hold nobody.
 */
export function readPeerArrays(bytes: Uint8Array): PeerArrays {
  const arrays = arraysOf(bytes);
  const find = (kind: Kind): [name: string, array: NdArray] | undefined => {
    const name = ARRAY_NAMES[kind].find((each) => arrays.has(each));
    const array = name === undefined ? undefined : arrays.get(name);
    return name === undefined || array === undefined ? undefined : [name, array];
  };
  const rows = (kind: Kind, ...item: number[]): Rows | undefined => {
    const found = find(kind);
    return found === undefined ? undefined : rowsOf(...found, item);
  };
  const turns = (kind: Kind): Rows | undefined => {
    const found = find(kind);
    return found === undefined ? undefined : rotationsOf(...found);
  };
  const vertices = rows('vertices', -1, 3);
  const [orient, rest] = [turns('orient'), turns('rest')];
  const pose =
    turns('pose') ??
    (orient !== undefined && rest !== undefined ? joined(orient, rest) : undefined);
  if (pose !== undefined && pose.shape[1] < POSE_SIZE) {
    failPeer(pose.name, '24 rotations a person', `${pose.shape[1] / 3}`);
  }
  const V = vertices?.shape[1] ?? 0;
  if (V > MOST_VERTICES) failPeer('verts', `at most ${MOST_VERTICES} vertices`, `${V}`);
  const people = (vertices ?? pose)?.shape[0];
  if (people === undefined) {
    failPeer('npz', 'verts or pose', 'neither of them');
  }
  const weak = find('weak');
  const faces = find('faces');
  const found = {
    vertices,
    pose,
    betas: rows('betas', -1),
    place: rows('place', 3),
    weak:
      weak === undefined ? undefined : rowsOf(...weak, weak[1].shape.length === 3 ? [-1, 3] : [3]),
    joints: rows('joints', -1, 3),
    boxes: rows('boxes', -1),
    K: rows('K', 3, 3),
  };
  for (const each of Object.values(found)) {
    // one camera may serve everybody
    if (each !== undefined && each !== found.K && each.shape[0] !== people) {
      failPeer(each.name, `${people} people`, `${each.shape[0]}`);
    }
  }
  const loose = (kind: Kind): Rows | undefined => {
    const [name, array] = find(kind) ?? [];
    if (name === undefined || array === undefined) return undefined;
    return rowsOf(
      name,
      { ...array, shape: [array.shape.reduce((a, b) => a * b, 1)] } as NdArray,
      [],
    );
  };
  const known = { ...found, focal: loose('focal'), size: loose('size') };
  const given = Object.fromEntries(
    Object.entries(known).filter(([, value]) => value !== undefined),
  );
  return {
    ...given,
    people,
    ...(faces !== undefined && vertices !== undefined && { faces: facesOf(...faces, V) }),
  };
}
