/** The fit of a calibration against NumPy's (tools/golden/confidence.py). */
import { expect, test } from 'vitest';
import { fitCalibration, type ErrorObservation } from '../../src/evaluation/index.ts';
import { JOINT_EVIDENCE, PERSON_EVIDENCE } from '../../src/reconstruct/index.ts';
import golden from './confidence.json' with { type: 'json' };

function person(i: number): ErrorObservation {
  const evidence = PERSON_EVIDENCE.map((_, e) => Math.sin(1.3 * (i + 1) * (e + 1) + e * e));
  const typical = 60 * Math.exp(0.5 * evidence[0] - 0.3 * evidence[3]);
  return {
    evidence: {
      person: Float64Array.from(evidence),
      joints: new Float64Array(24 * JOINT_EVIDENCE.length),
    },
    jointsMm: Array.from({ length: 24 }, (_, j) =>
      j === 0 ? 0 : typical * (1.2 + Math.sin(i + j)),
    ),
    betas: { predicted: new Float64Array(10), truth: new Float64Array(10) },
  };
}

test('score and curve of ninety people', () => {
  const people = Array.from({ length: 90 }, (_, i) => person(i));
  const { score, curve } = fitCalibration(1, people).person;
  const near = (ours: readonly number[], theirs: readonly number[]): void => {
    expect(ours).toHaveLength(theirs.length);
    // both are solved in float64 from a well-conditioned system
    ours.forEach((value, i) => expect(value / theirs[i]).toBeCloseTo(1, 8));
  };
  near(score.weights, golden.weights);
  near([score.bias], [golden.bias]);
  near(curve.scores, golden.scores);
  near(curve.meanMm, golden.meanMm);
  near(curve.lowMm, golden.lowMm);
  near(curve.highMm, golden.highMm);
});
