/** @file The check of hot paths: like `checkLength`, but without an array for the shape. */

import { MultiRoiError } from '../base/index.ts';

/** @throws E_SHAPE unless an array [rows, columns] has its length. */
export function requireLength(who: string, length: number, rows: number, columns = 1): void {
  if (length === rows * columns) return;
  throw new MultiRoiError(
    'E_SHAPE',
    `${who}: expected ${rows * columns} numbers [${rows}, ${columns}], got ${length}`,
  );
}
