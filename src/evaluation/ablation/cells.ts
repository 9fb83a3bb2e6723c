/**
 * @file The cells of the paper's ablations (Tables 2, 3 and 4, Figure 8): each is the full method with one change.
 * A cell that several tables show is one cell.
 */

import type { LossWeights, NetworkConfig } from '../../network/index.ts';

/** One change to the full method. */
export interface Cell {
  readonly id: string;
  readonly about: string;
  /** What it changes in the network of the full method. */
  readonly change: (full: NetworkConfig) => Partial<NetworkConfig>;
  /** Scored over the epochs too. */
  readonly curve: boolean;
}

/** Losses without some of the terms. */
function without(
  { lossWeights }: NetworkConfig,
  ...terms: readonly (keyof LossWeights)[]
): Pick<NetworkConfig, 'lossWeights'> {
  return { lossWeights: { ...lossWeights, ...Object.fromEntries(terms.map((t) => [t, 0])) } };
}

const cell = (
  id: string,
  about: string,
  change: Cell['change'],
  { curve = false }: { readonly curve?: boolean } = {},
): Cell => ({ id, about, change, curve });

const regions = (count: number): Cell =>
  cell(`rois-${count}`, `the first ${count} regions`, () => ({ rois: count }));

/** The cells of Tables 2, 3 and 4 and of Figure 8; a cell that several show is here once. */
export const CELLS: readonly Cell[] = [
  cell('full', 'five regions, relative fusion with L = 32, L_cam, L_cont', () => ({}), {
    curve: true,
  }),
  cell('without-fusion', 'regions are not fused', () => ({ fusion: 'none' })),
  cell('without-camera', 'no L_cam', (full) => without(full, 'camera')),
  cell('without-contrast', 'no L_cont', (full) => without(full, 'contrastive')),
  cell('without-all', 'no fusion, no L_cam, no L_cont', (full) => ({
    fusion: 'none',
    ...without(full, 'camera', 'contrastive'),
  })),
  cell('feature-only', 'weights from features alone', () => ({ fusion: 'feature-only' })),
  cell('absolute', 'weights from features and the code of their own box', () => ({
    fusion: 'absolute',
  })),
  cell('relative-0', 'relative fusion without positional encoding', () => ({ frequencies: 0 })),
  cell('relative-64', 'relative fusion with L = 64', () => ({ frequencies: 64 })),
  // one region has nothing to be fused or compared with: CLIFF
  cell('rois-1', 'CLIFF: one region with its box information', (full) => ({
    rois: 1,
    fusion: 'none',
    ...without(full, 'camera', 'contrastive'),
  })),
  regions(2),
  regions(3),
  regions(4),
  cell(
    'self-attention',
    'self-attention over tokens of feature and code',
    () => ({ fusion: 'self-attention' }),
    { curve: true },
  ),
];
