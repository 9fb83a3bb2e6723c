/**
 * @file A process that runs inputs of one target, so that what hangs or eats all memory ends with it. Its parent sends
 * ranges of numbers and hears what became of them.
 */

import { inputsOf } from './cases.ts';
import { LIMITS, type Found, type Progress, type Range } from './messages.ts';
import { reduce } from './reduce.ts';
import { faultOf, type Fault } from './target.ts';
import { loadTarget } from './targets/index.ts';

/** Between two words to the parent, ms. */
const TELL_MS = 500;
/** Between two looks at the memory, inputs: asking for it costs more than many of them. */
const LOOK = 32;
/** An input after which the process holds so much more is what filled it, MB. */
const LEAP_MB = 64;
/** Longer inputs are told as they are. */
const MAX_REDUCED = 1 << 16;

const MB = 2 ** 20;
const [, , name = '', seed] = process.argv;
const target = await loadTarget(name);
const input = await inputsOf(target, Number(seed));

/** What the process holds, MB, or has held at most. */
function heldMb(): number {
  const { arrayBuffers } = process.memoryUsage();
  return Math.max(arrayBuffers / MB, process.resourceUsage().maxRSS / 1024);
}

/** The time of a run that seemed slow: run again, as processor time, since others may have had the processor. */
async function msOf(bytes: Uint8Array, wallMs: number): Promise<number> {
  const before = process.cpuUsage();
  await faultOf(target, bytes);
  const { user, system } = process.cpuUsage(before);
  return Math.min(wallMs, (user + system) / 1000);
}

async function run(
  { from, to, announce }: Range,
  tell: (progress: Progress) => void,
): Promise<void> {
  const found: Found[] = [];
  const signatures = new Set<string>();
  let slowestMs = 0;
  let told = performance.now();
  let cpu = process.cpuUsage();
  const progress = (next: number): Progress => {
    const { user, system } = process.cpuUsage(cpu);
    cpu = process.cpuUsage();
    const peakMb = process.resourceUsage().maxRSS / 1024;
    return { next, slowestMs, peakMb, seconds: (user + system) / 1e6, found: found.splice(0) };
  };
  const add = async (fault: Fault, i: number, bytes: Uint8Array): Promise<void> => {
    if (signatures.has(fault.signature)) return;
    signatures.add(fault.signature);
    const isError = fault.kind === 'error' && bytes.length <= MAX_REDUCED;
    const small = isError ? await reduce(target, bytes, fault.signature) : bytes;
    found.push({ ...fault, input: i, bytes: Buffer.from(small).toString('base64') });
  };
  let looked = from;
  let held = heldMb();
  for (let i = from; i < to; i++) {
    if (announce) tell(progress(i));
    const bytes = input(i);
    const began = performance.now();
    const fault = await faultOf(target, bytes);
    const wallMs = performance.now() - began;
    if (fault !== null) await add(fault, i, bytes);
    if (wallMs > slowestMs) {
      const ms = await msOf(bytes, wallMs);
      slowestMs = Math.max(slowestMs, ms);
      if (ms > LIMITS.ms) await add({ kind: 'slow', signature: 'slow' }, i, bytes);
    }
    if (!announce && i % LOOK !== 0) continue;
    const now = heldMb();
    if (now > LIMITS.mb) {
      const isThis = announce && now - held > LEAP_MB;
      if (isThis) await add({ kind: 'memory', signature: 'memory' }, i, bytes);
      // what was the most a process has held, it will have held: another one goes on, at first input by input
      process.send?.(progress(announce ? i + 1 : looked), () => process.exit(0));
      return;
    }
    [held, looked] = [now, i + 1];
    if (performance.now() - told > TELL_MS) {
      tell(progress(looked));
      told = performance.now();
    }
  }
  tell(progress(to));
}

process.on('message', (range: Range) => {
  void run(range, (progress) => process.send?.(progress));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
