/**
 * @file Kills a training run at random moments with SIGKILL, resumes it each time, and compares its final weights with
 * those of an uninterrupted run, bit by bit. After every kill all files of the folder must parse. The built command
 * line is what runs (`npm run build` first), on a few rendered people with a checkpoint every step: a small `light` on
 * cached features, or ResNet-50 on images with one region and one person a batch (minutes). Moments are drawn from the
 * seed: a quarter while a process starts, the others in its first three steps.
 *
 *   npx tsx bench/sigkill.ts [--config light|resnet50] [--kills 20] [--seed 1] [--out <folder>]
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readSafetensors } from '../src/format/index.ts';
import { Rng } from '../src/base/index.ts';
import { decodeCheckpoint } from '../src/training/index.ts';
import { readEvents } from '../test/support/tfevents.ts';

const { values } = parseArgs({
  options: {
    config: { type: 'string', default: 'light' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** Kept when given. */
    out: { type: 'string' },
  },
});
const kills = Number(values.kills);
/** More than the kills let pass, so that every one of them hits a run. */
const STEPS = 3 * kills + 1;
const CONFIGS: Readonly<
  Record<string, { readonly name: string; readonly set: readonly string[] }>
> = {
  light: {
    name: 'light-synthetic',
    set: [
      'network.embedding={"width":64,"blocks":0}',
      'network.regressor={"iterations":3,"widths":[64,64],"activation":"relu","blocks":1,"dropout":0.2}',
    ],
  },
  resnet50: {
    name: 'synthetic-r50',
    set: ['network.rois=1', 'network.lossWeights.contrastive=0', 'batch.people=1', 'batch.parts=1'],
  },
};
const chosen = CONFIGS[values.config];
if (chosen === undefined) {
  throw new Error(`sigkill: expected ${Object.keys(CONFIGS).join(' or ')}, got ${values.config}`);
}
const ARGS = ['train', chosen.name, '--quick', '--seed', '3'];
const SETTINGS = [
  ...chosen.set,
  'vertexStride=100',
  'checkpoint.every=1',
  'checkpoint.keep=2',
  `length.steps=${STEPS}`,
];
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** When a run is killed: so many lines of metrics and then so many milliseconds after its start. */
interface Moment {
  readonly lines: number;
  readonly ms: number;
}

/** Runs `train` until its moment. @returns whether it came to its end before. */
async function train(out: string, resume: boolean, moment?: Moment): Promise<boolean> {
  const args = [...ARGS, '--out', out, ...SETTINGS.flatMap((setting) => ['--set', setting])];
  const child = spawn(process.execPath, [main, ...args, ...(resume ? ['--resume'] : [])], {
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
      else failed(new Error(`train ended with ${code ?? signal ?? '?'}: ${told.slice(-2000)}`));
    });
  });
  if (moment !== undefined) {
    // opening the folder drops lines after the checkpoint, so growth is counted from the least seen
    let least = Infinity;
    for (let grown = 0; running && grown < moment.lines;) {
      await setTimeout(2);
      const count = await linesIn(join(out, 'metrics.jsonl'));
      least = Math.min(least, count);
      grown = count - least;
    }
    await Promise.race([setTimeout(moment.ms), ended]);
    child.kill('SIGKILL');
  }
  return ended;
}

async function linesIn(path: string): Promise<number> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  return bytes.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);
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
  await train(whole, false);
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
    const starting = rng.uniform() < 0.25;
    const moment = {
      lines: starting ? 0 : 1 + rng.int(2),
      ms: rng.uniform(0, starting ? first : step),
    };
    if (await train(killed, begun, moment)) break;
    const done = await inspect(killed);
    begun = (await namesIn(killed)).includes('config.json');
    console.log(
      `kill ${hits + 1} after ${moment.lines} lines and ${moment.ms.toFixed(0)} ms: all files parse, step ${done}`,
    );
  }
  await train(killed, begun);
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
