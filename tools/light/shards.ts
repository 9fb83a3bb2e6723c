/** @file The shards of a folder as one. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeShard, joinShards, type Shard } from '../../src/training/index.ts';

export async function readShards(dir: string): Promise<Shard> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.safetensors')).toSorted();
  const shards: Shard[] = [];
  for (const name of names) shards.push(decodeShard(await readFile(join(dir, name))));
  return joinShards(shards);
}
