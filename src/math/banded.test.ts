import { Matrix, solve } from 'ml-matrix';
import { expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import { BandedSystem } from './banded.ts';

test.each([
  [1, 1],
  [7, 3],
  [40, 9],
  [5, 8],
])('%i unknowns in a band of %i: as a dense solver says', (size, band) => {
  const rng = new Rng(`banded/${size}`);
  const system = new BandedSystem(size, band);
  const dense = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    system.rhs[i] = rng.normal();
    for (let j = Math.max(0, i - band + 1); j <= i; j++) {
      const value = i === j ? 4 * band : rng.normal();
      // from either side
      if (rng.chance(0.5)) system.add(i, j, value);
      else system.add(j, i, value);
      dense.set(i, j, value);
      dense.set(j, i, value);
    }
  }
  const out = new Float64Array(size);
  expect(system.solve(0, out)).toBe(true);
  const wanted = solve(dense, Matrix.columnVector([...system.rhs])).to1DArray();
  wanted.forEach((x, i) => expect(out[i]).toBeCloseTo(x, 10));
  // and again: the system is left as it was
  const again = new Float64Array(size);
  system.solve(0, again);
  expect(again).toEqual(out);
});

test('what is not positive definite is refused', () => {
  const system = new BandedSystem(2, 2);
  system.add(0, 0, 1);
  system.add(1, 1, 1);
  system.add(1, 0, 2);
  expect(system.solve(0, new Float64Array(2))).toBe(false);
  expect(system.solve(2, new Float64Array(2))).toBe(true);
});
