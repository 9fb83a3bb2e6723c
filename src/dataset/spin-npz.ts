/**
 * @file The npz layout of SPIN and everyone after it (Kolotouros et al. 2019): one row per person.
 * What a row lacks is zeros in its array and null in its record; an array nobody fills is left out.
 * `trans` and `visibility` are ours and ignored by others.
 */

import { MultiRoiError } from '../errors.ts';
import {
  float64Of,
  readNpz,
  stringsOf,
  writeNpz,
  type NdArray,
  type NumberArray,
} from '../format/index.ts';
import type { PersonRecord } from './records.ts';

/** More people than any data set has; a file that claims more is damaged. */
const MAX_PEOPLE = 20_000_000;

function fail(expected: string, got: string): never {
  throw new MultiRoiError('E_FORMAT', `parseSpinNpz: expected ${expected}, got ${got}`);
}

/** One array of the file [N, …shape], or null without it. */
class Column {
  readonly #data: Float64Array;
  readonly #size: number;

  constructor(name: string, array: NdArray, count: number, shape: readonly number[]) {
    const wanted = [count, ...shape];
    const size = wanted.reduce((a, b) => a * b, 1);
    const [rows, ...rest] = array.shape;
    const width = rest.reduce((a, b) => a * b, 1);
    if (rows !== count || width * rows !== size) {
      fail(`${name} [${wanted.join(', ')}]`, `[${array.shape.join(', ')}]`);
    }
    this.#data = float64Of(`parseSpinNpz: ${name}`, array);
    const bad = this.#data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) fail('finite numbers', `${this.#data[bad]} (${name}, element ${bad})`);
    this.#size = count === 0 ? 0 : size / count;
  }

  row(i: number): Float64Array {
    return this.#data.subarray(i * this.#size, (i + 1) * this.#size);
  }
}

type Columns = Readonly<Record<string, Column | null>>;

/** Name and shape of a row. */
const COLUMNS: Readonly<Record<string, readonly number[]>> = {
  center: [2],
  scale: [],
  part: [24, 3],
  openpose: [25, 3],
  S: [24, 4],
  pose: [72],
  shape: [10],
  has_smpl: [],
  focal_length: [],
  trans: [3],
  visibility: [24],
};

const f32 = (column: Column | null, i: number): Float32Array | null =>
  column === null ? null : Float32Array.from(column.row(i));

/** A row of points whose confidences are all 0 says nothing. */
function points(column: Column | null, i: number, width: number): Float32Array | null {
  const row = f32(column, i);
  return row?.some((value, k) => k % width === width - 1 && value > 0) === true ? row : null;
}

function genderOf(letter: string | undefined): PersonRecord['gender'] {
  if (letter === undefined || letter === '' || letter === 'n') return null;
  // as the reference reads it: whoever is not m is f
  return letter === 'm' ? 'male' : 'female';
}

function recordAt(
  columns: Columns,
  image: string,
  gender: string | undefined,
  i: number,
): PersonRecord {
  const {
    center,
    scale,
    part,
    openpose,
    S,
    pose,
    shape,
    has_smpl,
    focal_length,
    trans,
    visibility,
  } = columns;
  if (center === null || scale === null) return fail('arrays center and scale', 'none');
  const [x, y] = center.row(i);
  const fitted = pose !== null && (has_smpl === null || has_smpl.row(i)[0] > 0);
  const focal = focal_length === null ? 0 : focal_length.row(i)[0];
  const t = trans?.row(i);
  return {
    image,
    center: [x, y],
    scale: scale.row(i)[0],
    keypoints24: points(part, i, 3),
    openpose25: points(openpose, i, 3),
    joints24: points(S, i, 4),
    pose: fitted ? f32(pose, i) : null,
    betas: fitted ? f32(shape, i) : null,
    gender: genderOf(gender),
    focalPx: focal > 0 ? focal : null,
    // a body at the camera's centre is no body: zeros mean unknown
    translation: t !== undefined && t[2] > 0 ? [t[0], t[1], t[2]] : null,
    visibility: visibility === null ? null : Uint8Array.from(visibility.row(i)),
  };
}

