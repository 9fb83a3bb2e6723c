import { expect, test } from 'vitest';
import { expectedText } from './expected-text.ts';

const people = (...errors: (number | null)[]): Parameters<typeof expectedText>[0] =>
  errors.map((meanMm) => ({
    expectedError: meanMm === null ? null : { meanMm, rangeMm: [0, 999], jointsMm: { smpl24: [] } },
  }));

test('a few people are told one by one, more by their best and worst', () => {
  expect(expectedText(people(81.6))).toBe(' (joints expected 82 mm off)');
  expect(expectedText(people(82, 120.2))).toBe(' (joints expected 82, 120 mm off)');
  expect(expectedText(people(82, 120, 60, 300, 90))).toBe(' (joints expected 60 to 300 mm off)');
});

test('nothing is reported where nobody knows', () => {
  expect(expectedText(people())).toBe('');
  expect(expectedText(people(null, null))).toBe('');
  expect(expectedText([{}])).toBe('');
  expect(expectedText(people(null, 75))).toBe(' (joints expected 75 mm off)');
});

test('without a calibration the level of bodies laid on key-points is told, and why it is low', () => {
  const at = (
    level: 'good' | 'rough' | 'guess',
    reasons: ('cut' | 'hidden')[] = [],
  ): Parameters<typeof expectedText>[0][number] => ({
    confidence: { level, reasons, expectedMm: 70, placePx: 3 },
  });
  expect(expectedText([at('good', ['cut'])])).toBe(' (good)');
  expect(expectedText([at('good'), at('guess', ['cut', 'hidden'])])).toBe(
    ' (good; guess: cut, hidden)',
  );
  const crowd = [at('good'), at('rough'), at('good'), at('guess'), at('good')];
  expect(expectedText(crowd)).toBe(' (3 good, 1 rough, 1 guess)');
});
