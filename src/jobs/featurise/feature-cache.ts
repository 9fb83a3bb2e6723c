/**
 * @file Features of synthetic people in a cache folder: what is missing is rendered and encoded by several threads,
 * whole files at a time, so that a run that was stopped goes on where it was. The numbers do not depend on how many
 * threads there are.
 */

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoseSplit } from '../../synthetic/index.ts';
import { MultiRoiError, throwIfAborted } from '../../base/index.ts';
import {
  decodeShard,
  describeFeatures,
  encodeShard,
  featureFolder,
  joinShards,
  shardOf,
  shardPlans,
  type FeatureOptions,
  type FeatureSet,
  type PersonRow,
  type Shard,
  type ShardPlan,
} from '../../features/index.ts';
import { inOrder, startWorker } from '../../node/index.ts';
import { nodeFiles, writeWhole } from '../../node/index.ts';

/** What every thread needs to know. */
export interface FeatureTask {
  readonly sets: readonly FeatureSet[];
  readonly options: FeatureOptions;
  /** Captured poses; null draws all from the prior. */
  readonly poses: { readonly file: string; readonly split: PoseSplit } | null;
  /** Asset that the other poses are drawn from; default: the prior learned from training clips. */
  readonly prior?: string | undefined;
}

/** One person to make. @internal */
export interface FeatureRequest {
  readonly index: number;
  /** Into the task's. */
  readonly set: number;
  readonly person: number;
}

/** @internal */
export interface FeatureReply {
  readonly index: number;
  readonly row: PersonRow;
}

/** Which people, seen how, kept where, and made by how many threads. */
export interface FeatureCacheOptions extends FeatureTask {
  /** Holds one folder a set. */
  readonly folder: string;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** When something is missing, before it is made. */
  readonly onMissing?: ((people: number) => void) | undefined;
  /** After every person made. */
  readonly onPerson?: ((done: number, people: number) => void) | undefined;
}

/** Metadata key of what a file's features are. */
const DESCRIPTION = 'multiroi.features';

/** A file that a set consists of. */
interface SetFile {
  readonly set: number;
  readonly path: string;
  readonly plan: ShardPlan;
  readonly description: string;
}

/**
 * Everyone of the sets, one set after the other; who is not in the cache is made first.
 * @throws E_FORMAT for a file of the cache that is something else, E_CONFIG for an unknown recipe, E_ABORT.
 */
export async function openFeatures(options: FeatureCacheOptions): Promise<Shard> {
  const files = await filesOf(options);
  const present = new Set<string>();
  for (const folder of new Set(files.map(({ path }) => join(path, '..')))) {
    for (const name of await readdir(folder).catch(() => [])) present.add(join(folder, name));
  }
  await make(
    options,
    files.filter(({ path }) => !present.has(path)),
  );
  const shards: Shard[] = [];
  for (const { path, plan, description } of files) {
    throwIfAborted('features', options.signal);
    const shard = decodeShard(await nodeFiles.read(path));
    if (shard.metadata[DESCRIPTION] !== description || shard.count !== plan.count) {
      throw new MultiRoiError(
        'E_FORMAT',
        `features: expected ${plan.count} people of the set that the folder is named after, got others ("${path}")`,
        { hint: 'remove the file; it will be made again' },
      );
    }
    shards.push(shard);
  }
  return joinShards(shards);
}

async function filesOf({
  sets,
  options,
  poses,
  prior,
  folder,
}: FeatureCacheOptions): Promise<SetFile[]> {
  const described = poses && {
    sha256: createHash('sha256')
      .update(await nodeFiles.read(poses.file))
      .digest('hex'),
    split: poses.split,
  };
  const files: SetFile[] = [];
  for (const [set, choice] of sets.entries()) {
    const description = describeFeatures(choice, options, described, prior);
    const own = join(folder, await featureFolder(choice, description));
    for (const plan of shardPlans(choice.count)) {
      files.push({ set, path: join(own, plan.file), plan, description });
    }
  }
  return files;
}

/** Renders and encodes the people of the missing files. */
async function make(
  { sets, options, poses, prior, threads, signal, onMissing, onPerson }: FeatureCacheOptions,
  missing: readonly SetFile[],
): Promise<void> {
  const people = missing.flatMap(({ set, plan: { start, count } }) =>
    Array.from({ length: count }, (_, i) => ({ set, person: start + i })),
  );
  const requests = people.map((request, index): FeatureRequest => ({ index, ...request }));
  if (requests.length === 0) return;
  onMissing?.(requests.length);
  const task: FeatureTask = { sets, options, poses, prior };
  const replies = inOrder<FeatureReply>({
    who: 'features',
    start: 0,
    end: requests.length,
    threads,
    ahead: 4 * threads,
    spawn: () => startWorker(import.meta.url, 'feature-worker', task),
    task: (index) => requests[index],
    signal,
  });
  const M = options.rois.scales.length;
  const left = missing.values();
  let file = left.next();
  let rows: PersonRow[] = [];
  for await (const { index, row } of replies) {
    rows.push(row);
    onPerson?.(index + 1, requests.length);
    if (file.done === true || rows.length < file.value.plan.count) continue;
    const { path, description } = file.value;
    const shard = shardOf(rows, M, row.features.length / M);
    await writeWhole(path, encodeShard(shard, { [DESCRIPTION]: description }));
    rows = [];
    file = left.next();
  }
}
