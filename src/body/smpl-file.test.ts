import { describe, expect, test } from 'vitest';
import { expectClose, TOLERANCE } from '../../test/support/close.ts';
import { hashArray } from '../../test/support/hash.ts';
import { instance, int, ndarray, str, tuple } from '../../test/support/pickle.ts';
import {
  arrayCode,
  ATTACK,
  cleanedNpz,
  madeUpRegressor,
  madeUpSmpl,
  meanFile,
  originalPickle,
  regressorFile,
  smallPickle,
} from '../../test/support/smpl-files.ts';
import { writeNpy } from '../format/index.ts';
import { jointSet } from './joint-sets.ts';
import { createPosedBody, createPoser } from './poser.ts';
import { regressJoints } from './regressor.ts';
import { bodyFromSmplArrays } from './smpl-arrays.ts';
import { readSmplFile } from './smpl-file.ts';
import {
  missingRegressors,
  regressorLandmarks,
  smplPicks,
  withLandmarks,
} from './smpl-landmarks.ts';

const numbers = madeUpSmpl();
const original = originalPickle(numbers);

function bodyOf(bytes: Uint8Array) {
  const file = readSmplFile(bytes);
  if (file.kind !== 'model') throw new Error(`expected a model, got ${file.kind}`);
  return bodyFromSmplArrays({ id: 'smpl-neutral', ...file.arrays, landmarks: smplPicks() });
}

describe('a model', () => {
  const body = bodyOf(original);

  test('of the original release: chumpy objects, a sparse regressor, uint32 parents', () => {
    expectClose(body.template, numbers.v_template, TOLERANCE.rotation);
    expectClose(body.shapeDirs, numbers.shapedirs, TOLERANCE.rotation);
    expectClose(body.poseDirs ?? [], numbers.posedirs, 0);
    expectClose(body.faces, numbers.f, 0);
    // joints by the dense regressor, written out
    const J = jointSet('smpl24').names.length;
    const expected = Float64Array.from({ length: J * 3 }, (_, i) => {
      let sum = 0;
      for (let v = 0; v < 6890; v++) {
        sum +=
          (numbers.J_regressor[Math.floor(i / 3) * 6890 + v] ?? 0) *
          (numbers.v_template[v * 3 + (i % 3)] ?? 0);
      }
      return sum;
    });
    expectClose(body.jointTemplate, expected, TOLERANCE.rotation);
  });

  test('cleaned, as .npz, with more shape directions than are used', () => {
    const clean = bodyOf(cleanedNpz(numbers));
    expect(clean.shapeCount).toBe(10);
    const pose = {
      globalOrient: [Math.PI, 0, 0],
      bodyPose: hashArray('pose', 69, 0.5),
      betas: hashArray('betas', 10, 2),
    };
    const [a, b] = [createPosedBody(body), createPosedBody(clean)];
    createPoser(body).pose(pose, a);
    createPoser(clean).pose(pose, b);
    expectClose(a.vertices, b.vertices, TOLERANCE.rotation);
  });

  test('with keys and words that a later Python made bytes of', () => {
    // the opcode of a short string of Python 2 becomes that of bytes, in every key of the dictionary
    const later = original.slice();
    for (const key of [
      'bs_style',
      'lbs',
      'v_template',
      'shapedirs',
      'posedirs',
      'J_regressor',
      'weights',
      'f',
      'kintree_table',
    ]) {
      const at = Buffer.from(later).indexOf(Buffer.from([0x55, key.length, ...Buffer.from(key)]));
      later[at] = 0x43;
    }
    expectClose(bodyOf(later).template, body.template, 0);
    expectClose(bodyOf(later).jointTemplate, body.jointTemplate, 0);
  });

  test('with a regressor by coordinates', () => {
    const [row, column, data]: [number[], number[], number[]] = [[], [], []];
    numbers.J_regressor.forEach((value, i) => {
      if (value === 0) return;
      row.push(Math.floor(i / 6890));
      column.push(i % 6890);
      data.push(value);
    });
    const coo = instance('scipy.sparse._coo', 'coo_matrix', {
      _shape: tuple(int(24), int(6890)),
      row: ndarray('i4', [row.length], new Uint8Array(Int32Array.from(row).buffer)),
      col: ndarray('i4', [row.length], new Uint8Array(Int32Array.from(column).buffer)),
      data: ndarray('f8', [row.length], new Uint8Array(Float64Array.from(data).buffer)),
    });
    const file = originalPickle(numbers, { J_regressor: [coo] });
    expectClose(bodyOf(file).jointTemplate, body.jointTemplate, 0);
  });

  test('with more shape directions in its pickle', () => {
    const wide = new Float64Array(6890 * 3 * 12).fill(7);
    for (let row = 0; row < 6890 * 3; row++) {
      wide.set(numbers.shapedirs.subarray(row * 10, row * 10 + 10), row * 12);
    }
    const file = originalPickle(numbers, { shapedirs: arrayCode('f8', [6890, 3, 12], wide) });
    expectClose(bodyOf(file).shapeDirs, body.shapeDirs, 0);
  });

  test('takes regressors, now or later, and says which it lacks', () => {
    expect(missingRegressors(body)).toEqual(['extra', 'h36m']);
    const file = readSmplFile(regressorFile(17));
    if (file.kind !== 'regressor') throw new Error(file.kind);
    const richer = withLandmarks(body, regressorLandmarks(file.regressor, file.rows));
    expect(missingRegressors(richer)).toEqual(['extra']);
    const posed = createPosedBody(richer);
    createPoser(richer).rest(new Float32Array(10), posed);
    const joints = new Float32Array(17 * 3);
    regressJoints(richer, 'h36m17', posed.vertices, posed.joints, joints);
    const row = madeUpRegressor(17).subarray(6 * 6890, 7 * 6890);
    const ankle = [0, 1, 2].map((axis) =>
      row.reduce((sum, weight, v) => sum + weight * (posed.vertices[v * 3 + axis] ?? 0), 0),
    );
    // row 6 of the regressor is the right ankle
    expect(jointSet('h36m17').names[6]).toBe('right_ankle');
    expectClose(joints.subarray(18, 21), ankle, TOLERANCE.rotation);
    expect(() =>
      regressJoints(richer, 'paper49', posed.vertices, posed.joints, new Float32Array(147)),
    ).toThrow(/import the regressor that holds it/);
  });
});

