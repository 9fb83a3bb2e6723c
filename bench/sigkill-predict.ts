/**
 * @file Kills `predict` on a folder of pictures at random moments with SIGKILL, resumes it each time, and compares its
 * results with those of an uninterrupted run, byte by byte but for timings. After every kill whatever bears its final name
 * must be whole and belong to an image of which everything is there. Then a run that begins anew must own every file. The
 * built command line is what runs (`npm run build` first). Moments are drawn from the seed: half of them by time over a
 * whole run, the others in the milliseconds around the writing of an image, where files appear.
 *
 *   npx tsx bench/sigkill-predict.ts [--kills 20] [--images 8] [--seed 1]
 */

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { Rng } from '../src/base/index.ts';
import { parseResult } from '../src/result/index.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    images: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
  },
});
const kills = Number(values.kills);
const images = Number(values.images);
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const KINDS = ['.json', '.glb', '.npz', '_overlay.png'] as const;
const rng = new Rng(Number(values.seed));

const folder = await mkdtemp(join(tmpdir(), 'multiroi-sigkill-'));

/** Pictures of colours that change slowly: whoever is in the box is anybody, and the same every time. */
async function draw(): Promise<void> {
  await mkdir(join(folder, 'in', 'deep'), { recursive: true });
  for (let i = 0; i < images; i++) {
    const pixels = Uint8Array.from({ length: 8 * 6 * 3 }, () => rng.int(256));
    const jpeg = sharp(pixels, { raw: { width: 8, height: 6, channels: 3 } })
      .resize(320, 240, { kernel: 'cubic' })
      .jpeg();
    const name = i % 2 === 0 ? `p${i}.jpg` : join('deep', `p${i}.jpg`);
    await writeFile(join(folder, 'in', name), await jpeg.toBuffer());
  }
}

type Moment =
  | { readonly afterMs: number }
  /** So long after the journal has grown by so many lines. */
  | { readonly lines: number; readonly ms: number };

