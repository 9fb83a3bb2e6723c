import { describe, expect, test } from 'vitest';
import { JOINT_SET_IDS, jointSet } from './joint-sets.ts';

describe.each(JOINT_SET_IDS.map((id) => jointSet(id)))('$id', ({ names, flip, parents }) => {
  test('names are unique', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  test('the flip is an involution that exchanges left and right', () => {
    for (const [joint, other] of flip.entries()) {
      expect(flip[other]).toBe(joint);
      const sides = [names[joint], names[other]].map((name) => /left|right/.exec(name)?.[0]);
      expect([`${sides[0]},${sides[1]}`]).toContain(
        { left: 'left,right', right: 'right,left' }[sides[0] ?? ''] ?? 'undefined,undefined',
      );
    }
  });

  test('parents come before their children, and the flip respects them', () => {
    for (const [joint, parent] of (parents ?? []).entries()) {
      expect(parent).toBeLessThan(names.length);
      const other = parents?.[flip[joint]];
      expect(other).toBe(parent < 0 ? -1 : flip[parent]);
    }
    expect((parents ?? [-1]).filter((parent) => parent < 0)).toHaveLength(1);
  });
});

test('the sets have the sizes of their names', () => {
  for (const id of JOINT_SET_IDS) {
    expect(jointSet(id).names).toHaveLength(Number(/\d+$/.exec(id)?.[0]));
  }
});

/** Order and permutations as the published code has them, written out. */
describe('the published orders', () => {
  test('SMPL: kinematic tree and flip', () => {
    expect(jointSet('smpl24').parents).toEqual([
      -1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19, 20, 21,
    ]);
    expect(jointSet('smpl24').flip).toEqual([
      0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20, 23, 22,
    ]);
  });

  test('the 49: flip', () => {
    // oxfmt-ignore
    const first = [0, 1, 5, 6, 7, 2, 3, 4, 8, 12, 13, 14, 9, 10, 11, 16, 15, 18, 17, 22, 23, 24, 19, 20, 21];
    // oxfmt-ignore
    const second = [5, 4, 3, 2, 1, 0, 11, 10, 9, 8, 7, 6, 12, 13, 14, 15, 16, 17, 18, 19, 21, 20, 23, 22];
    expect(jointSet('paper49').flip).toEqual([...first, ...second.map((joint) => 25 + joint)]);
  });

  test('the 49: what each one is, as an index into 24 joints, 21 vertices and 9 regressed points', () => {
    // oxfmt-ignore
    const points = [
      ...jointSet('smpl24').names,
      'nose', 'right_eye', 'left_eye', 'right_ear', 'left_ear',
      'left_big_toe', 'left_small_toe', 'left_heel', 'right_big_toe', 'right_small_toe', 'right_heel',
      ...Array.from({ length: 10 }, (_, finger) => `finger ${finger}`),
      'lsp/right_hip', 'lsp/left_hip', 'lsp/neck', 'lsp/head_top', 'mpii/pelvis', 'mpii/thorax',
      'extra/spine', 'extra/jaw', 'extra/head',
    ];
    // oxfmt-ignore
    expect(jointSet('paper49').landmarks.map((name) => points.indexOf(name))).toEqual([
      24, 12, 17, 19, 21, 16, 18, 20, 0, 2, 5, 8, 1, 4, 7, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
      8, 5, 45, 46, 4, 7, 21, 19, 17, 16, 18, 20, 47, 48, 49, 50, 51, 52, 53, 24, 26, 25, 28, 27,
    ]);
  });

  test('the 14 evaluation joints are these rows of the Human3.6M regressor', () => {
    const rows = jointSet('h36m17').landmarks;
    expect(jointSet('lsp14').landmarks.map((name) => rows.indexOf(name))).toEqual([
      6, 5, 4, 1, 2, 3, 16, 15, 14, 11, 12, 13, 8, 10,
    ]);
  });

  test('and the 17 of MPI-INF-3DHP, by what the second half of the 49 calls them', () => {
    const { landmarks } = jointSet('paper49');
    // H36M_TO_J17 and J24_TO_J17 list the same joints: rows of the regressor, and of the last 24 of 49
    const rows = [6, 5, 4, 1, 2, 3, 16, 15, 14, 11, 12, 13, 8, 10, 0, 7, 9];
    const superset = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18, 14, 16, 17];
    const plain = (name: string): string => name.replace(/^(lsp|mpii|extra|h36m)\//, '');
    expect(rows.map((row) => plain(jointSet('h36m17').landmarks[row]))).toEqual(
      superset.map((joint) => plain(landmarks[25 + joint])),
    );
  });
});
