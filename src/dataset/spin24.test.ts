import { expect, test } from 'vitest';
import { jointSet } from '../body/index.ts';
import { SPIN24, spin24From, spin24Map, type JointLayout } from './spin24.ts';

/** The maps as the reference's preprocessing writes them, digit by digit. */
// oxfmt-ignore
const PUBLISHED: Partial<Record<JointLayout, number[]>> = {
  coco17: [19, 20, 21, 22, 23, 9, 8, 10, 7, 11, 6, 3, 2, 4, 1, 5, 0],
  mpii16: [0, 1, 2, 3, 4, 5, 14, 15, 12, 13, 6, 7, 8, 9, 10, 11],
  h36m17: [14, 3, 4, 5, 2, 1, 0, 16, 12, 17, 18, 9, 10, 11, 8, 7, 6],
};

test.each(Object.entries(PUBLISHED))('%s by name is the published index map', (layout, map) => {
  expect(spin24Map(layout as JointLayout)).toEqual(map);
});

test("Human3.6M's 32 rows lead to the same places as its 17", () => {
  const rows = [11, 6, 7, 8, 1, 2, 3, 12, 24, 14, 15, 17, 18, 19, 25, 26, 27];
  const map = spin24Map('h36m32');
  expect(rows.map((row) => map[row])).toEqual(PUBLISHED.h36m17);
  expect(map.filter((to) => to >= 0)).toHaveLength(17);
});

test('flips are the published permutations', () => {
  // oxfmt-ignore
  const flip24 = [5, 4, 3, 2, 1, 0, 11, 10, 9, 8, 7, 6, 12, 13, 14, 15, 16, 17, 18, 19, 21, 20, 23, 22];
  // oxfmt-ignore
  const first25 = [0, 1, 5, 6, 7, 2, 3, 4, 8, 12, 13, 14, 9, 10, 11, 16, 15, 18, 17, 22, 23, 24, 19, 20, 21];
  // oxfmt-ignore
  const smpl = [0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20, 23, 22];
  expect(SPIN24.flip).toEqual(flip24);
  expect(jointSet('paper49').flip).toEqual([...first25, ...flip24.map((i) => 25 + i)]);
  expect(jointSet('smpl24').flip).toEqual(smpl);
});

test('a drawing has one root and every joint hangs on it', () => {
  expect(SPIN24.parents.filter((p) => p < 0)).toHaveLength(1);
  for (let j = 0; j < SPIN24.count; j++) {
    let at = j;
    for (let steps = 0; SPIN24.parents[at] >= 0 && steps < 24; steps++) at = SPIN24.parents[at];
    expect(SPIN24.names[at]).toBe('pelvis');
  }
});

test('absent joints are zeros; another length is refused', () => {
  const points = spin24From(
    'coco17',
    Float32Array.from({ length: 51 }, (_, i) => i + 1),
    3,
  );
  expect([...points.subarray(3 * 19, 3 * 20)]).toEqual([1, 2, 3]);
  expect([...points.subarray(3 * 14, 3 * 15)]).toEqual([0, 0, 0]);
  expect(() => spin24From('mpii16', [1, 2], 3)).toThrow(/\[16, 3\] for mpii16, got 2/);
});