/**
 * Reads people from a SPIN npz.
 * @throws E_FORMAT when an array is missing, has another shape, or holds what is not finite.
 */
export function parseSpinNpz(bytes: Uint8Array): PersonRecord[] {
  const arrays = readNpz(bytes, { only: ['imgname', 'gender', ...Object.keys(COLUMNS)] });
  const imgname = arrays.get('imgname');
  if (imgname === undefined) return fail('an array imgname', [...arrays.keys()].join(', '));
  const images = stringsOf('parseSpinNpz: imgname', imgname);
  const count = images.length;
  if (count > MAX_PEOPLE) fail(`at most ${MAX_PEOPLE} people`, `${count}`);
  const genders = arrays.get('gender');
  const letters = genders === undefined ? [] : stringsOf('parseSpinNpz: gender', genders);
  if (genders !== undefined && letters.length !== count) {
    fail(`gender [${count}]`, `[${letters.length}]`);
  }
  const columns = Object.fromEntries(
    Object.entries(COLUMNS).map(([name, shape]) => {
      const array = arrays.get(name);
      return [name, array === undefined ? null : new Column(name, array, count, shape)];
    }),
  );
  return images.map((image, i) => recordAt(columns, image, letters[i], i));
}

function numbers(
  type: 'float32' | 'float64' | 'uint8',
  records: readonly PersonRecord[],
  shape: readonly number[],
  row: (record: PersonRecord) => ArrayLike<number> | null,
): NumberArray | null {
  const rows = records.map(row);
  if (rows.every((values) => values === null)) return null;
  const size = shape.reduce((a, b) => a * b, 1);
  const Type = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array }[type];
  const data = new Type(records.length * size);
  rows.forEach((values, i) => {
    if (values === null) return;
    if (values.length !== size) {
      throw new MultiRoiError(
        'E_SHAPE',
        `writeSpinNpz: expected ${size} numbers, got ${values.length} (record ${i}, ${records[i].image})`,
      );
    }
    data.set(values, i * size);
  });
  return { type, shape: [records.length, ...shape], data };
}

/**
 * Writes people as a SPIN npz; same records, same bytes.
 * @throws E_SHAPE when a record's array has another length.
 */
export function writeSpinNpz(records: readonly PersonRecord[]): Uint8Array<ArrayBuffer> {
  const strings = (values: string[]): NdArray => ({
    type: 'string',
    shape: [values.length],
    data: values,
  });
  const some = records.some((record) => record.gender !== null);
  const letter = { male: 'm', female: 'f' } as const;
  const arrays: Record<string, NdArray | null> = {
    imgname: strings(records.map((record) => record.image)),
    center: numbers('float64', records, [2], (record) => record.center),
    scale: numbers('float64', records, [], (record) => [record.scale]),
    part: numbers('float32', records, [24, 3], (record) => record.keypoints24),
    openpose: numbers('float32', records, [25, 3], (record) => record.openpose25),
    S: numbers('float32', records, [24, 4], (record) => record.joints24),
    pose: numbers('float32', records, [72], (record) => record.pose),
    shape: numbers('float32', records, [10], (record) => record.betas),
    has_smpl: numbers('uint8', records, [], (record) => [record.pose === null ? 0 : 1]),
    gender: some
      ? strings(records.map(({ gender }) => (gender === null ? 'n' : letter[gender])))
      : null,
    focal_length: numbers('float64', records, [], (record) => focalRow(record)),
    trans: numbers('float64', records, [3], (record) => record.translation),
    visibility: numbers('uint8', records, [24], (record) => record.visibility),
  };
  const filled = Object.entries(arrays).filter(
    (entry): entry is [string, NdArray] => entry[1] !== null,
  );
  return writeNpz(new Map(filled));
}

function focalRow({ focalPx }: PersonRecord): [number] | null {
  return focalPx === null ? null : [focalPx];
}
