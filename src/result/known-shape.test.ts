import { beforeAll, expect, test } from 'vitest';
import { samplePerson } from '../../test/support/result.ts';
import { createPosedBody, createPoser, readBody, type BodyModel } from '../body/index.ts';
import { nodeFiles } from '../node/index.ts';
import { withBody } from './edit.ts';
import { withShape } from './known-shape.ts';
import type { Person } from './result.ts';

let open: BodyModel;
beforeAll(async () => {
  open = await readBody(nodeFiles, 'open');
});

/** Of the body in zero pose, by posing it. */
function statureM(betas: readonly number[]): number {
  const posed = createPosedBody(open);
  const pose = { globalOrient: [0, 0, 0], bodyPose: Array<number>(69).fill(0), betas };
  createPoser(open).pose(pose, posed);
  const ys = posed.vertices.filter((_, i) => i % 3 === 1);
  return ys.reduce((a, b) => Math.max(a, b)) - ys.reduce((a, b) => Math.min(a, b));
}

function heightPx({ joints2d }: Person): number {
  const ys = joints2d.smpl24.map(([, y]) => y);
  return Math.max(...ys) - Math.min(...ys);
}

test.each([1.2, 1.5, 1.75, 2.1])('somebody of %d m is that tall', (heightM) => {
  const person = withShape(samplePerson(), { heightM }, open);
  expect(Math.abs(statureM(person.body.betas) - heightM)).toBeLessThan(1e-3);
});

test('the pelvis keeps its pixel, the person their size in the image; the taller is farther', () => {
  const before = withBody(samplePerson(), {}, open);
  const after = withShape(before, { heightM: 2 }, open);
  const ratio = 2 / statureM(before.body.betas);
  after.joints2d.smpl24[0].forEach((x, k) =>
    expect(x).toBeCloseTo(before.joints2d.smpl24[0][k], 3),
  );
  expect(after.joints3d.smpl24[0][2]).toBeCloseTo(ratio * before.joints3d.smpl24[0][2], 4);
  expect(heightPx(after) / heightPx(before)).toBeCloseTo(1, 1);
});

test('betas that are given are those of the result; a height rescales them', () => {
  const betas = [1, -1, 0.5, 0, 0, 0, 0, 0, 0, 0];
  expect(withShape(samplePerson(), { betas }, open).body.betas).toEqual(betas);
  const tall = withShape(samplePerson(), { betas, heightM: 1.9 }, open);
  expect(Math.abs(statureM(tall.body.betas) - 1.9)).toBeLessThan(1e-3);
});

test('nothing known changes nothing', () => {
  const person = samplePerson();
  expect(withShape(person, {}, open)).toBe(person);
});

test.each([{ heightM: NaN }, { heightM: 175 }, { betas: [1] }, { betas: Array(10).fill(NaN) }])(
  '%j is refused',
  (known) => {
    expect(() => withShape(samplePerson(), known, open)).toThrow('withShape: ');
  },
);
