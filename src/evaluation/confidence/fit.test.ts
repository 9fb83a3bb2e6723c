import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  calibrationsText,
  expectedError,
  JOINT_EVIDENCE,
  parseCalibrations,
  PERSON_EVIDENCE,
  type Evidence,
} from '../../reconstruct/index.ts';
import { Rng } from '../../base/index.ts';
import { fitCalibration, nonDecreasing, quantile, type ErrorObservation } from './fit.ts';
import { reliabilityBins, reliabilityOf, spearman } from './reliability.ts';

const P = PERSON_EVIDENCE.length;
const J = JOINT_EVIDENCE.length;

/** People whose error is told by their first evidence, and whose left hip by its own last one too. */
function people(count: number, seed = 'people'): ErrorObservation[] {
  const rng = new Rng(seed);
  return Array.from({ length: count }, () => {
    const person = Float64Array.from({ length: P }, () => rng.normal());
    const joints = Float64Array.from({ length: 24 * J }, () => rng.normal());
    const typical = 100 * Math.exp(0.5 * person[0]);
    const jointsMm = Float64Array.from({ length: 24 }, (_, j) =>
      j === 0
        ? 0
        : typical * Math.exp(0.2 * rng.normal() + (j === 1 ? 0.6 * joints[J + J - 1] : 0)),
    );
    const truth = Float64Array.from({ length: 10 }, (_, s) => rng.normal(0, 1 + s / 10));
    const betas = { predicted: new Float64Array(10), truth };
    return { evidence: { person, joints }, jointsMm, betas };
  });
}

const trueMm = ({ jointsMm }: ErrorObservation): number =>
  Array.from(jointsMm).reduce((sum, mm) => sum + mm, 0) / 24;

test('the pooled sequence is that of the textbook', () => {
  expect(nonDecreasing([1, 3, 2, 4])).toEqual([1, 2.5, 2.5, 4]);
  expect(nonDecreasing([5, 4, 3, 2, 1])).toEqual([3, 3, 3, 3, 3]);
  expect(nonDecreasing([])).toEqual([]);
});

test('pooling rises, keeps the sum, and leaves what rises alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
      const pooled = nonDecreasing(values);
      const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
      pooled.slice(1).forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(pooled[i] - 1e-9);
      });
      expect(sum(pooled)).toBeCloseTo(sum(values), 6);
      const sorted = [...values].sort((a, b) => a - b);
      expect(nonDecreasing(sorted)).toEqual(sorted);
    }),
  );
});

test('quantiles lie between the numbers', () => {
  expect(quantile([1, 2, 3, 4, 5], 0.5)).toBe(3);
  expect(quantile([0, 10], 0.1)).toBe(1);
  expect(quantile([7], 0.9)).toBe(7);
});

test('finds what tells the error, and is calibrated on others', () => {
  const calibration = fitCalibration(5, people(600));
  const { weights } = calibration.person.score;
  expect(weights[0]).toBeGreaterThan(0.4);
  for (const other of weights.slice(1)) expect(Math.abs(other)).toBeLessThan(0.05);
  expect(calibration.joints[0].score.weights[P + J - 1]).toBeGreaterThan(0.5);

  const others = people(600, 'others');
  const expected = others.map(({ evidence }) => expectedError(calibration, evidence));
  const of = reliabilityOf(expected, others.map(trueMm));
  expect(of.spearman).toBeGreaterThan(0.9);
  expect(of.slope).toBeGreaterThan(0.9);
  expect(of.slope).toBeLessThan(1.1);
  expect(of.expectedMm / of.trueMm).toBeCloseTo(1, 1);
  expect(of.coverage).toBeGreaterThan(0.74);
  expect(of.coverage).toBeLessThan(0.86);
  for (const { jointsMm, rangeMm, meanMm } of expected) {
    expect(jointsMm.smpl24).toHaveLength(24);
    expect(jointsMm.smpl24[0]).toBe(0);
    expect(rangeMm[0]).toBeLessThanOrEqual(meanMm);
    expect(rangeMm[1]).toBeGreaterThanOrEqual(meanMm);
  }
});

