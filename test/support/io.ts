/** @file A process made of strings, for commands under test. */
import { performance } from 'node:perf_hooks';
import type { Io } from '../../src/cli/shared/io.ts';
import { nodePlatform, writeTogether, writeWhole } from '../../src/node/index.ts';

export interface TestIo extends Io {
  out(): string;
  err(): string;
  abort(): void;
}

async function* emptyStream(): AsyncGenerator<Uint8Array> {
  // ends at once
}

/** @param change parts to replace, for example a disk that is full. */
export function testIo(change: Partial<Io> = {}): TestIo {
  const out: string[] = [];
  const err: string[] = [];
  const stop = new AbortController();
  return {
    stdin: emptyStream(),
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    env: {},
    cwd: process.cwd(),
    signal: stop.signal,
    nowMs: () => performance.now(),
    platform: () => Promise.resolve(nodePlatform),
    write: writeWhole,
    writeTogether,
    ...change,
    out: () => out.join(''),
    err: () => err.join(''),
    abort: () => stop.abort(new Error('interrupted')),
  };
}
