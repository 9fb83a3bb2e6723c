/** @file The cheapest pairs of rows and columns (Hungarian algorithm), where a row may also stay alone. */

import munkres from 'munkres';

/**
 * @param costs [R][C], finite; a pair that is not to be has a cost above `alone`.
 * @param alone what a row costs that gets no column; none of a row's pairs costs more.
 * @returns the column of each row [R], each column at most once; −1 for rows that stay alone.
 */
export function assignRows(costs: readonly (readonly number[])[], alone: number): number[] {
  const R = costs.length;
  const C = costs[0]?.length ?? 0;
  const columns = Array<number>(R).fill(-1);
  if (R === 0 || C === 0) return columns;
  // each row has a column of its own for staying alone
  const most = 1 + costs.flat().reduce((a, b) => Math.max(a, Math.abs(b)), Math.abs(alone));
  const never = most * 4 * (R + C);
  const square = costs.map((row, r) => [
    ...row.map((cost) => (cost < alone ? cost : never)),
    ...costs.map((_, other) => (other === r ? alone : never)),
  ]);
  for (const [r, c] of munkres(square)) if (c < C) columns[r] = c;
  return columns;
}
