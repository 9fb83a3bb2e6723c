import { MultiRoiError } from '../base/index.ts';

/** @throws E_NUMERIC unless a length is finite and above 0. */
export function requireNonZero(who: string, thing: string, size: number): void {
  // NaN and infinity fail the comparison as well
  if (!(size > 0 && size < Infinity)) {
    throw new MultiRoiError('E_NUMERIC', `${who}: expected ${thing}, got length ${size}`);
  }
}
