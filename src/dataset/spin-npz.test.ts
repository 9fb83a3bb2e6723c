import { expect, test } from 'vitest';
import { readNpz, writeNpz } from '../format/index.ts';
import { Rng } from '../rng.ts';
import type { PersonRecord } from './records.ts';
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

test('a damaged file says which array and why', () => {
  const base = readNpz(writeSpinNpz([full]));
  const broken = (name: string, array: Parameters<typeof base.set>[1] | null): Uint8Array => {
    const copy = new Map(base);
    if (array === null) copy.delete(name);
    else copy.set(name, array);
    return writeNpz(copy);
  };
  expect(() => parseSpinNpz(broken('imgname', null))).toThrow(/an array imgname/);
  expect(() => parseSpinNpz(broken('center', null))).toThrow(/center and scale/);
  const short = { type: 'float32', shape: [1, 71], data: new Float32Array(71) } as const;
  expect(() => parseSpinNpz(broken('pose', short))).toThrow(/pose \[1, 72\], got \[1, 71\]/);
  const nan = { type: 'float32', shape: [1, 72], data: new Float32Array(72).fill(NaN) } as const;
  expect(() => parseSpinNpz(broken('pose', nan))).toThrow(
    /finite numbers, got NaN \(pose, element 0\)/,
  );
  expect(() => writeSpinNpz([{ ...full, betas: ramp(9) }])).toThrow(/expected 10 numbers, got 9/);
});
