/** @file Training on several data sets: each item draws its data set, so that shares hold in every batch. */

import { throwIssues, type Issue } from '../base/index.ts';
import type { Rng } from '../base/index.ts';
import type { DatasetId } from './benchmarks.ts';

/** Data sets with one share between them, split by their sizes. */
export interface MixPart<Id extends string = DatasetId> {
  readonly share: number;
  readonly datasets: readonly Id[];
}

/** A mixture by name. */
export type MixName = 'without-3dpw' | 'with-3dpw' | 'coco' | '3dpw' | 'synthetic';

/** Main training, training with 3DPW, the ablations', fine-tuning, and our own people. */
export const MIXES: Readonly<Record<MixName, readonly MixPart[]>> = {
  'without-3dpw': [
    { share: 0.5, datasets: ['h36m'] },
    { share: 0.3, datasets: ['coco', 'mpii'] },
    { share: 0.2, datasets: ['mpi-inf-3dhp'] },
  ],
  'with-3dpw': [
    { share: 0.4, datasets: ['h36m'] },
    { share: 0.3, datasets: ['coco', 'mpii'] },
    { share: 0.1, datasets: ['mpi-inf-3dhp'] },
    { share: 0.2, datasets: ['3dpw'] },
  ],
  coco: [{ share: 1, datasets: ['coco'] }],
  '3dpw': [{ share: 1, datasets: ['3dpw'] }],
  synthetic: [{ share: 1, datasets: ['synthetic'] }],
};

/** One person of one data set. */
export interface MixItem<Id extends string = DatasetId> {
  readonly dataset: Id;
  readonly row: number;
}

/** In which proportions people of several data sets are met; the same index gives the same person. */
export interface Mixture<Id extends string = DatasetId> {
  /** Items of an epoch: people of the largest data set. */
  readonly length: number;
  /** Probability of each data set. */
  readonly probabilities: ReadonlyMap<Id, number>;
  /** The person of item `index` of an epoch; the data set is drawn, the row is `index` modulo its size. */
  pick(index: number, rng: Rng): MixItem<Id>;
}

/** Shares are decimal numbers; their sum is one up to rounding. */
const TOLERANCE = 1e-9;

function problemsOf<Id extends string>(
  parts: readonly MixPart<Id>[],
  sizes: ReadonlyMap<Id, number>,
): Issue[] {
  const issues = parts.flatMap(({ share, datasets }, i): Issue[] => [
    ...(share > 0 ? [] : [{ path: `[${i}].share`, message: `expected above 0, got ${share}` }]),
    ...datasets
      .filter((id) => !((sizes.get(id) ?? 0) > 0))
      .map((id) => ({ path: id, message: 'expected a data set with people, got none' })),
  ]);
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  if (Math.abs(total - 1) > TOLERANCE) {
    issues.push({ path: 'shares', message: `expected a sum of 1, got ${total}` });
  }
  return issues;
}

/**
 * @param sizes people of each data set.
 * @throws E_CONFIG listing every data set that is missing and every share that is wrong.
 * @example
 * ```ts
 * import { createMixture } from 'multiroi/train';
 *
 * const parts = [
 *   { share: 0.75, datasets: ['studio'] },
 *   { share: 0.25, datasets: ['street', 'sports'] },
 * ];
 * const sizes = new Map(Object.entries({ studio: 9000, street: 600, sports: 200 }));
 * const { length, probabilities } = createMixture(parts, sizes);
 * console.log(length, probabilities.get('sports')); // 9000 0.0625
 * ```
 */
export function createMixture<Id extends string>(
  parts: readonly MixPart<Id>[],
  sizes: ReadonlyMap<Id, number>,
): Mixture<Id> {
  throwIssues('E_CONFIG', 'createMixture', problemsOf(parts, sizes));
  const sizeOf = (id: Id): number => sizes.get(id) ?? 0;
  const probabilities = new Map<Id, number>();
  for (const { share, datasets } of parts) {
    const together = datasets.reduce((sum, id) => sum + sizeOf(id), 0);
    for (const id of datasets) {
      probabilities.set(id, (probabilities.get(id) ?? 0) + (share * sizeOf(id)) / together);
    }
  }
  const ids = [...probabilities.keys()];
  let sum = 0;
  const upTo = ids.map((id) => (sum += probabilities.get(id) ?? 0));
  return {
    length: Math.max(...ids.map(sizeOf)),
    probabilities,
    pick: (index, rng) => {
      const p = rng.uniform();
      const found = upTo.findIndex((limit) => p < limit);
      // rounding may leave the last limit a hair below one
      const dataset = ids[found < 0 ? ids.length - 1 : found];
      return { dataset, row: index % sizeOf(dataset) };
    },
  };
}
