/** @file `predict` on a folder of pictures, to be killed. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Rng } from '../../../src/base/index.ts';
import { parseResult } from '../../../src/result/index.ts';
import { digest, filesOf, isTemporary, linesIn, type KillJob } from './job.ts';

const KINDS = ['.json', '.glb', '.npz', '_overlay.png'] as const;
const WORK = 'predict --box 80,20,240,230 --threads 1 --save json,glb,npz,overlay --resume';
const IMAGES = 6;

/** Pictures of colours that change slowly: whoever is in the box is anybody, and the same every time. */
async function draw(inputs: string): Promise<void> {
  const rng = new Rng(1);
  await mkdir(join(inputs, 'deep'), { recursive: true });
  for (let i = 0; i < IMAGES; i++) {
    const pixels = Uint8Array.from({ length: 8 * 6 * 3 }, () => rng.int(256));
    const jpeg = sharp(pixels, { raw: { width: 8, height: 6, channels: 3 } })
      .resize(320, 240, { kernel: 'cubic' })
      .jpeg();
    const name = i % 2 === 0 ? `p${i}.jpg` : join('deep', `p${i}.jpg`);
    await writeFile(join(inputs, name), await jpeg.toBuffer());
  }
}

const isOwnRecord = (name: string): boolean => /^run\.(json|lock|journal\.jsonl)$/.test(name);

/** Whatever bears a final name is whole, and belongs to an image of which everything is there, but for one. */
async function inspect(out: string): Promise<void> {
  const names = (await filesOf(out)).filter((name) => !isOwnRecord(name) && !isTemporary(name));
  const stems = new Map<string, number>();
  for (const name of names) {
    const kind = KINDS.find((each) => name.endsWith(each));
    if (kind === undefined) {
      // a lock that is taken over
      if (name.startsWith('run.lock.')) continue;
      throw new Error(`${name}: a file that nobody asked for`);
    }
    if (kind === '.json') parseResult(await readFile(join(out, name), 'utf8'));
    const stem = name.slice(0, name.length - kind.length);
    stems.set(stem, (stems.get(stem) ?? 0) + 1);
  }
  const partial = [...stems.values()].filter((size) => size < KINDS.length).length;
  if (partial > 1) throw new Error(`${partial} images of which some files are there`);
}

interface Listed {
  readonly images: readonly { readonly file: string; readonly outputs: readonly string[] }[];
  readonly earlier: readonly string[];
}

/** Every result, timings taken out; the record must name each file, and each image, once. */
async function contents(out: string): Promise<ReadonlyMap<string, string>> {
  const record = JSON.parse(await readFile(join(out, 'run.json'), 'utf8')) as Listed;
  const named = record.images.flatMap(({ outputs }) => outputs).toSorted();
  const there = (await filesOf(out)).filter((name) => name !== 'run.json');
  const told = { named, images: record.images.length, earlier: record.earlier.length };
  const wanted = { named: there, images: IMAGES, earlier: 0 };
  if (JSON.stringify(told) !== JSON.stringify(wanted)) {
    throw new Error(`run.json does not tell what is there: ${JSON.stringify({ told, wanted })}`);
  }
  const found = new Map<string, string>();
  for (const name of there) {
    const bytes = await readFile(join(out, name));
    const isResult = name.endsWith('.json');
    found.set(
      name,
      digest(isResult ? JSON.stringify({ ...parseResult(bytes.toString()), timings: {} }) : bytes),
    );
  }
  return found;
}

export const predictJob: KillJob = {
  name: 'predict',
  about: `${IMAGES} pictures, four files each`,
  prepare: async (inputs) => {
    await draw(inputs);
    return [];
  },
  args: (inputs, out) => [...WORK.split(' '), inputs, '--out', out],
  // going on with what is done is nothing to do
  state: async (out) => ((await filesOf(out)).length === 0 ? 'nothing' : 'unfinished'),
  progress: (out) => linesIn(join(out, 'run.journal.jsonl')),
  inspect,
  contents,
};
