/**
 * @file The people of a training run, cut out of their pictures by several threads and delivered in order. Who comes
 * when and how they are augmented are functions of (seed, index).
 */

import { join } from 'node:path';
import {
  createMixture,
  type DatasetId,
  type MixPart,
  type PersonRecord,
} from '../../dataset/index.ts';
import { type AugmentationOptions } from '../../training/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import type { NetworkConfig } from '../../network/index.ts';
import { Rng } from '../../base/index.ts';
import type { NamedPerson } from '../../training/index.ts';
import { inOrder, startWorker } from '../../node/index.ts';

/** The people of a data set. */
export interface TrainingSet {
  readonly id: DatasetId;
  /** That the pictures' paths are relative to. */
  readonly folder: string;
  readonly records: readonly PersonRecord[];
}

/** What every thread needs to know. */
export interface SampleTask {
  readonly config: NetworkConfig;
  /** Names or paths; those of the sexes only where their betas train. */
  readonly bodies: { readonly neutral: string; readonly male?: string; readonly female?: string };
  readonly vertexStride: number;
  readonly augmentation: AugmentationOptions | null;
  readonly seed: number;
}

/** One person to cut out. @internal */
export interface SampleRequest {
  readonly index: number;
  readonly dataset: DatasetId;
  readonly picture: string;
  readonly record: PersonRecord;
  /** For messages. */
  readonly name: string;
}

/** @internal */
export interface SampleReply extends NamedPerson {
  readonly index: number;
}

/** Whose people come in which shares, from which of them on, cut out by how many threads. */
export interface SampleThreadOptions extends SampleTask {
  readonly sets: readonly TrainingSet[];
  readonly mix: readonly MixPart[];
  /** The first person. */
  readonly start: number;
  readonly threads: number;
  /** People who wait ready: as many as a batch, since nothing is handed over while the graph runs. */
  readonly ahead: number;
  readonly signal?: AbortSignal | undefined;
}

/** People of an endless run, from `start` on. @throws E_CONFIG for a mix that the sets cannot give. */
export function samplesInThreads({
  sets,
  mix,
  start,
  threads,
  ahead,
  signal,
  ...task
}: SampleThreadOptions): AsyncGenerator<NamedPerson> {
  const requestOf = createOrder(sets, mix, task.seed);
  return inOrder<SampleReply>({
    who: 'train',
    start,
    end: Infinity,
    threads,
    ahead,
    spawn: () => startWorker(import.meta.url, 'sample-worker', task satisfies SampleTask),
    task: (index) => requestOf(index),
    signal,
  });
}

/** Who the people of a run are, by index. @internal */
export function createOrder(
  sets: readonly TrainingSet[],
  mix: readonly MixPart[],
  seed: number,
): (index: number) => SampleRequest {
  const byId = new Map(sets.map((set) => [set.id, set]));
  const mixture = createMixture(mix, new Map(sets.map(({ id, records }) => [id, records.length])));
  const rng = new Rng(seed).fork('people');
  let epoch = -1;
  let permutation = new Uint32Array(0);
  return (index) => {
    const now = Math.floor(index / mixture.length);
    if (now !== epoch) {
      epoch = now;
      permutation = rng.fork(`epoch ${now}`).permutation(mixture.length);
    }
    const place = permutation[index % mixture.length] ?? 0;
    const { dataset, row } = mixture.pick(place, rng.fork(`person ${index}`));
    const set = byId.get(dataset);
    const record = set?.records[row];
    if (set === undefined || record === undefined) {
      throw new MultiRoiError('E_INTERNAL', `internal: train: nobody is person ${index}`);
    }
    return {
      index,
      dataset,
      picture: join(set.folder, record.image),
      record: ownArrays(record),
      name: `${dataset} ${record.image} (row ${row})`,
    };
  };
}

/** Arrays of a record may be windows on those of a whole data set, all of which would be sent to the thread. */
function ownArrays(record: PersonRecord): PersonRecord {
  const entries = Object.entries(record).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Float32Array || value instanceof Uint8Array ? value.slice() : value,
  ]);
  return Object.fromEntries(entries) as PersonRecord;
}
