/**
 * @file Kills a job at moments drawn from a seed and has it go on each time, until it was killed so often. A half of the
 * moments lies anywhere in the time of a whole run, the other half right behind something that was written, where
 * files appear. Whatever comes to its end must be what an uninterrupted run made; the next run begins a new folder.
 */

import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Rng } from '../../../src/base/index.ts';
import { digest, type FolderState, type KillJob } from './job.ts';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
/** How long after something was written a kill may come, ms. */
const NEAR_MS = 30;

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  /** For inputs and results. */
  readonly folder: string;
  /** Ends the loop after the run in hand. */
  readonly signal?: AbortSignal;
  readonly onKill?: (done: number, when: string, state: FolderState) => void;
}

export interface KillReport {
  readonly kills: number;
  readonly runs: number;
  /** Pieces of work that came to their end. */
  readonly finished: number;
  /** Kills that hit before the work had written anything, and after it was done. */
  readonly before: number;
  readonly behind: number;
  readonly wholeSeconds: number;
  /** Of all that the uninterrupted run made, and so of all others. */
  readonly sha256: string;
  readonly files: number;
}

/** After so many milliseconds, counted from when so much more was written. */
interface Moment {
  readonly grown: number;
  readonly ms: number;
}

/** Runs a command line until its moment. @returns whether it came to its end. @throws when it failed. */
async function run(
  args: readonly string[],
  moment?: Moment,
  progress: () => Promise<number> = () => Promise.resolve(0),
): Promise<boolean> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  let isRunning = true;
  const ended = new Promise<boolean>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      isRunning = false;
      if (signal === 'SIGKILL') resolve(false);
      else if (code === 0) resolve(true);
      else reject(new Error(`${args[0]} ended with ${code ?? signal}: ${told.slice(-2000)}`));
    });
  });
  // who waits for a moment may not be listening yet
  ended.catch(() => undefined);
  if (moment === undefined) return ended;
  // what is not believed any more is dropped when a run goes on, so that growth counts from the least seen
  let least = Infinity;
  for (let grown = 0; isRunning && grown < moment.grown;) {
    await wait(2);
    const now = await progress();
    least = Math.min(least, now);
    grown = now - least;
  }
  await Promise.race([wait(moment.ms), ended]);
  child.kill('SIGKILL');
  return ended;
}

function requireSame(
  got: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
  out: string,
): void {
  const lost = [...wanted.keys()].filter((name) => !got.has(name));
  const more = [...got.keys()].filter((name) => !wanted.has(name));
  const other = [...wanted].filter(([name, content]) => got.has(name) && got.get(name) !== content);
  const told = { lost, more, other: other.map(([name]) => name) };
  if (lost.length + more.length + other.length > 0) {
    throw new Error(
      `expected what an uninterrupted run makes, got ${JSON.stringify(told)} (${out})`,
    );
  }
}

/** Work in a row of folders, of which only the last is there. */
class Folders {
  readonly #folder: string;
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get out(): string {
    return join(this.#folder, `killed-${this.#count}`);
  }

  get finished(): number {
    return this.#count;
  }

  async next(): Promise<void> {
    await rm(this.out, { recursive: true, force: true });
    this.#count++;
  }
}

/** @throws when a file is half there, or work that was killed made something else. */
export async function killLoop(
  job: KillJob,
  { kills, seed, folder, signal, onKill }: KillOptions,
): Promise<KillReport> {
  const inputs = join(folder, 'in');
  await mkdir(inputs, { recursive: true });
  for (const args of await job.prepare(inputs)) await run(args);
  const whole = join(folder, 'whole');
  const start = performance.now();
  await run(job.args(inputs, whole, 'nothing'));
  const wholeMs = performance.now() - start;
  const units = await job.progress(whole);
  const wanted = await job.contents(whole);
  const rng = new Rng(seed);
  const folders = new Folders(folder);
  const check = async (): Promise<void> => {
    requireSame(await job.contents(folders.out), wanted, folders.out);
    await folders.next();
  };
  let [hits, runs, before, behind] = [0, 0, 0, 0];
  while (hits < kills && signal?.aborted !== true) {
    const { out } = folders;
    const isTimed = rng.uniform() < 0.5;
    const moment = isTimed
      ? { grown: 0, ms: rng.uniform(0, wholeMs) }
      : { grown: 1 + rng.int(Math.max(1, units)), ms: rng.uniform(0, NEAR_MS) };
    const args = job.args(inputs, out, await job.state(out));
    runs++;
    if (await run(args, moment, () => job.progress(out))) {
      await check();
      continue;
    }
    hits++;
    await job.inspect(out);
    const state = await job.state(out);
    if (state === 'nothing') before++;
    onKill?.(hits, isTimed ? `${moment.ms.toFixed(0)} ms` : `${moment.grown} more`, state);
    if (state !== 'finished') continue;
    behind++;
    await check();
  }
  const { out } = folders;
  runs++;
  await run(job.args(inputs, out, await job.state(out)));
  await check();
  const all = [...wanted].map(([name, content]) => `${name} ${content}\n`).toSorted();
  return {
    kills: hits,
    runs,
    finished: folders.finished,
    before,
    behind,
    wholeSeconds: wholeMs / 1000,
    sha256: digest(all.join('')),
    files: wanted.size,
  };
}
