/** @file A process made of strings, for commands under test. */
import { performance } from 'node:perf_hooks';
import type { Io } from '../../src/cli/_io.ts';

export interface TestIo extends Io {
  out(): string;
  err(): string;
  abort(): void;
}

export function testIo(cwd: string = process.cwd()): TestIo {
  const out: string[] = [];
  const err: string[] = [];
  const stop = new AbortController();
  return {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    env: {},
    cwd,
    signal: stop.signal,
    nowMs: () => performance.now(),
    out: () => out.join(''),
    err: () => err.join(''),
    abort: () => stop.abort(new Error('interrupted')),
  };
}