test('betas have the spread that their errors had', () => {
  const { betasSd } = fitCalibration(5, people(2000));
  betasSd.forEach((sd, s) => expect(sd / (1 + s / 10)).toBeCloseTo(1, 1));
  // an answer that is off by the same for everybody is as wrong as one that strays
  const betas = { predicted: new Float64Array(10), truth: new Float64Array(10).fill(-2) };
  const shifted = people(100).map((person) => ({ ...person, betas }));
  expect(fitCalibration(5, shifted).betasSd).toEqual(Array(10).fill(2));
});

test('a worse score never means a smaller error, however far out', () => {
  const calibration = fitCalibration(5, people(200));
  const told = (first: number): number[] => {
    const evidence: Evidence = {
      person: new Float64Array(P).with(0, first),
      joints: new Float64Array(24 * J),
    };
    const { meanMm, rangeMm } = expectedError(calibration, evidence);
    return [meanMm, ...rangeMm];
  };
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      const high = told(more);
      told(less).forEach((mm, i) => {
        expect(Number.isFinite(mm)).toBe(true);
        expect(mm).toBeLessThanOrEqual(high[i]);
      });
    }),
  );
});

test('evidence that is the same for everybody tells nothing and harms nothing', () => {
  const alike = people(100).map(({ evidence, ...errors }) => ({
    evidence: { ...evidence, person: evidence.person.with(3, -8) },
    ...errors,
  }));
  const calibration = fitCalibration(1, alike);
  expect(calibration.person.score.weights[3]).toBe(0);
  expect(JSON.stringify(calibration)).not.toContain('null');
});

test('the same people give the same numbers, which survive their file', () => {
  const first = fitCalibration(5, people(120));
  expect(fitCalibration(5, people(120))).toEqual(first);
  const calibration = { weights: 'ab'.repeat(32), people: 120, byRois: [first] };
  const text = calibrationsText([], calibration);
  const [read] = parseCalibrations(text);
  const { evidence } = people(1, 'somebody')[0];
  const near = expectedError(read.byRois[0], evidence).meanMm;
  expect(near / expectedError(first, evidence).meanMm).toBeCloseTo(1, 3);
  expect(calibrationsText([read], calibration)).toBe(text);
  const other = { ...calibration, weights: 'cd'.repeat(32) };
  expect(parseCalibrations(calibrationsText([read], other))).toHaveLength(2);
  expect(() => parseCalibrations(text.replace('"bias"', '"base"'))).toThrow(
    expect.objectContaining({ code: 'E_FORMAT' }),
  );
});

test('a curve that falls is refused', () => {
  const first = fitCalibration(5, people(120));
  const meanMm = [...first.person.curve.meanMm].reverse();
  const person = { ...first.person, curve: { ...first.person.curve, meanMm } };
  const text = calibrationsText([], {
    weights: 'ab'.repeat(32),
    people: 120,
    byRois: [{ ...first, person }],
  });
  expect(() => parseCalibrations(text)).toThrow('expected numbers that rise');
});

test('a handful of people is refused', () => {
  expect(() => fitCalibration(5, people(49))).toThrow(expect.objectContaining({ code: 'E_RANGE' }));
});

test('ranks share ties, as in the textbook', () => {
  expect(spearman([1, 2, 3, 4], [10, 20, 30, 40])).toBeCloseTo(1, 12);
  expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
  // ranks 0.5 0.5 2 3 against 0 1 2 3
  expect(spearman([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  expect(spearman([1, 1], [1, 2])).toBeNaN();
});

test('bins hold everybody once, by rising expectation', () => {
  const expected = Array.from({ length: 23 }, (_, i) => (i * 7) % 23);
  const bins = reliabilityBins(expected, expected, 5);
  expect(bins.reduce((sum, bin) => sum + bin.people, 0)).toBe(23);
  for (const bin of bins) expect(bin.trueMm).toBeCloseTo(bin.expectedMm, 12);
  const means = bins.map((bin) => bin.expectedMm);
  expect(means).toEqual(means.toSorted((a, b) => a - b));
});
