/** @file Sparse tensors made dense: by coordinates (COO), and by compressed rows or columns, in blocks or not. */

import { sizeOf, throwFormat } from '../base/index.ts';

/** Fifty times the J_regressor of SMPL, 24 × 6 890; one of twice as many elements takes a second to be filled and read. */
const MAX_DENSE = 2 ** 23;

function allocateDense(who: string, shape: readonly number[]): Float64Array<ArrayBuffer> {
  const count = sizeOf(shape);
  if (!(count <= MAX_DENSE)) {
    throwFormat(who, `a dense copy of at most ${MAX_DENSE} elements`, `[${shape.join(', ')}]`);
  }
  return new Float64Array(count);
}

function checkIndex(who: string, index: number, length: number): void {
  if (!(index >= 0 && index < length)) throwFormat(who, `an index below ${length}`, `${index}`);
}

/** Entries by their coordinates; those given twice are summed, as SciPy and PyTorch do. */
export interface Coordinates {
  /** Of each sparse axis, an index an entry. */
  readonly axes: readonly ArrayLike<number>[];
  /** [N, …dense axes]. */
  readonly values: Float64Array;
  /** The sparse axes, then the dense ones. */
  readonly shape: readonly number[];
}

/** @throws E_FORMAT for coordinates outside the shape, or not one on each axis for each entry. */
export function denseFromCoordinates(
  who: string,
  { axes, values, shape }: Coordinates,
): Float64Array<ArrayBuffer> {
  const row = sizeOf(shape.slice(axes.length));
  const [{ length: count } = values] = axes;
  if (axes.some(({ length }) => length !== count) || values.length !== count * row) {
    throwFormat(
      who,
      `coordinates of ${values.length / row} entries`,
      axes.map(({ length }) => length).join(', '),
    );
  }
  const dense = allocateDense(who, shape);
  for (let i = 0; i < count; i++) {
    let at = 0;
    for (const [axis, { [i]: index = NaN }] of axes.entries()) {
      checkIndex(who, index, shape[axis]);
      at = at * shape[axis] + index;
    }
    for (let k = 0; k < row; k++) dense[at * row + k] += values[i * row + k];
  }
  return dense;
}

/** Entries line by line: CSR, CSC, and the same of blocks (BSR, BSC). */
export interface Compressed {
  /** Where the entries of each line start, and the end. */
  readonly starts: Int32Array;
  /** Of each entry: its place on the line. */
  readonly across: Int32Array;
  /** [N] or, of blocks, [N, height, width]. */
  readonly values: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
  /** Whether lines are columns. */
  readonly byColumn: boolean;
  readonly block?: readonly [height: number, width: number];
}

/** @throws E_FORMAT for lines out of order and indices outside the matrix. */
export function denseFromCompressed(
  who: string,
  { starts, across, values, shape, byColumn, block = [1, 1] }: Compressed,
): Float64Array<ArrayBuffer> {
  const [height, width] = block;
  const [rows, columns] = [shape[0] / height, shape[1] / width];
  if (!Number.isInteger(rows) || !Number.isInteger(columns)) {
    throwFormat(who, `blocks that fill [${shape.join(', ')}]`, `${height}×${width}`);
  }
  const [lines, places] = byColumn ? [columns, rows] : [rows, columns];
  const count = values.length / (height * width);
  if (starts.length !== lines + 1 || across.length !== count) {
    const got = `${starts.length} and ${across.length}`;
    throwFormat(who, `${lines + 1} starts and ${count} indices`, got);
  }
  const dense = allocateDense(who, shape);
  for (let line = 0; line < lines; line++) {
    const [from, to] = [starts[line], starts[line + 1]];
    if (!(from >= 0 && from <= to && to <= count)) {
      throwFormat(who, 'starts in order', `${from} and ${to} (line ${line})`);
    }
    for (let i = from; i < to; i++) {
      checkIndex(who, across[i], places);
      const [row, column] = byColumn ? [across[i], line] : [line, across[i]];
      for (let k = 0; k < height * width; k++) {
        const y = row * height + Math.floor(k / width);
        dense[y * shape[1] + column * width + (k % width)] += values[i * height * width + k];
      }
    }
  }
  return dense;
}
