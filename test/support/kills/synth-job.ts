/** @file `synth`, to be killed. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { parseSpinNpz } from '../../../src/dataset/index.ts';
import { digestsOf, filesOf, isTemporary, type KillJob } from './job.ts';

const PICTURES = 45;
const WORK = `synth --count ${PICTURES} --recipe upright --seed 5 --threads 1 --resume`;

/** Whatever bears a final name is whole. */
async function inspect(out: string): Promise<void> {
  for (const name of await filesOf(out)) {
    if (isTemporary(name)) continue;
    const bytes = await readFile(join(out, name));
    if (name.endsWith('.json')) JSON.parse(bytes.toString());
    else if (name.endsWith('.npz')) parseSpinNpz(new Uint8Array(bytes));
    else await sharp(bytes, { failOn: 'truncated' }).stats();
  }
}

/** Everything, with every picture in the table once. */
async function contents(out: string): Promise<ReadonlyMap<string, string>> {
  const people = parseSpinNpz(new Uint8Array(await readFile(join(out, 'people.npz'))));
  const named = new Set(people.map(({ image }) => image));
  if (people.length !== PICTURES || named.size !== PICTURES) {
    throw new Error(`expected ${PICTURES} people, got ${people.length} on ${named.size} pictures`);
  }
  return digestsOf(out);
}

export const synthJob: KillJob = {
  name: 'synth',
  about: `${PICTURES} pictures and their table`,
  prepare: () => Promise.resolve([]),
  args: (_inputs, out) => [...WORK.split(' '), '--out', out],
  // going on with what is done is nothing to do
  state: async (out) => ((await filesOf(out)).length === 0 ? 'nothing' : 'unfinished'),
  progress: async (out) => (await filesOf(out)).length,
  inspect,
  contents,
};
