import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged, onlyFormatErrors } from '../../../test/support/hostile.ts';
import { readNpz, writeNpz, type NdArray } from '../../format/index.ts';
import { Rng } from '../../base/index.ts';
import type { PersonRecord } from '../records.ts';
import { parseSpinNpz, writeSpinNpz } from './spin-npz.ts';

const rng = new Rng('npz');
const ramp = (n: number): Float32Array =>
  Float32Array.from({ length: n }, () => rng.uniform(0.1, 2));

const full: PersonRecord = {
  image: 'images/0001.jpg',
  center: [320.5, 240.25],
  scale: 1.75,
  keypoints24: ramp(72),
  openpose25: ramp(75),
  joints24: ramp(96),
  pose: ramp(72),
  betas: ramp(10),
  gender: 'female',
  focalPx: 800,
  translation: [0.5, -0.25, 4],
  visibility: Uint8Array.from({ length: 24 }, (_, i) => i % 3),
};
const bare: PersonRecord = {
  ...full,
  image: 'é/2.png',
  keypoints24: null,
  openpose25: null,
  joints24: null,
  pose: null,
  betas: null,
  gender: null,
  focalPx: null,
  translation: null,
};

test('records come back as they went, with null where nothing is known', () => {
  const bytes = writeSpinNpz([full, bare]);
  expect(parseSpinNpz(bytes)).toEqual([full, bare]);
  expect(writeSpinNpz([full, bare])).toEqual(bytes);
});

test('the arrays have the names and shapes of the layout', () => {
  const arrays = readNpz(writeSpinNpz([full, bare, full]));
  const shapes = Object.fromEntries([...arrays].map(([name, { shape }]) => [name, shape]));
  expect(shapes).toMatchObject({
    imgname: [3],
    center: [3, 2],
    scale: [3],
    part: [3, 24, 3],
    S: [3, 24, 4],
    pose: [3, 72],
    shape: [3, 10],
    has_smpl: [3],
    gender: [3],
  });
  expect(readNpz(writeSpinNpz([bare])).has('pose')).toBe(false);
});

test('pose without has_smpl counts for everybody; other genders than m are female', () => {
  const base = readNpz(writeSpinNpz([full]));
  base.delete('has_smpl');
  base.set('gender', { type: 'string', shape: [1], data: ['female'] });
  const [record] = parseSpinNpz(writeNpz(base));
  expect(record.pose).toEqual(full.pose);
  expect(record.gender).toBe('female');
});

/** The arrays of a whole file with some replaced, or taken out. */
function changed(changes: Readonly<Record<string, NdArray | null>>): Uint8Array {
  const arrays = readNpz(writeSpinNpz([full, full]));
  for (const [name, array] of Object.entries(changes)) {
    if (array === null) arrays.delete(name);
    else arrays.set(name, array);
  }
  return writeNpz(arrays);
}
const floats = (shape: number[], value: number): NdArray => {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);
  return { type: 'float32', shape, data };
};

test('every problem of a file is told at once', () => {
  const bytes = changed({
    imgname: { type: 'string', shape: [2], data: ['../outside.png', 'b.png'] },
    pose: floats([2, 71], 0),
    shape: floats([2, 10], NaN),
    scale: floats([2], -1),
    focal_length: { type: 'string', shape: [2], data: ['a', 'b'] },
    gender: { type: 'string', shape: [1], data: ['m'] },
  });
  let message = '';
  try {
    parseSpinNpz(bytes);
  } catch (error) {
    expect(error).toMatchObject({ code: 'E_FORMAT' });
    message = (error as Error).message;
  }
  const [head, ...lines] = message.split('\n').map((line) => line.trim());
  expect(head).toBe('parseSpinNpz: 7 problems found');
  expect(lines.toSorted()).toEqual([
    'focal_length: expected numbers, got string',
    'gender: expected [2], got [1]',
    'imgname[0]: expected a path below the folder of the data set, got "../outside.png"',
    'pose: expected [2, 72], got [2, 71]',
    'scale[0]: expected above 0, got -1',
    'scale[1]: expected above 0, got -1',
    'shape: expected finite numbers, got NaN (element 0)',
  ]);
});

test('a file without imgname is told what else is wrong', () => {
  expect(() => parseSpinNpz(changed({ imgname: null, pose: floats([2, 3], 0) }))).toThrow(
    /imgname: expected an array of texts, got none\n {2}pose: expected \[2, 72\], got \[2, 3\]/,
  );
});

test('rows that a shape claims and no byte backs are not believed', () => {
  const claim: NdArray = { type: 'string', shape: [1e15, 0], data: [] };
  expect(() => parseSpinNpz(changed({ imgname: claim }))).toThrow(
    expect.objectContaining({ code: 'E_FORMAT' }),
  );
});

test('without center and scale the box is that of the visible joints', () => {
  const part = new Float32Array(2 * 72);
  part.set([10, 20, 1, 110, 80, 1, 500, 500, 0]);
  part.set([10, 20, 1, 60, 220, 1], 72);
  const array: NdArray = { type: 'float32', shape: [2, 24, 3], data: part };
  const records = parseSpinNpz(changed({ center: null, scale: null, part: array }));
  expect(records.map(({ center, scale }) => ({ center, scale }))).toEqual([
    { center: [60, 50], scale: (1.2 * 100) / 200 },
    { center: [35, 120], scale: (1.2 * 200) / 200 },
  ]);
  expect(() => parseSpinNpz(changed({ scale: null, part: null }))).toThrow(
    /row 0: expected center and scale, or visible joints in part, got neither/,
  );
});

test("CLIFF's names of the translation and the focal length", () => {
  const [record] = parseSpinNpz(
    changed({
      trans: null,
      focal_length: null,
      global_t: floats([2, 3], 3),
      focal_l: floats([2], 900),
    }),
  );
  expect(record).toMatchObject({ translation: [3, 3, 3], focalPx: 900 });
});

test('records of another length are not written', () => {
  expect(() => writeSpinNpz([{ ...full, betas: ramp(9) }])).toThrow(/expected 10 numbers, got 9/);
});

test('damaged bytes are E_FORMAT and nothing else', () => {
  const bytes = writeSpinNpz([full]);
  fc.assert(
    fc.property(damaged(bytes), (broken) => onlyFormatErrors(() => parseSpinNpz(broken))),
    { numRuns: 40 },
  );
});

test('names as Windows and other programs wrote them are one name', () => {
  const data = ['S1\\Directions\\1.jpg', './S1//./2.jpg'];
  const records = parseSpinNpz(changed({ imgname: { type: 'string', shape: [2], data } }));
  expect(records.map(({ image }) => image)).toEqual(['S1/Directions/1.jpg', 'S1/2.jpg']);
  const outside = ['.\\..\\1.jpg', '\\\\host\\share.jpg'];
  expect(() =>
    parseSpinNpz(changed({ imgname: { type: 'string', shape: [2], data: outside } })),
  ).toThrow(/imgname\[0\]: expected a path below[^]*imgname\[1\]: expected a path below/);
});

test('a file of nobody has no people, whatever type its arrays are', () => {
  for (const type of ['float32', 'float64'] as const) {
    const Kind = type === 'float32' ? Float32Array : Float64Array;
    const none = (...shape: number[]): NdArray => ({ type, shape, data: new Kind(0) });
    expect(
      parseSpinNpz(writeNpz({ imgname: none(0), center: none(0, 2), scale: none(0) })),
    ).toEqual([]);
  }
});
