import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignRows } from './assignment.ts';

/** What the cheapest way costs, by trying all. */
function leastCost(costs: readonly (readonly number[])[], alone: number): number {
  const [row, ...rest] = costs;
  if (row === undefined) return 0;
  const ways = row.map((cost, c) => {
    const others = rest.map((each) => each.map((x, k) => (k === c ? Infinity : x)));
    return cost + leastCost(others, alone);
  });
  return Math.min(alone + leastCost(rest, alone), ...ways);
}

test('no way is cheaper', () => {
  const cost = fc.double({ min: -20, max: 20, noNaN: true });
  const matrix = fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }))
    .chain(([R, C]) =>
      fc.array(fc.array(cost, { minLength: C, maxLength: C }), { minLength: R, maxLength: R }),
    );
  fc.assert(
    fc.property(matrix, cost, (costs, alone) => {
      const columns = assignRows(costs, alone);
      const taken = columns.filter((c) => c >= 0);
      expect(new Set(taken).size).toBe(taken.length);
      const sum = columns.reduce((all, c, r) => all + (c < 0 ? alone : costs[r][c]), 0);
      expect(sum).toBeCloseTo(leastCost(costs, alone), 6);
    }),
  );
});

test('what costs more than staying alone stays alone', () => {
  expect(
    assignRows(
      [
        [5, 9],
        [2, 9],
      ],
      4,
    ),
  ).toEqual([-1, 0]);
  expect(assignRows([[], []], 4)).toEqual([-1, -1]);
});
