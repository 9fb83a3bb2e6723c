/** @file Workers as processes: started, replaced when they die, told to stop. */

import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { MultiRoiError, type Logger } from '../base/index.ts';

/** A worker that dies before it has lived so long counts against its place, ms. */
const SHORT_LIFE_MS = 10_000;
/** So many short lives one after the other are a fault that starting again does not mend. */
const MAX_SHORT = 5;

/** What workers are and how many. */
export interface SuperviseOptions {
  readonly count: number;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Tells the workers to stop. */
  readonly signal: AbortSignal;
  /** Where what they say goes. */
  readonly say: (text: string) => void;
  readonly log: Logger;
}

/** How a worker ended. */
interface End {
  readonly code: number | null;
  readonly cause: string;
}

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, cause: error.message }));
    child.once('close', (code, by) => resolve({ code, cause: by ?? `exit code ${code}` }));
  });
}

/** A worker ends by itself with one of these: nothing is left, it was stopped, it refuses to work. */
const isOver = (code: number | null): boolean => code === 0 || code === 130;
const isRefusal = (code: number | null): boolean => code === 1 || code === 2;

/** Keeps one place filled. */
async function keepFilled(options: SuperviseOptions): Promise<void> {
  const { command, env, cwd, signal, say, log } = options;
  const [program, ...args] = command;
  let short = 0;
  while (!signal.aborted) {
    const began = performance.now();
    const child = spawn(program, args, {
      cwd,
      env: { ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', say);
    const stop = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    const { code, cause } = await endOf(child);
    signal.removeEventListener('abort', stop);
    if (isOver(code) || signal.aborted) return;
    short = performance.now() - began < SHORT_LIFE_MS ? short + 1 : 0;
    if (isRefusal(code) || short >= MAX_SHORT) {
      throw new MultiRoiError('E_RUNTIME', `queue: expected workers that work, got ${cause}`, {
        hint: 'what they said stands above; --workers 1 shows it as it is',
      });
    }
    log.warn(`a worker has ended (${cause}), another takes its place`);
    await pause(100 * 2 ** short, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Runs workers until they end by themselves or are stopped.
 * @throws E_RUNTIME when one refuses to work, or they die one after the other as they begin; the others are stopped.
 */
export async function superviseWorkers(options: SuperviseOptions): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const places = Array.from({ length: options.count }, async () => {
    try {
      await keepFilled({ ...options, signal });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  const ends = await Promise.allSettled(places);
  const bad = ends.find((end) => end.status === 'rejected');
  if (bad !== undefined) throw bad.reason;
}
