/** @file Scores by item, kept in a file, so that two runs are compared item by item without running anything again. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What one frame, photograph or person scored. */
export interface Item {
  readonly id: string;
  /** Reported apart from others. */
  readonly stratum: string;
  /** Items of one cluster err together and are drawn together. */
  readonly cluster: string;
  /** By metric; null or absent where there is nothing to score. */
  readonly scores: Readonly<Record<string, number | null>>;
}

export interface Scores<T extends Item = Item> {
  readonly bench: string;
  /** Build, options and weights, in words. */
  readonly label: string;
  readonly items: readonly T[];
}

/** One item a line, so that files can be read and compared by eye too. */
export async function writeScores<T extends Item>(
  path: string,
  { items, ...head }: Scores<T>,
): Promise<void> {
  const lines = items.map((item) => JSON.stringify(item, rounded)).join(',\n');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(head).slice(0, -1)},"items":[\n${lines}\n]}\n`);
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(4)) : value;
}

/** @throws when the file holds scores of another bench. */
export async function readScores<T extends Item>(path: string, bench: string): Promise<Scores<T>> {
  const scores = JSON.parse(await readFile(path, 'utf8')) as Scores<T>;
  if (scores.bench !== bench) {
    throw new Error(`--compare: expected scores of ${bench}, got ${scores.bench} (${path})`);
  }
  return scores;
}
