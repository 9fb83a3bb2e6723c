/** @file Robust least squares with a Gaussian prior: Gauss–Newton with reweighting, never uphill. */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** Residuals at some unknowns, and their derivatives row by row. */
export interface Linearisation {
  /** [R]. */
  readonly residuals: ArrayLike<number>;
  /** [R, U]. */
  readonly jacobian: ArrayLike<number>;
}

export interface LeastSquares {
  /** Expected size of each residual [R]; Infinity leaves one out. */
  readonly scales: ArrayLike<number>;
  /** Inverse covariance of the unknowns about zero, [U, U]. */
  readonly precision: Matrix;
  readonly steps: number;
}

/** Residuals of this many scales are outliers (Geman and McClure 1987): their pull falls with the cube. */
const OUTLIER = 3;

/** What a residual of z scales costs, and the weight with which its square has that slope. */
function robust(z: number): { cost: number; weight: number } {
  const share = 1 / (1 + (z / OUTLIER) ** 2);
  return { cost: z * z * share, weight: share * share };
}

/** Twice the negative logarithm of the posterior. */
export function costOf(
  unknowns: readonly number[],
  residuals: ArrayLike<number>,
  { scales, precision }: LeastSquares,
): number {
  const x = Matrix.columnVector(unknowns);
  let cost = x.transpose().mmul(precision).mmul(x).get(0, 0);
  for (let r = 0; r < scales.length; r++) {
    if (scales[r] < Infinity) cost += robust(residuals[r] / scales[r]).cost;
  }
  return cost;
}

/** The step that minimises the reweighted square of the linearised problem; null when it is not finite. */
function stepFrom(
  unknowns: readonly number[],
  { residuals, jacobian }: Linearisation,
  { scales, precision }: LeastSquares,
): number[] | null {
  const U = unknowns.length;
  const slope = precision.mmul(Matrix.columnVector(unknowns)).to1DArray();
  const added = new Float64Array(U * U);
  for (let r = 0; r < scales.length; r++) {
    if (!(scales[r] < Infinity)) continue;
    const weight = robust(residuals[r] / scales[r]).weight / scales[r] ** 2;
    for (let i = 0; i < U; i++) {
      const each = weight * jacobian[r * U + i];
      if (each === 0) continue;
      slope[i] += each * residuals[r];
      for (let j = 0; j <= i; j++) added[i * U + j] += each * jacobian[r * U + j];
    }
  }
  if (![...slope, ...added].every(Number.isFinite)) return null;
  const normal = precision.clone();
  for (let i = 0; i < U; i++) {
    for (let j = 0; j <= i; j++) {
      const value = precision.get(i, j) + added[i * U + j];
      normal.set(i, j, value);
      normal.set(j, i, value);
    }
  }
  const solver = new CholeskyDecomposition(normal);
  return solver
    .solve(Matrix.columnVector(slope))
    .to1DArray()
    .map((x) => -x);
}

/** A step that makes things worse is halved this often, then given up. */
const HALVINGS = 2;

/** A step that gains less than this share of the cost is the last. */
const CONVERGED = 1e-3;

export interface Minimum {
  /** The best seen [U]. */
  readonly unknowns: number[];
  /** Residuals [R] at zero and at the minimum. */
  readonly first: ArrayLike<number>;
  readonly last: ArrayLike<number>;
}

/**
 * Starts from zero; stays there when the cost is not finite.
 * @param linearise at unknowns [U].
 */
export async function gaussNewton(
  linearise: (unknowns: readonly number[]) => Promise<Linearisation>,
  problem: LeastSquares,
): Promise<Minimum> {
  let unknowns = Array<number>(problem.precision.rows).fill(0);
  let here = await linearise(unknowns);
  const first = here.residuals;
  let lowest = costOf(unknowns, first, problem);
  if (!Number.isFinite(lowest)) return { unknowns, first, last: first };
  steps: for (let step = 0; step < problem.steps; step++) {
    const direction = stepFrom(unknowns, here, problem);
    if (direction === null) break;
    for (let halving = 0; ; halving++) {
      const next = unknowns.map((x, i) => x + direction[i] / 2 ** halving);
      const there = await linearise(next);
      const cost = costOf(next, there.residuals, problem);
      // also false for what is not finite
      if (cost < lowest) {
        const small = lowest - cost < CONVERGED * lowest;
        [unknowns, here, lowest] = [next, there, cost];
        if (small) break steps;
        break;
      }
      if (halving === HALVINGS) break steps;
    }
  }
  return { unknowns, first, last: here.residuals };
}
