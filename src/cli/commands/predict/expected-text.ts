/** @file What `multiroi predict` prints of how wrong the joints may be. */

import type { Person } from '../../../result/index.ts';

/** People told one by one; of more, the best and the worst. */
const TOLD_ERRORS = 4;

/** Expected errors of the people, in their order, as an addition to a line; nothing where nobody knows. */
export function expectedText(people: readonly Pick<Person, 'expectedError'>[]): string {
  const errors = people.flatMap(({ expectedError }) =>
    expectedError ? [expectedError.meanMm] : [],
  );
  if (errors.length === 0) return '';
  const mm = (value: number): string => value.toFixed(0);
  const told =
    errors.length > TOLD_ERRORS
      ? `${mm(Math.min(...errors))} to ${mm(Math.max(...errors))}`
      : errors.map(mm).join(', ');
  return ` (joints expected ${told} mm off)`;
}