/** @returns whether it came to its end. */
async function predict(out: string, flags: readonly string[], moment?: Moment): Promise<boolean> {
  const save = KINDS.map((kind) => kind.replace(/^_|^\./, '').replace('.png', '')).join(',');
  const args = ['predict', join(folder, 'in'), '--box', '80,20,240,230', '--threads', '1'];
  const child = spawn(process.execPath, [main, ...args, '--save', save, '--out', out, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  let running = true;
  const ended = new Promise<boolean>((done, failed) => {
    child.on('error', failed);
    child.on('exit', (code, signal) => {
      running = false;
      if (signal === 'SIGKILL') done(false);
      else if (code === 0) done(true);
      else failed(new Error(`predict ended with ${code ?? signal ?? '?'}: ${told.slice(-2000)}`));
    });
  });
  if (moment !== undefined) {
    if ('afterMs' in moment) await Promise.race([setTimeout(moment.afterMs), ended]);
    else {
      // the journal of the run before is still there while this one starts
      const before = await textOf(join(out, 'run.journal.jsonl'));
      let lines = 0;
      while (running && lines < moment.lines) {
        await setTimeout(1);
        const text = await textOf(join(out, 'run.journal.jsonl'));
        if (text !== before) lines = text.split('\n').length - 1;
      }
      await Promise.race([setTimeout(moment.ms), ended]);
    }
    child.kill('SIGKILL');
  }
  return ended;
}

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

async function filesOf(out: string): Promise<string[]> {
  const found = await readdir(out, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
    .toSorted();
}

const isOwnRecord = (name: string): boolean => /^run\.(json|lock|journal\.jsonl)$/.test(name);

/** Whatever bears a final name is whole: what is not that of an image whose files were appearing, too. */
async function inspect(out: string): Promise<{ done: number; partial: number }> {
  const names = (await filesOf(out)).filter((name) => !isOwnRecord(name) && !name.endsWith('.tmp'));
  const stems = new Map<string, Set<string>>();
  for (const name of names) {
    const kind = KINDS.find((each) => name.endsWith(each));
    if (kind === undefined) throw new Error(`${name}: a file that nobody asked for`);
    if (kind === '.json') parseResult(await readFile(join(out, name), 'utf8'));
    const stem = name.slice(0, name.length - kind.length);
    stems.set(stem, (stems.get(stem) ?? new Set()).add(kind));
  }
  const partial = [...stems.values()].filter(({ size }) => size < KINDS.length).length;
  // only the image that was being written when the kill came
  if (partial > 1) throw new Error(`${partial} images of which some files are there`);
  return { done: stems.size - partial, partial };
}

/** Every result, timings taken out. */
async function contentsOf(out: string): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (const name of await filesOf(out)) {
    if (name === 'run.json') continue;
    const bytes = await readFile(join(out, name));
    const isResult = name.endsWith('.json');
    contents.set(
      name,
      isResult
        ? JSON.stringify({ ...parseResult(bytes.toString()), timings: {} })
        : bytes.toString('base64'),
    );
  }
  return contents;
}

interface Listed {
  readonly images: readonly { readonly file: string; readonly outputs: readonly string[] }[];
  readonly earlier: readonly string[];
}

/** That the record names every file of the folder once, and every image once. */
async function requireOwned(out: string): Promise<void> {
  const record = JSON.parse(await readFile(join(out, 'run.json'), 'utf8')) as Listed;
  const named = record.images.flatMap(({ outputs }) => outputs).toSorted();
  const there = (await filesOf(out)).filter((name) => name !== 'run.json');
  const all = { named, images: record.images.length, earlier: record.earlier.length };
  const wanted = { named: there, images, earlier: 0 };
  if (JSON.stringify(all) !== JSON.stringify(wanted)) {
    throw new Error(`run.json does not tell what is there: ${JSON.stringify({ all, wanted })}`);
  }
}

try {
  await draw();
  const whole = join(folder, 'whole');
  const start = performance.now();
  await predict(whole, []);
  const wholeMs = performance.now() - start;
  await requireOwned(whole);
  const wanted = await contentsOf(whole);
  console.log(`uninterrupted: ${images} images, ${wanted.size} files, ${wholeMs.toFixed(0)} ms`);

  let [hits, runs, partials, begun] = [0, 0, 0, 0];
  let killed = join(folder, `killed-${begun}`);
  const check = async (): Promise<void> => {
    await requireOwned(killed);
    const got = await contentsOf(killed);
    for (const [name, content] of wanted) {
      if (got.get(name) !== content) throw new Error(`${name} differs from the uninterrupted run`);
    }
    if (got.size !== wanted.size) throw new Error(`${got.size} files instead of ${wanted.size}`);
  };
  while (hits < kills) {
    const timed = rng.uniform() < 0.5;
    const moment = timed
      ? { afterMs: rng.uniform(0, wholeMs) }
      : { lines: 1 + rng.int(10), ms: rng.uniform(0, 20) };
    // the first run of a folder, or one that goes on
    runs++;
    if (await predict(killed, ['--resume'], moment)) {
      await check();
      killed = join(folder, `killed-${++begun}`);
      continue;
    }
    hits++;
    const { done, partial } = await inspect(killed);
    partials += partial;
    const when = 'afterMs' in moment ? `${moment.afterMs.toFixed(0)} ms` : `${moment.lines} lines`;
    console.log(`kill ${hits} after ${when}: ${done} images whole, ${partial} appearing`);
  }
  if (!(await predict(killed, ['--resume']))) throw new Error('the last run did not end');
  await check();
  // begun anew, nothing of the folder is another program's
  await predict(killed, []);
  await check();
  console.log(
    `${hits} kills in ${runs} runs over ${begun + 1} folders, ${partials} between two names: every result identical, owned and named once`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
