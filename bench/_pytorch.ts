/** @file PyTorch as a process that times one forward pass on request: bench/pytorch.py. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface PyTorch {
  /** Version, threads and build, as it says itself. */
  readonly about: string;
  /** Milliseconds of one forward pass of `rois` crops. */
  time(model: string, rois: number): Promise<number>;
  end(): void;
}

/** Starts it with Debian's Python. @param frozen freeze and optimise the traced module. */
export async function startPyTorch(threads: number, frozen: boolean): Promise<PyTorch> {
  const script = fileURLToPath(new URL('pytorch.py', import.meta.url));
  const python = spawn(
    '/usr/bin/python3',
    [script, String(threads), ...(frozen ? ['--frozen'] : [])],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, OMP_NUM_THREADS: String(threads) },
    },
  );
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('bench/pytorch.py ended');
    return value;
  };
  const about = `${await line()}; ${await line()}`;
  return {
    about,
    async time(model, rois) {
      python.stdin.write(`${model} ${rois}\n`);
      return Number(await line());
    },
    end: () => void python.stdin.end(),
  };
}
