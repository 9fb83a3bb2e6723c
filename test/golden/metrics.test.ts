import { expect, test } from 'vitest';
import { distances, meanOf, procrustesDistances } from '../../src/evaluation/index.ts';
import { hashArray } from '../support/hash.ts';
import golden from './math.json' with { type: 'json' };

const predicted = hashArray('pa.pred', 42, 0.5);
const truth = hashArray('pa.gt', 42, 0.5);
/** The reference works in float32. */
const FLOAT32_M = 1e-6;

test('errors of 14 joints are those of the reference implementation', () => {
  expect(Math.abs(meanOf(distances(predicted, truth)) - golden.pa.mpjpe_m)).toBeLessThan(FLOAT32_M);
  const aligned = meanOf(procrustesDistances(predicted, truth));
  expect(Math.abs(aligned - golden.pa.pa_mpjpe_m)).toBeLessThan(FLOAT32_M);
});

/**
 * Horn 1987: the rotation is the eigenvector of the largest eigenvalue of a 4×4 matrix, here by power iteration.
 * Nothing of it is shared with the singular value decomposition of the metric.
 */
function hornDistances(from: ArrayLike<number>, to: ArrayLike<number>): number[] {
  const count = from.length / 3;
  const mean = (p: ArrayLike<number>): number[] =>
    [0, 1, 2].map(
      (k) => Array.from({ length: count }, (_, i) => p[3 * i + k]).reduce((a, b) => a + b) / count,
    );
  const [a, b] = [mean(from), mean(to)];
  const S = [0, 1, 2].map((r) =>
    [0, 1, 2].map((c) =>
      Array.from(
        { length: count },
        (_, i) => (from[3 * i + r] - a[r]) * (to[3 * i + c] - b[c]),
      ).reduce((x, y) => x + y),
    ),
  );
  const N = [
    [S[0][0] + S[1][1] + S[2][2], S[1][2] - S[2][1], S[2][0] - S[0][2], S[0][1] - S[1][0]],
    [S[1][2] - S[2][1], S[0][0] - S[1][1] - S[2][2], S[0][1] + S[1][0], S[2][0] + S[0][2]],
    [S[2][0] - S[0][2], S[0][1] + S[1][0], S[1][1] - S[0][0] - S[2][2], S[1][2] + S[2][1]],
    [S[0][1] - S[1][0], S[2][0] + S[0][2], S[1][2] + S[2][1], S[2][2] - S[0][0] - S[1][1]],
  ];
  // shifted until every eigenvalue is positive, so that the largest one wins
  const shift = N.flat().reduce((sum, x) => sum + Math.abs(x), 0);
  let q = [1, 0.1, 0.2, 0.3];
  for (let step = 0; step < 20_000; step++) {
    const next = N.map((row, i) => row.reduce((sum, x, j) => sum + x * q[j], shift * q[i]));
    const norm = Math.hypot(...next);
    q = next.map((x) => x / norm);
  }
  const [w, x, y, z] = q;
  const R = [
    [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z],
  ];
  const turned = Array.from({ length: count }, (_, i) =>
    R.map((row) => row.reduce((sum, r, k) => sum + r * (from[3 * i + k] - a[k]), 0)),
  );
  let dot = 0;
  let square = 0;
  turned.forEach((p, i) =>
    p.forEach((value, k) => {
      dot += value * (to[3 * i + k] - b[k]);
      square += value * value;
    }),
  );
  return turned.map((p, i) =>
    Math.hypot(...p.map((value, k) => (dot / square) * value - (to[3 * i + k] - b[k]))),
  );
}

test.each(['a', 'b', 'c', 'd'])(
  'alignment %s agrees with the quaternion method of Horn',
  (name) => {
    const from = hashArray(`${name}.from`, 51, 0.7);
    const to = hashArray(`${name}.to`, 51, 0.7);
    const ours = procrustesDistances(from, to);
    hornDistances(from, to).forEach((d, i) => expect(ours[i]).toBeCloseTo(d, 9));
  },
);
