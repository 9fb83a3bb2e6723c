/**
 * @file The npz layout of SPIN and everyone after it (Kolotouros et al. 2019): one row per person. Human3.6M,
 * MPI-INF-3DHP, COCO, MPII, 3DPW and our synthetic people all come in it; every array but `imgname` is
 * optional. What a row lacks is zeros in its array and null in its record; an array nobody fills is left
 * out. `trans`, `visibility` and `stratum` are ours and ignored by others; `global_t` and `focal_l` are CLIFF's names
 * of `trans` and `focal_length` in its pseudo ground truth.
 */

import { JOINT_COUNT, POSE_SIZE } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { writeNpz, type NdArray, type NumberArray } from '../../format/index.ts';
import { sizeOf } from '../../base/index.ts';
import { SPIN24 } from '../spin24.ts';
import type { PersonRecord } from '../records.ts';
import { isBoxOfPixels, paddedSquare, tightBox } from '../box-of-keypoints.ts';
import { imagePath, imagePathProblem } from './image-path.ts';
import { readTable, type Column, type NpzTable, type TableLayout } from './npz-table.ts';
import { Problems } from './problems.ts';

const LAYOUT: TableLayout = {
  key: 'imgname',
  texts: ['gender', 'stratum'],
  numbers: {
    center: [2],
    scale: [],
    part: [SPIN24.count, 3],
    openpose: [25, 3],
    S: [SPIN24.count, 4],
    pose: [POSE_SIZE],
    shape: [10],
    has_smpl: [],
    focal_length: [],
    focal_l: [],
    trans: [3],
    global_t: [3],
    visibility: [JOINT_COUNT],
  },
};

/** A row of points whose confidences are all 0 says nothing. */
function points(column: Column | null, i: number, width: number): Float32Array | null {
  if (column === null) return null;
  const row = column.float32(i);
  return row.some((value, k) => k % width === width - 1 && value > 0) ? row : null;
}

function genderOf(letter: string | undefined): PersonRecord['gender'] {
  if (letter === undefined || letter === '' || letter === 'n') return null;
  // as the reference reads it: whoever is not m is f
  return letter === 'm' ? 'male' : 'female';
}

/** Reads rows of a table; the columns are looked up once. */
function rowReader(table: NpzTable, problems: Problems): (i: number) => PersonRecord {
  const column = (...names: string[]): Column | null =>
    names.reduce<Column | null>((found, name) => found ?? table.numbers(name), null);
  const images = table.text('imgname');
  const genders = table.text('gender');
  const strata = table.text('stratum');
  const [center, scale] = [column('center'), column('scale')];
  const [part, openpose, joints] = [column('part'), column('openpose'), column('S')];
  const [pose, shape, hasSmpl] = [column('pose'), column('shape'), column('has_smpl')];
  const focals = column('focal_length', 'focal_l');
  const translations = column('trans', 'global_t');
  const visibility = column('visibility');
  // a column that is there and wrong has been told of once, not again in every row
  const boxed = table.has('center') && table.has('scale');

  return (i) => {
    const image = imagePath(images?.[i] ?? '');
    const wrongPath = imagePathProblem(image);
    if (wrongPath !== null) problems.add(`imgname[${i}]`, wrongPath);
    const keypoints24 = points(part, i, 3);
    const [x, y] = center?.row(i) ?? [0, 0];
    const given = { center: [x, y] as const, scale: scale?.row(i)[0] ?? 1 };
    const around = boxed ? null : tightBox(keypoints24);
    const tight = around !== null && isBoxOfPixels(around) ? around : null;
    const box = boxed ? given : tight === null ? null : paddedSquare(tight);
    if (box === null) {
      problems.add(`row ${i}`, 'expected center and scale, or visible joints in part, got neither');
    } else if (!(box.scale > 0)) problems.add(`scale[${i}]`, `expected above 0, got ${box.scale}`);
    const fitted = pose !== null && (hasSmpl === null || hasSmpl.row(i)[0] > 0);
    const focal = focals?.row(i)[0] ?? 0;
    const t = translations?.row(i);
    return {
      image,
      ...(box ?? given),
      keypoints24,
      openpose25: points(openpose, i, 3),
      joints24: points(joints, i, 4),
      pose: fitted ? pose.float32(i) : null,
      betas: fitted ? (shape?.float32(i) ?? null) : null,
      gender: genderOf(genders?.[i]),
      focalPx: focal > 0 ? focal : null,
      // a body at the camera's centre is no body: zeros mean unknown
      translation: t !== undefined && t[2] > 0 ? [t[0], t[1], t[2]] : null,
      visibility: visibility === null ? null : Uint8Array.from(visibility.row(i)),
      ...(strata?.[i] && { stratum: strata[i] }),
    };
  };
}

/**
 * Reads people from a SPIN npz.
 * @throws E_FORMAT listing every array that is missing, has another shape or holds what is not finite, and every row
 * whose picture or box cannot be used.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { parseSpinNpz, summarise } from 'multiroi/train';
 *
 * const people = parseSpinNpz(await readFile('synthetic/people.npz'));
 * const { pictures, pose } = summarise(people);
 * console.log(`${pictures} pictures, ${pose} people with a pose`);
 * ```
 */
export function parseSpinNpz(bytes: Uint8Array): PersonRecord[] {
  const problems = new Problems();
  const table = readTable(bytes, LAYOUT, problems);
  const read = rowReader(table, problems);
  // rows are as many as there are names; without names the file is refused for what its columns lack
  const count = table.text('imgname')?.length ?? 0;
  const records = Array.from({ length: count }, (_, i) => read(i));
  problems.throwAll('parseSpinNpz');
  return records;
}

function numbers(
  type: 'float32' | 'float64' | 'uint8',
  records: readonly PersonRecord[],
  shape: readonly number[],
  row: (record: PersonRecord) => ArrayLike<number> | null,
): NumberArray | null {
  const rows = records.map(row);
  if (rows.every((values) => values === null)) return null;
  const size = sizeOf(shape);
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
  const parted = records.some((record) => record.stratum !== undefined);
  const letter = { male: 'm', female: 'f' } as const;
  const arrays: Record<string, NdArray | null> = {
    imgname: strings(records.map((record) => record.image)),
    center: numbers('float64', records, [2], (record) => record.center),
    scale: numbers('float64', records, [], (record) => [record.scale]),
    part: numbers('float32', records, [SPIN24.count, 3], (record) => record.keypoints24),
    openpose: numbers('float32', records, [25, 3], (record) => record.openpose25),
    S: numbers('float32', records, [SPIN24.count, 4], (record) => record.joints24),
    pose: numbers('float32', records, [POSE_SIZE], (record) => record.pose),
    shape: numbers('float32', records, [10], (record) => record.betas),
    has_smpl: numbers('uint8', records, [], (record) => [record.pose === null ? 0 : 1]),
    gender: some
      ? strings(records.map(({ gender }) => (gender === null ? 'n' : letter[gender])))
      : null,
    focal_length: numbers('float64', records, [], (record) => focalRow(record)),
    trans: numbers('float64', records, [3], (record) => record.translation),
    visibility: numbers('uint8', records, [JOINT_COUNT], (record) => record.visibility),
    stratum: parted ? strings(records.map(({ stratum }) => stratum ?? '')) : null,
  };
  const filled = Object.entries(arrays).filter(
    (entry): entry is [string, NdArray] => entry[1] !== null,
  );
  return writeNpz(new Map(filled));
}

function focalRow({ focalPx }: PersonRecord): [number] | null {
  return focalPx === null ? null : [focalPx];
}
