/** @file Rows of an ablation, made up. */
import type { CellRow } from '../../src/evaluation/index.ts';

/** A row whose groups of people err alternately a millimetre more and less. */
export function cellRow(cell: string, seed: number, mpjpeMm: number, groups = 10): CellRow {
  const around = (mean: number): number[] =>
    Array.from({ length: groups }, (_, g) => mean + (g % 2 === 0 ? 1 : -1));
  return {
    kind: 'cell',
    cell,
    seed,
    digest: `digest of ${cell}`,
    mpjpeMm,
    paMpjpeMm: mpjpeMm / 2,
    depthPercent: 10,
    cameraSpreadMm: 20,
    unplaced: 0,
    joints2d: 0.01,
    groups: { mpjpeMm: around(mpjpeMm), paMpjpeMm: around(mpjpeMm / 2) },
    curve: [],
    seconds: 60,
    on: 'a machine',
  };
}
