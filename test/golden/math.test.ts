import { describe, expect, test } from 'vitest';
import {
  alignSimilarity,
  rot6dColMajorFromRotmat,
  rot6dRowMajorFromRotmat,
  rotmatFromAxisAngle,
  rotmatFromRot6dColMajor,
  rotmatFromRot6dRowMajor,
} from '../../src/math/index.ts';
import { expectClose, TOLERANCE } from '../support/close.ts';
import { hashArray, hashSeed, hashUniform } from '../support/hash.ts';
import golden from './math.json' with { type: 'json' };

test('the hash gives the numbers that every generator uses', () => {
  expect(hashSeed('input').toString(16)).toBe('f9d86f7b');
  expectClose(
    [0, 1, 2].map((i) => hashUniform('input', i)),
    [0.98036012, 0.79236961, 0.62917011],
    5e-9,
  );
});

describe('against the reference implementation', () => {
  test.each(golden.rodrigues.aa.map((aa, i) => [aa, golden.rodrigues.R[i]]))(
    'axis-angle %j',
    (aa, rotmat) => {
      expectClose(rotmatFromAxisAngle(aa), rotmat, TOLERANCE.rotation);
    },
  );

  test.each(golden.rot6d.x.map((x, i) => [x, golden.rot6d.R[i]]))('6D %j', (x, rotmat) => {
    const ours = rotmatFromRot6dRowMajor(x);
    expectClose(ours, rotmat, TOLERANCE.rotation);
    // the other layout of the same two columns is the same rotation
    const colMajor = [x[0], x[2], x[4], x[1], x[3], x[5]];
    expectClose(rotmatFromRot6dColMajor(colMajor), ours, TOLERANCE.f64);
    expectClose(rot6dRowMajorFromRotmat(ours), rot6dRowMajorFromRotmat(rotmat), TOLERANCE.rotation);
    expectClose(rot6dColMajorFromRotmat(ours), rot6dColMajorFromRotmat(rotmat), TOLERANCE.rotation);
  });
});

test('mean joint error before and after Procrustes alignment', () => {
  const prediction = hashArray('pa.pred', 42, 0.5);
  const truth = hashArray('pa.gt', 42, 0.5);
  const meanError = (points: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < 42; i += 3) {
      sum += Math.hypot(
        points[i] - truth[i],
        points[i + 1] - truth[i + 1],
        points[i + 2] - truth[i + 2],
      );
    }
    return sum / 14;
  };
  expectClose([meanError(prediction)], [golden.pa.mpjpe_m], TOLERANCE.rotation);
  expectClose(
    [meanError(alignSimilarity(prediction, truth))],
    [golden.pa.pa_mpjpe_m],
    TOLERANCE.rotation,
  );
});
