/** @file What `multiroi predict` prints of how far people are to be believed. */

import type { Person } from '../../../result/index.ts';

/** People told one by one; of more, the best and the worst. */
const TOLD_ERRORS = 4;

/**
 * How far the people are to be believed, in their order, as an addition to a line: expected errors of calibrated weights, else the
 * level of bodies that were laid on key-points, with the reasons of who is not good; nothing where nobody knows.
 */
export function expectedText(
  people: readonly Pick<Person, 'expectedError' | 'confidence'>[],
): string {
  const errors = people.flatMap(({ expectedError }) =>
    expectedError ? [expectedError.meanMm] : [],
  );
  if (errors.length === 0) return levelsText(people);
  const mm = (value: number): string => value.toFixed(0);
  const told =
    errors.length > TOLD_ERRORS
      ? `${mm(Math.min(...errors))} to ${mm(Math.max(...errors))}`
      : errors.map(mm).join(', ');
  return ` (joints expected ${told} mm off)`;
}

function levelsText(people: readonly Pick<Person, 'confidence'>[]): string {
  const known = people.flatMap(({ confidence }) => confidence ?? []);
  if (known.length === 0) return '';
  if (known.length > TOLD_ERRORS) {
    const counts = ['good', 'rough', 'guess'].flatMap((level) => {
      const count = known.filter((each) => each.level === level).length;
      return count === 0 ? [] : [`${count} ${level}`];
    });
    return ` (${counts.join(', ')})`;
  }
  const told = known.map(({ level, reasons }) =>
    level === 'good' || reasons.length === 0 ? level : `${level}: ${reasons.join(', ')}`,
  );
  return ` (${told.join('; ')})`;
}
