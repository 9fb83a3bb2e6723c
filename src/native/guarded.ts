/** @file What the add-on throws, as errors of the package. */

import { messageOf, MultiRoiError, type ErrorCode } from '../base/index.ts';

const CODES: ReadonlySet<string> = new Set<ErrorCode>(['E_SHAPE', 'E_UNSUPPORTED', 'E_RUNTIME']);

/** @throws E_SHAPE, E_UNSUPPORTED or E_RUNTIME for what `work` throws. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const told = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const code = CODES.has(told) ? (told as ErrorCode) : 'E_INTERNAL';
    const what =
      code === 'E_SHAPE'
        ? `expected ${messageOf(cause)}, got something else`
        : `expected to compute, got an error (${messageOf(cause)})`;
    throw new MultiRoiError(code, `native engine: ${what}`, { cause });
  }
}
