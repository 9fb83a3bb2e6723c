/**
 * @file Kills a training run at random moments with SIGKILL, resumes it each time, and compares its final weights with
 * those of an uninterrupted run, bit by bit. After every kill all files of the folder must parse. The built command
 * line is what runs (`npm run build` first): ResNet-50 on rendered people, one region, one person a batch, a checkpoint
 * every step. Moments are drawn from the seed: a quarter while a process starts, the others in about three steps.
 *
 *   npx tsx bench/sigkill.ts [--kills 20] [--seed 1] [--out <folder>]
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readSafetensors } from '../src/format/index.ts';
import { Rng } from '../src/rng.ts';
import { decodeCheckpoint } from '../src/training/index.ts';
import { readEvents } from '../test/support/tfevents.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** Kept when given. */
    out: { type: 'string' },
  },
});
const kills = Number(values.kills);
/** More than the kills let pass, so that every one of them hits a run. */
const STEPS = Math.ceil(1.5 * kills);
const SETTINGS = [
  'network.rois=1',
  'network.lossWeights.contrastive=0',
  'batch.people=1',
  'vertexStride=100',
  'checkpoint.every=1',
  'checkpoint.keep=2',
  `length.steps=${STEPS}`,
];
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Runs `train`; after `killAfterMs` it is killed. @returns whether it came to its end. */
function train(out: string, resume: boolean, killAfterMs: number): Promise<boolean> {
  const args = ['train', 'synthetic-r50', '--quick', '--out', out, '--seed', '3'];
  const sets = SETTINGS.flatMap((setting) => ['--set', setting]);
  const child = spawn(process.execPath, [main, ...args, ...sets, ...(resume ? ['--resume'] : [])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  return new Promise((done, failed) => {
    const timer = Number.isFinite(killAfterMs)
      ? setTimeout(() => child.kill('SIGKILL'), killAfterMs)
      : undefined;
    child.on('error', failed);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') done(false);
      else if (code === 0) done(true);
      else failed(new Error(`train ended with ${code ?? signal ?? '?'}: ${told.slice(-2000)}`));
    });
  });
}

/** Files of a folder, which a run killed early has not made. */
function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((): string[] => []);
}

/** Parses every file that bears its final name. @returns steps that the last checkpoint holds. */
async function inspect(out: string): Promise<number> {
  const names = await namesIn(out);
  let done = 0;
  for (const name of names) {
    const path = join(out, name);
    if (name === 'config.json') JSON.parse(await readFile(path, 'utf8'));
    else if (name === 'metrics.jsonl') {
      const lines = (await readFile(path, 'utf8')).split('\n');
      if (lines.pop() !== '') throw new Error('metrics.jsonl: the last line is torn');
      for (const line of lines) JSON.parse(line);
    } else if (name.startsWith('events.')) readEvents(await readFile(path));
    else if (name === 'report.html') {
      const page = await readFile(path, 'utf8');
      if (!page.endsWith('</html>\n')) throw new Error('report.html is cut off');
    } else if (name === 'weights.safetensors') readSafetensors(await readFile(path));
  }
  const folder = join(out, 'checkpoints');
  for (const name of await namesIn(folder)) {
    const bytes = await readFile(join(folder, name));
    if (name === 'list.json') {
      const { checkpoints } = JSON.parse(bytes.toString()) as {
        checkpoints: readonly { readonly file: string; readonly step: number }[];
      };
      // what is named is there, and whole
      for (const { file, step } of checkpoints) {
        const state = decodeCheckpoint(await readFile(join(folder, file)));
        if (state.step !== step) throw new Error(`${file}: step ${state.step}, listed as ${step}`);
        done = Math.max(done, step);
      }
    } else if (name.endsWith('.safetensors')) readSafetensors(bytes);
  }
  return done;
}

async function hashOf(out: string): Promise<string> {
  const bytes = await readFile(join(out, 'weights.safetensors'));
  return createHash('sha256').update(bytes).digest('hex');
}

/** Milliseconds from the start of an uninterrupted run to its first step, and between steps. */
async function pace(out: string, startedAt: number): Promise<{ first: number; step: number }> {
  const lines = (await readFile(join(out, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  const times = lines.map((line) => 1000 * (JSON.parse(line) as { readonly time: number }).time);
  const [first = NaN] = times;
  return {
    first: first - startedAt,
    step: ((times.at(-1) ?? NaN) - first) / Math.max(1, times.length - 1),
  };
}

const folder =
  values.out === undefined
    ? await mkdtemp(join(tmpdir(), 'multiroi-sigkill-'))
    : resolve(values.out);
try {
  const whole = join(folder, 'whole');
  const startedAt = Date.now();
  await train(whole, false, Infinity);
  const wanted = await hashOf(whole);
  const { first, step } = await pace(whole, startedAt);
  console.log(
    `uninterrupted: ${STEPS} steps, first after ${(first / 1000).toFixed(1)} s, then ${(step / 1000).toFixed(2)} s a step; ${wanted}`,
  );
  const rng = new Rng(Number(values.seed));
  const killed = join(folder, 'killed');
  let hits = 0;
  let begun = false;
  for (; hits < kills; hits++) {
    const after =
      rng.uniform() < 0.25 ? rng.uniform(0, first) : rng.uniform(0.9 * first, first + 3 * step);
    if (await train(killed, begun, after)) break;
    const done = await inspect(killed);
    begun = (await namesIn(killed)).includes('config.json');
    console.log(
      `kill ${hits + 1} after ${(after / 1000).toFixed(2)} s: all files parse, step ${done}`,
    );
  }
  await train(killed, begun, Infinity);
  await inspect(killed);
  const got = await hashOf(killed);
  console.log(`${hits} kills: ${got}`);
  if (got !== wanted || hits < kills) {
    console.error(got === wanted ? `expected ${kills} kills, got ${hits}` : 'the weights differ');
    process.exitCode = 1;
  } else console.log('the weights are identical');
} finally {
  if (values.out === undefined) await rm(folder, { recursive: true, force: true });
}
