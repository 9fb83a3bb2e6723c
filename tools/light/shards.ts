/** @file The shards of one or more folders as one. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeShard, joinShards, type Shard } from '../../src/training/index.ts';

/** @param folders separated by commas. */
export async function readShards(folders: string): Promise<Shard> {
  const shards: Shard[] = [];
  for (const folder of folders.split(',')) {
    const names = (await readdir(folder))
      .filter((name) => name.endsWith('.safetensors'))
      .toSorted();
    for (const name of names) shards.push(decodeShard(await readFile(join(folder, name))));
  }
  return joinShards(shards);
}
