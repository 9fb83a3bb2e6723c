/**
 * @file Robust least squares with a Gaussian prior: Levenberg–Marquardt with reweighting, never uphill. Residuals come
 * in blocks, the axes of one observation; an observation is an outlier as a whole.
 */

/** Residuals at some unknowns, block after block. */
export interface Linearisation {
  /** [R]. */
  readonly residuals: Float64Array;
  /** [R, U]; holds until the next call. */
  readonly jacobian: () => Float64Array;
}

/** Residuals that belong together. */
export interface Block {
  readonly length: number;
  /** Expected size of its residuals, each; Infinity leaves the block out. */
  readonly scale: number;
  /** From so many scales on it is an outlier. */
  readonly outlier: number;
}

/** A robust least-squares problem of blocks of residuals and U unknowns. */
export interface LeastSquares {
  /** In the order of the residuals. */
  readonly blocks: readonly Block[];
  /** Inverse variance of each unknown about zero [U]. */
  readonly precision: ArrayLike<number>;
  readonly steps: number;
}

/** Where the search ended. */
export interface Minimum {
  /** The best seen [U]. */
  readonly unknowns: Float64Array;
  /** Twice the negative logarithm of the posterior there; not finite when it is nowhere. */
  readonly cost: number;
  readonly steps: number;
}

/** A step that gains less than this share of the cost is the last. */
const CONVERGED = 1e-3;
/** Damping relative to the diagonal: at first, after success and after failure, and when to give up. */
const DAMPING = { first: 1e-3, easier: 0.2, harder: 10 } as const;
/** Steps that go uphill in a row before the search ends. */
const MOST_FAILURES = 5;

/** Geman and McClure (1987): the squared distance in scales saturates at `outlier`². */
const shareOf = (square: number, outlier: number): number => 1 / (1 + square / outlier ** 2);

/** Squared length of a block that begins at a row, in scales. */
function squareOf(residuals: ArrayLike<number>, row: number, { length, scale }: Block): number {
  let square = 0;
  for (let i = row; i < row + length; i++) square += (residuals[i] / scale) ** 2;
  return square;
}

/** Cost of unknowns [U] with residuals [R]. */
function costOf(
  unknowns: ArrayLike<number>,
  residuals: ArrayLike<number>,
  { blocks, precision }: LeastSquares,
): number {
  let cost = 0;
  for (let i = 0; i < precision.length; i++) cost += precision[i] * unknowns[i] ** 2;
  let row = 0;
  for (const block of blocks) {
    if (block.scale < Infinity) {
      const square = squareOf(residuals, row, block);
      cost += square * shareOf(square, block.outlier);
    }
    row += block.length;
  }
  return cost;
}

/** Solves (H + damping·diag H) x = −g in place of g by Cholesky's factors; false when H is not positive. */
function solve(
  normal: Float64Array,
  slope: Float64Array,
  damping: number,
  factor: Float64Array,
  step: Float64Array,
): boolean {
  const U = slope.length;
  for (let i = 0; i < U; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = normal[i * U + j] * (i === j ? 1 + damping : 1);
      for (let m = 0; m < j; m++) sum -= factor[i * U + m] * factor[j * U + m];
      if (i !== j) factor[i * U + j] = sum / factor[j * U + j];
      else if (sum > 0 && sum < Infinity) factor[i * U + i] = Math.sqrt(sum);
      else return false;
    }
  }
  for (let i = 0; i < U; i++) {
    let sum = -slope[i];
    for (let m = 0; m < i; m++) sum -= factor[i * U + m] * step[m];
    step[i] = sum / factor[i * U + i];
  }
  for (let i = U - 1; i >= 0; i--) {
    let sum = step[i];
    for (let m = i + 1; m < U; m++) sum -= factor[m * U + i] * step[m];
    step[i] = sum / factor[i * U + i];
  }
  return true;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Normal equations of the reweighted, linearised problem: lower triangle of H [U, U] and slope [U]. */
function normalEquations(
  unknowns: Float64Array,
  { residuals, jacobian }: Linearisation,
  { blocks, precision }: LeastSquares,
  normal: Float64Array,
  slope: Float64Array,
): void {
  const U = unknowns.length;
  const rows = jacobian();
  const used = new Int32Array(U);
  normal.fill(0);
  for (let i = 0; i < U; i++) {
    normal[i * U + i] = precision[i];
    slope[i] = precision[i] * unknowns[i];
  }
  let row = 0;
  for (const block of blocks) {
    const end = row + block.length;
    if (block.scale < Infinity) {
      const square = squareOf(residuals, row, block);
      const weight = shareOf(square, block.outlier) ** 2 / block.scale ** 2;
      for (let r = row; r < end; r++) addRow(rows, r, weight, residuals[r], normal, slope, used);
    }
    row = end;
  }
}

/** Adds one residual to the normal equations; most of its slopes are zero. @param used room for U numbers. */
function addRow(
  rows: Float64Array,
  row: number,
  weight: number,
  residual: number,
  normal: Float64Array,
  slope: Float64Array,
  used: Int32Array,
): void {
  const U = slope.length;
  const from = row * U;
  let count = 0;
  for (let i = 0; i < U; i++) if (rows[from + i] !== 0) used[count++] = i;
  for (let p = 0; p < count; p++) {
    const i = used[p];
    const each = weight * rows[from + i];
    slope[i] += each * residual;
    for (let q = 0; q <= p; q++) normal[i * U + used[q]] += each * rows[from + used[q]];
  }
}

/**
 * @param linearise at unknowns [U]; residuals that are not finite are no place to go.
 * @param start [U].
 */
export function minimise(
  linearise: (unknowns: Float64Array) => Linearisation,
  problem: LeastSquares,
  start: Float64Array,
): Minimum {
  const U = start.length;
  const normal = new Float64Array(U * U);
  const factor = new Float64Array(U * U);
  const slope = new Float64Array(U);
  const step = new Float64Array(U);
  let unknowns = Float64Array.from(start);
  let here = linearise(unknowns);
  let cost = costOf(unknowns, here.residuals, problem);
  if (!Number.isFinite(cost)) return { unknowns, cost, steps: 0 };
  let damping: number = DAMPING.first;
  let steps = 0;
  while (steps < problem.steps) {
    steps++;
    normalEquations(unknowns, here, problem, normal, slope);
    let gain = 0;
    for (let failures = 0; failures < MOST_FAILURES; failures++, damping *= DAMPING.harder) {
      if (!solve(normal, slope, damping, factor, step)) continue;
      // what the linearised problem promises
      if (!(-dot(slope, step) > CONVERGED * cost)) break;
      const next = unknowns.map((x, i) => x + step[i]);
      const there = linearise(next);
      const lower = costOf(next, there.residuals, problem);
      // also false for what is not finite
      if (!(lower < cost)) continue;
      gain = cost - lower;
      [unknowns, here, cost] = [next, there, lower];
      damping *= DAMPING.easier;
      break;
    }
    if (!(gain > CONVERGED * cost)) break;
  }
  return { unknowns, cost, steps };
}
