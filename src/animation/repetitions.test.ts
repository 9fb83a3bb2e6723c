import { describe, expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import { countRepetitions } from './repetitions.ts';

const FPS = 30;

/** A knee over `count` squats of three seconds, standing still before and after; degrees. */
function squats(count: number, noiseDeg = 0, depthDeg = 90) {
  const rng = new Rng('squats');
  const seconds = Array.from({ length: FPS * (3 * count + 4) }, (_, i) => i / FPS);
  const degrees = seconds.map((time) => {
    const inside = time > 2 && time < 2 + 3 * count;
    const bend = inside ? (1 - Math.cos(((time - 2) * 2 * Math.PI) / 3)) / 2 : 0;
    return 10 + depthDeg * bend + rng.normal(0, noiseDeg);
  });
  return { seconds, degrees };
}

const counted = (
  { seconds, degrees }: ReturnType<typeof squats>,
  options?: Parameters<typeof countRepetitions>[2],
): number => countRepetitions(seconds, degrees, options).length;

describe('squats', () => {
  test.each([0, 1, 2, 7, 20])('%i are as many', (count) => {
    expect(counted(squats(count))).toBe(count);
  });

  test.each([3, 8, 15])('noise of %i degrees makes no more and no fewer', (noise) => {
    expect(counted(squats(8, noise))).toBe(8);
  });

  test('each is where it was: its bottom to a few frames', () => {
    const { seconds, degrees } = squats(3, 2);
    countRepetitions(seconds, degrees).forEach(({ startS, peakS, endS, peakDeg }, i) => {
      expect(Math.abs(peakS - (3.5 + 3 * i))).toBeLessThan(0.2);
      expect(startS).toBeGreaterThan(2 + 3 * i);
      expect(endS).toBeLessThan(5 + 3 * i);
      expect(peakDeg).toBeGreaterThan(90);
      expect(peakDeg).toBeLessThan(102);
    });
  });

  test('standing still with a tremor is none', () => {
    expect(counted(squats(5, 2, 10))).toBe(0);
    expect(counted(squats(5, 0, 10), { leastRange: 5 })).toBe(5);
  });

  test('one that was begun or not finished does not count', () => {
    const { seconds, degrees } = squats(3);
    const from = FPS * 3.5;
    const to = FPS * 9.4;
    expect(countRepetitions(seconds.slice(from, to), degrees.slice(from, to))).toHaveLength(1);
  });

  test('a wavering at the limit is one', () => {
    const { seconds, degrees } = squats(2);
    const wavering = degrees.map((angle, i) => angle + 12 * Math.sin(i));
    expect(countRepetitions(seconds, wavering)).toHaveLength(2);
  });

  test('limits that are given', () => {
    const both = [...squats(2).degrees, ...squats(3, 0, 45).degrees];
    const seconds = both.map((_, i) => i / FPS);
    expect(countRepetitions(seconds, both, { between: [30, 80] })).toHaveLength(2);
    expect(countRepetitions(seconds, both, { between: [20, 40] })).toHaveLength(5);
  });
});

test('an angle that falls and comes back', () => {
  const { seconds, degrees } = squats(6, 2);
  const straightening = degrees.map((angle) => 180 - angle);
  const found = countRepetitions(seconds, straightening, { way: 'down' });
  expect(found).toHaveLength(6);
  expect(found[0].peakDeg).toBeLessThan(90);
  expect(
    countRepetitions(seconds, straightening, { way: 'down', between: [110, 150] }),
  ).toHaveLength(6);
});

test('a long absence in the middle of one makes it none', () => {
  const { seconds, degrees } = squats(3);
  const away = (time: number): boolean => time > 6.6 && time < 7.8;
  const seen = seconds.map((_, i) => i).filter((i) => !away(seconds[i]));
  const pick = (values: readonly number[]): number[] => seen.map((i) => values[i]);
  expect(countRepetitions(pick(seconds), pick(degrees))).toHaveLength(2);
  const options = { longestGapS: 2 };
  expect(countRepetitions(pick(seconds), pick(degrees), options)).toHaveLength(3);
});

test('what cannot be meant', () => {
  expect(() => countRepetitions([0, 1], [0])).toThrow(/expected 2 angles, got 1/);
  expect(() => countRepetitions([0], [0], { cutoffHz: 0 })).toThrow(/cutoffHz/);
  expect(() => countRepetitions([0], [0], { between: [5, 5] })).toThrow(/limits that rise/);
  expect(countRepetitions([], [])).toEqual([]);
});
