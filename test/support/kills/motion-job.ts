/** @file `motion` on a folder of pictures, to be killed. */

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { parseMotion } from '../../../src/result/index.ts';
import { digestsOf, filesOf, isTemporary, linesIn, type KillJob } from './job.ts';

const PICTURES = 12;
const FILES = ['pan.glb', 'pan.csv', 'pan_0.npz', 'pan.motion.json'];
const SEEN = 'pan.motion.partial.jsonl';
const WORK = 'motion --rois 1 --threads 1 --fps 12 --save json,csv,npz,glb --resume';
const PHOTO = fileURLToPath(new URL('../../fixtures/astronaut.png', import.meta.url));

/** A camera that pans over one photograph. */
async function film(inputs: string): Promise<void> {
  const folder = join(inputs, 'pan');
  await mkdir(folder, { recursive: true });
  const { width, height } = await sharp(PHOTO).metadata();
  const [w, h] = [Math.round(0.85 * width), Math.round(0.9 * height)];
  for (let i = 0; i < PICTURES; i++) {
    const left = Math.round(((width - w) * i) / PICTURES);
    await sharp(PHOTO)
      .extract({ left, top: 0, width: w, height: h })
      .resize(320)
      .png()
      .toFile(join(folder, `${String(i).padStart(2, '0')}.png`));
  }
}

/** Whatever bears its final name is whole; of what was seen the last line may be torn. */
async function inspect(out: string): Promise<void> {
  for (const name of await filesOf(out)) {
    if (isTemporary(name) || name === SEEN) continue;
    const bytes = await readFile(join(out, name));
    if (name.endsWith('.motion.json')) parseMotion(bytes.toString());
    else if (name.endsWith('.glb')) {
      if (bytes.readUInt32LE(8) !== bytes.length) throw new Error(`${name} is cut off`);
    } else if (!FILES.includes(name)) throw new Error(`${name}: a file that nobody asked for`);
  }
}

/** Everything, and somebody in it. */
async function contents(out: string): Promise<ReadonlyMap<string, string>> {
  const { tracks, video } = parseMotion(await readFile(join(out, 'pan.motion.json'), 'utf8'));
  if (tracks.length !== 1 || video.frames !== PICTURES) {
    throw new Error(`expected one person in ${PICTURES} pictures, got ${tracks.length} in ${video.frames}`); // oxfmt-ignore
  }
  return digestsOf(out);
}

export const motionJob: KillJob = {
  name: 'motion',
  about: `${PICTURES} pictures of one person, four files`,
  prepare: async (inputs) => {
    await film(inputs);
    return [];
  },
  args: (inputs, out) => [...WORK.split(' '), join(inputs, 'pan'), '--out', out],
  // going on with what is done is nothing to do
  state: async (out) => ((await filesOf(out)).length === 0 ? 'nothing' : 'unfinished'),
  progress: (out) => linesIn(join(out, SEEN)),
  inspect,
  contents,
};
