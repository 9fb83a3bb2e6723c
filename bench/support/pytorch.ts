/** @file PyTorch as a process that times one forward pass or training step on request: bench/pytorch.py. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How PyTorch trains. */
export type TrainingMode = 'float32' | 'channels-last' | 'bfloat16';

export interface PyTorch {
  /** Version, threads and build, as it says itself. */
  readonly about: string;
  /** Milliseconds of one forward pass, or step, of `rois` crops; of a step also those of the processor. */
  time(
    model: string,
    rois: number,
    mode?: TrainingMode,
  ): Promise<readonly [wall: number, processor?: number]>;
  /** Of its process so far, in bytes. */
  peakMemory(): Promise<number>;
  end(): void;
}

/**
 * Starts it with Debian's Python.
 * @param flags `--frozen`: freeze and optimise the traced module; `--train`: eager training steps.
 */
export async function startPyTorch(
  threads: number,
  flags: readonly ('--frozen' | '--train')[],
): Promise<PyTorch> {
  const script = fileURLToPath(new URL('pytorch.py', import.meta.url));
  const python = spawn('/usr/bin/python3', [script, String(threads), ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: String(threads) },
  });
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('bench/pytorch.py ended');
    return value;
  };
  const about = `${await line()}; ${await line()}`;
  return {
    about,
    async time(model, rois, mode) {
      python.stdin.write(`${model} ${rois}${mode === undefined ? '' : ` ${mode}`}\n`);
      const [wall = NaN, processor] = (await line()).split(' ').map(Number);
      return processor === undefined ? [wall] : [wall, processor];
    },
    async peakMemory() {
      python.stdin.write('memory\n');
      return Number(await line());
    },
    end: () => void python.stdin.end(),
  };
}
