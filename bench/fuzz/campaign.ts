/** @file Runs a target in processes of its own; one that dies or falls silent is replaced, and its input found. */

import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Target } from './target.ts';
import { LIMITS, type Found, type Progress, type Range } from './messages.ts';

/** A process that says nothing for so much processor time hangs: how long that takes is up to others' work. */
const SILENT_CPU_S = 30;
/** Nor for so long, whatever it waits for; to load the parser on a busy machine takes less. */
const SILENT_MS = 900_000;
/** Between two looks at a process. */
const LOOK_MS = 2_000;

/** What is known of a target. */
export interface Campaign {
  readonly name: string;
  readonly seed: number;
  /** Inputs run: all numbers below. */
  inputs: number;
  /** Of processor time. */
  seconds: number;
  slowestMs: number;
  peakMb: number;
  /** One a signature. */
  found: Found[];
}

export const newCampaign = (name: string, seed: number): Campaign => ({
  name,
  seed,
  inputs: 0,
  seconds: 0,
  slowestMs: 0,
  peakMb: 0,
  found: [],
});

function startWorker({ name, seed }: Campaign): ChildProcess {
  const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
  return fork(worker, [name, String(seed)], {
    execArgv: ['--import', 'tsx', `--max-old-space-size=${LIMITS.mb}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Processor time of a process, s; NaN where the system does not tell. */
function processorSeconds(pid: number | undefined): number {
  try {
    // behind the name, which may hold anything: user and system time, in hundredths
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    // another system, or a process that has ended
    return NaN;
  }
}

/** How a range ended: done, with a process that was full, or with one that died or hung at the input it had reached. */
type End = 'done' | 'full' | 'died' | 'silent';

/** Runs a range in one process, and adds what it says to the campaign. */
async function runRange(campaign: Campaign, range: Range, signal: AbortSignal): Promise<End> {
  const child = startWorker(campaign);
  let isSilent = false;
  let started = false;
  let heard = { ms: performance.now(), cpu: 0 };
  const watch = setInterval(() => {
    const cpu = processorSeconds(child.pid) - heard.cpu;
    isSilent = cpu > SILENT_CPU_S || performance.now() - heard.ms > SILENT_MS;
    if (isSilent) child.kill('SIGKILL');
  }, LOOK_MS);
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  const end = await new Promise<End>((resolve, reject) => {
    child.on('message', (message: Progress | { readonly ready: true }) => {
      heard = { ms: performance.now(), cpu: processorSeconds(child.pid) };
      if ('ready' in message) {
        started = true;
        child.send(range);
        return;
      }
      take(campaign, message);
      if (campaign.inputs >= range.to) resolve('done');
    });
    child.on('exit', (code) => {
      // no input has been run: the fault is none of theirs
      if (!started && !signal.aborted) reject(new Error(`${campaign.name}: no process starts`));
      if (campaign.inputs >= range.to || signal.aborted) resolve('done');
      else if (isSilent) resolve('silent');
      else resolve(code === 0 ? 'full' : 'died');
    });
  });
  clearInterval(watch);
  signal.removeEventListener('abort', stop);
  if (child.connected) child.disconnect();
  return end;
}

function take(campaign: Campaign, { next, slowestMs, peakMb, seconds, found }: Progress): void {
  campaign.inputs = Math.max(campaign.inputs, next);
  campaign.slowestMs = Math.max(campaign.slowestMs, slowestMs);
  campaign.peakMb = Math.max(campaign.peakMb, peakMb);
  campaign.seconds += seconds;
  for (const each of found) {
    if (campaign.found.every(({ signature }) => signature !== each.signature)) {
      campaign.found.push(each);
    }
  }
}

export interface RunOptions {
  /** Inputs to have run in the end. */
  readonly count: number;
  /** After so many seconds of processor time the target is left where it is. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly onProgress: (campaign: Campaign) => void;
}

/** Goes on with a campaign until its inputs are run or its time is over. */
export async function runCampaign(
  target: Target,
  campaign: Campaign,
  { count, seconds, signal, onProgress }: RunOptions,
): Promise<void> {
  const late = new AbortController();
  const stop = (): void => late.abort();
  signal.addEventListener('abort', stop, { once: true });
  const over = late.signal;
  const began = campaign.seconds;
  const timer = setInterval(() => {
    if (campaign.seconds - began > seconds) stop();
    onProgress(campaign);
  }, LOOK_MS);
  try {
    while (campaign.inputs < count && !over.aborted) {
      const range = { from: campaign.inputs, to: count, announce: false };
      if ((await runRange(campaign, range, over)) !== 'done') {
        await findKiller(target, campaign, count, over);
      }
    }
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Runs inputs one by one, each announced, to learn which of them ends the process or fills it. */
async function findKiller(
  target: Target,
  campaign: Campaign,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const to = Math.min(count, campaign.inputs + 20_000);
  const end = await runRange(campaign, { from: campaign.inputs, to, announce: true }, signal);
  // of what fills it, it has told itself
  if (end === 'done' || end === 'full') return;
  const { inputsOf } = await import('./cases.ts');
  const input = campaign.inputs;
  const bytes = (await inputsOf(target, campaign.seed))(input);
  const kind = end === 'died' ? 'crash' : 'slow';
  const signature = end === 'died' ? 'the process ends' : 'no end';
  campaign.found.push({ kind, signature, input, bytes: Buffer.from(bytes).toString('base64') });
  campaign.inputs = input + 1;
}
