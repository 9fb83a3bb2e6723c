/** @file Runs a target in processes of its own; one that dies or falls silent is replaced, and its input found. */

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Target } from './target.ts';
import { LIMITS, type Found, type Progress, type Range } from './messages.ts';

/** A process that says nothing for so long hangs. Others may have the processor for a while. */
const SILENT_MS = 120_000;
/** To load the parser, on a machine that does much else. */
const START_MS = 900_000;

/** What is known of a target. */
export interface Campaign {
  readonly name: string;
  readonly seed: number;
  /** Inputs run: all numbers below. */
  inputs: number;
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

/** How a range ended: done, or with the process at the input that it had reached. */
type End = { readonly done: true } | { readonly done: false; readonly why: 'died' | 'silent' };

/** Runs a range in one process, and adds what it says to the campaign. */
async function runRange(
  campaign: Campaign,
  range: Range,
  signal: AbortSignal,
  onReady: () => void,
): Promise<End> {
  const child = startWorker(campaign);
  let silence: NodeJS.Timeout | undefined;
  let why: 'died' | 'silent' = 'died';
  let started = false;
  const done = await new Promise<boolean>((resolve, reject) => {
    const listen = (ms: number): void => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        why = 'silent';
        child.kill('SIGKILL');
      }, ms);
    };
    const stop = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    listen(START_MS);
    child.on('message', (message: Progress | { readonly ready: true }) => {
      listen(SILENT_MS);
      if ('ready' in message) {
        started = true;
        onReady();
        child.send(range);
        return;
      }
      take(campaign, message);
      if (campaign.inputs >= range.to) resolve(true);
    });
    child.on('exit', () => {
      signal.removeEventListener('abort', stop);
      // no input has been run: the fault is none of theirs
      if (!started && !signal.aborted) reject(new Error(`${campaign.name}: no process starts`));
      resolve(campaign.inputs >= range.to || signal.aborted);
    });
  });
  clearTimeout(silence);
  if (child.connected) child.disconnect();
  return done ? { done } : { done: false, why };
}

function take(campaign: Campaign, { next, slowestMs, peakMb, found }: Progress): void {
  campaign.inputs = Math.max(campaign.inputs, next);
  campaign.slowestMs = Math.max(campaign.slowestMs, slowestMs);
  campaign.peakMb = Math.max(campaign.peakMb, peakMb);
  for (const each of found) {
    if (campaign.found.every(({ signature }) => signature !== each.signature)) {
      campaign.found.push(each);
    }
  }
}

export interface RunOptions {
  /** Inputs to have run in the end. */
  readonly count: number;
  /** After so many seconds of running the target is left where it is. */
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
  let told = NaN;
  const late = new AbortController();
  const stop = (): void => late.abort();
  signal.addEventListener('abort', stop, { once: true });
  const over = late.signal;
  const began = campaign.seconds;
  // from the first input: a process that starts on a busy machine has done nothing yet
  const countTime = (): void => {
    const now = performance.now();
    if (!Number.isNaN(told)) campaign.seconds += (now - told) / 1000;
    told = now;
    if (campaign.seconds - began > seconds) stop();
  };
  const timer = setInterval(() => {
    if (!Number.isNaN(told)) countTime();
    onProgress(campaign);
  }, 2_000);
  try {
    while (campaign.inputs < count && !over.aborted) {
      const { inputs } = campaign;
      const end = await runRange(
        campaign,
        { from: inputs, to: count, announce: false },
        over,
        countTime,
      );
      if (end.done) continue;
      // a process that asked to be replaced has told of its last input
      if (end.why === 'died' && campaign.found.some(({ input }) => input === campaign.inputs - 1)) {
        continue;
      }
      await findKiller(target, campaign, count, over);
    }
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Runs inputs one by one, each announced, to learn which of them ends the process. */
async function findKiller(
  target: Target,
  campaign: Campaign,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const to = Math.min(count, campaign.inputs + 20_000);
  const end = await runRange(
    campaign,
    { from: campaign.inputs, to, announce: true },
    signal,
    () => {},
  );
  if (end.done) return;
  const { inputsOf } = await import('./cases.ts');
  const input = campaign.inputs;
  const bytes = (await inputsOf(target, campaign.seed))(input);
  const kind = end.why === 'died' ? 'crash' : 'slow';
  const signature = end.why === 'died' ? 'the process ends' : 'no end';
  campaign.found.push({ kind, signature, input, bytes: Buffer.from(bytes).toString('base64') });
  campaign.inputs = input + 1;
}
