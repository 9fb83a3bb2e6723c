/** @file The paper's ablations as it prints them (trained on COCO, ResNet-50, scored on 3DPW), and the cells beside them. */

import type { CellScore } from './rows.ts';

/** A row of a table of the paper, and the cell that repeats it. */
export interface TableEntry {
  readonly cell: string;
  /** In the columns of the table's head. */
  readonly labels: readonly string[];
  readonly paper: CellScore;
}

/** A table of the paper: MPJPE and PA-MPJPE on 3DPW, mm. */
export interface PaperTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly entries: readonly TableEntry[];
}

/** What the others are compared with. */
export const REFERENCE = 'full';

const entry = (cell: string, labels: readonly string[], mpjpe: number, pa: number): TableEntry => ({
  cell,
  labels,
  paper: { mpjpeMm: mpjpe, paMpjpeMm: pa },
});

const YES = '✓';
const NO = '×';

/** Nie et al. 2024, Table 2. */
export const COMPONENTS: PaperTable = {
  title: 'Table 2 · components',
  head: ['RAF', 'L_cam', 'L_cont'],
  entries: [
    entry('without-all', [NO, NO, NO], 87.0, 55.8),
    entry('without-fusion', [NO, YES, YES], 83.8, 54.8),
    entry('without-camera', [YES, NO, YES], 83.1, 52.0),
    entry('without-contrast', [YES, YES, NO], 83.4, 53.3),
    entry('full', [YES, YES, YES], 80.8, 51.9),
  ],
};

/** Nie et al. 2024, Table 3. */
export const RELATION: PaperTable = {
  title: 'Table 3 · what a fusion weight is made from',
  head: ['concatenation', 'L'],
  entries: [
    entry('feature-only', ['h ⊕ nothing', '–'], 98.7, 56.9),
    entry('absolute', ['h ⊕ γ(B)', '32'], 87.6, 55.0),
    entry('relative-0', ['h ⊕ γ_mn', '0'], 81.6, 52.9),
    entry('full', ['h ⊕ γ_mn', '32'], 80.8, 51.9),
    entry('relative-64', ['h ⊕ γ_mn', '64'], 81.1, 52.3),
  ],
};

/** Nie et al. 2024, Table 4. */
export const REGIONS: PaperTable = {
  title: 'Table 4 · number of regions',
  head: ['RoIs'],
  entries: [
    entry('rois-1', ['1 (CLIFF)'], 84.6, 54.2),
    entry('rois-2', ['2'], 82.9, 54.4),
    entry('rois-3', ['3'], 81.2, 52.3),
    entry('rois-4', ['4'], 82.2, 53.1),
    entry('full', ['5'], 80.8, 51.9),
  ],
};

/** Table 4's other rows, for 1 to 5 regions. */
export const REGION_NOTES = {
  joints2d: [1.6e-3, 1.8e-3, 1.9e-3, 2.3e-3, 2.4e-3],
  peoplePerSecond: [76.3, 63.5, 61.7, 57.3, 55.6],
} as const;

/** Figure 8 prints curves, no numbers: self-attention stays above. */
export const ATTENTION = 'self-attention';