test('mean parameters', () => {
  const file = readSmplFile(meanFile());
  if (file.kind !== 'mean') throw new Error(file.kind);
  expect(file.mean.cam).toEqual(Float32Array.of(0.9, 0, 0));
  expect(file.mean.pose).toEqual(hashArray('mean.pose', 144, 1));
});

describe('what is not SMPL is refused by saying what it is', () => {
  const wrongShapes = originalPickle(numbers, {
    weights: arrayCode('f8', [6890, 52], new Float64Array(6890 * 52)),
    f: arrayCode('u4', [2, 3], new Uint32Array(6)),
    kintree_table: arrayCode('u4', [2, 24], new Uint32Array(48)),
  });
  const cases: [string, () => Uint8Array, RegExp][] = [
    [
      'SMPL+H',
      () => wrongShapes,
      /3 problems found\n {2}weights: expected \[6890, 24\], got \[6890, 52\]; this is SMPL\+H\n {2}f: .*\n {2}kintree_table: /,
    ],
    [
      'SMPL-X',
      () =>
        originalPickle(numbers, {
          v_template: arrayCode('f8', [10475, 3], new Float64Array(10475 * 3)),
        }),
      /10475: this is SMPL-X/,
    ],
    [
      'dual quaternions',
      () => originalPickle(numbers, { bs_style: [str('dqbs')] }),
      /linear blend skinning, got dqbs/,
    ],
    [
      'another dictionary',
      () => smallPickle({ epoch: int(1) }),
      /expected v_template, .* in the file, got epoch/,
    ],
    ['a list', () => Uint8Array.from([0x5d, 0x2e]), /a dictionary in the pickle, got a list/],
    [
      'another array',
      () => writeNpy({ type: 'float32', shape: [3], data: new Float32Array(3) }),
      /a regressor \[9, 6890\] or \[17, 6890\], got \[3\]/,
    ],
    [
      'not finite',
      () =>
        writeNpy({ type: 'float32', shape: [9, 6890], data: new Float32Array(9 * 6890).fill(NaN) }),
      /finite numbers, got NaN/,
    ],
    [
      'an attack',
      () => originalPickle(numbers, { pose_training_info: ATTACK }),
      /a call of os\.system; do not open this file in Python/,
    ],
    [
      'a model that is not finite',
      () => {
        const v_template = Float64Array.from(numbers.v_template);
        v_template[7] = NaN;
        return originalPickle(numbers, { v_template: arrayCode('f8', [6890, 3], v_template) });
      },
      /finite numbers, got NaN \("v_template", element 7\)/,
    ],
    [
      'a picture',
      () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
      /a file of SMPL's, got a PNG picture/,
    ],
    ['text', () => new TextEncoder().encode('<html>log in</html>'), /opcode|expected/],
  ];
  test.each(cases)('%s', (_, bytes, message) => {
    const error = { code: 'E_FORMAT', message: expect.stringMatching(message) as string };
    expect(() => readSmplFile(bytes())).toThrow(expect.objectContaining(error));
  });
});
