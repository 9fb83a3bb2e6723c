import { describe, expect, test } from 'vitest';
import { toyBody } from '../../test/support/toy-body.ts';
import { makeBody } from './make-body.ts';
import { createPosedBody, createPoser } from './poser.ts';
import { approximations, landmarkOf, regressJoints } from './regressor.ts';
import { denseSkin, skinFromDense } from './skin.ts';
import { regressRows } from './smpl-arrays.ts';

const toy = toyBody();

/** The array with one element replaced. */
function changed<T extends Float32Array | Uint16Array | Uint32Array>(
  values: T,
  at: number,
  value: number,
): T {
  const copy = values.slice();
  copy[at] = value;
  return copy as T;
}

describe('makeBody refuses', () => {
  test.each([
    ['a NaN', { template: changed(toy.template, 5, NaN) }, 'template: expected finite numbers'],
    ['a face beyond the last vertex', { faces: changed(toy.faces, 2, 216) }, 'faces: expected an'],
    ['a joint that is none', { skinIndex: changed(toy.skinIndex, 0, 24) }, 'skinIndex: expected'],
    ['weights that do not sum to 1', { skinWeight: changed(toy.skinWeight, 0, 0.1) }, 'skinWeight'],
    ['too few joint directions', { jointShapeDirs: new Float32Array(3) }, 'jointShapeDirs: exp'],
    ['half a vertex', { template: toy.template.subarray(1) }, 'template: expected'],
    ['no vertices', { template: new Float32Array(0) }, 'template: expected'],
    [
      'a landmark off the body',
      { landmarks: new Map([['x', { index: Int32Array.of(999), weight: Float32Array.of(1) }]]) },
      'landmark "x": expected an index below 240, got 999',
    ],
    [
      'a landmark of nothing',
      { landmarks: new Map([['x', { index: new Int32Array(0), weight: new Float32Array(0) }]]) },
      'landmark "x": expected one finite weight an index',
    ],
  ])('%s', (_, part, message) => {
    const make = (): unknown => makeBody({ ...toy, ...part });
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'E_FORMAT' }) as Error);
  });

  test('several faults at once, each named', () => {
    expect(() =>
      makeBody({
        ...toy,
        faces: changed(toy.faces, 0, 1000),
        skinWeight: changed(toy.skinWeight, 3, NaN),
      }),
    ).toThrow(/3 problems found[^]*skinWeight[^]*faces/);
  });
});

test('posing names the argument of the wrong length', () => {
  const poser = createPoser(toy);
  const out = createPosedBody(toy);
  const good = { globalOrient: [0, 0, 0], bodyPose: Array(69).fill(0), betas: Array(10).fill(0) };
  expect(() => {
    poser.pose({ ...good, betas: [0] }, out);
  }).toThrow('pose betas: expected 10 numbers [10, 1], got 1');
  expect(() => {
    poser.pose({ ...good, bodyPose: Array(72).fill(0) }, out);
  }).toThrow('pose bodyPose: expected 69 numbers [23, 3], got 72');
  expect(() => {
    poser.pose({ rotmats: [1], betas: good.betas }, out);
  }).toThrow('pose rotmats: expected 216');
  expect(() => {
    poser.rest(good.betas, { ...out, vertices: new Float32Array(3) });
  }).toThrow('rest vertices: expected 648');
});

test('a joint that the body does not carry is E_UNSUPPORTED, with what to do', () => {
  const { vertices, joints } = createPosedBody(toy);
  const act = (): void => {
    regressJoints(toy, 'paper49', vertices, joints, new Float32Array(147));
  };
  expect(act).toThrow(expect.objectContaining({ code: 'E_UNSUPPORTED' }) as Error);
  expect(act).toThrow('got none; import the regressor that holds it');
  expect([...landmarkOf(toy, 'left_knee').index]).toEqual([216 + 4]);
  expect(approximations(toy, 'smpl24')).toEqual([]);
});

test('dense and sparse weights hold the same', () => {
  const dense = Float32Array.of(0, 0.25, 0.75, 1, 0, 0);
  const skin = skinFromDense(dense, 2, 3);
  expect(skin.influenceCount).toBe(2);
  expect([...skin.skinIndex]).toEqual([2, 1, 0, 0]);
  expect([...skin.skinWeight]).toEqual([0.75, 0.25, 1, 0]);
  expect([...denseSkin(skin, 3)]).toEqual([...dense]);
  expect(() => skinFromDense([0.5, -0.5], 1, 2)).toThrow('expected weights of 0 or more, got -0.5');
});

test('a regressor applies to every column', () => {
  const values = Float32Array.of(1, 10, 3, 30);
  expect([...regressRows([0.5, 0.5, 0, 2], values, 2)]).toEqual([2, 20, 6, 60]);
});
