#!/usr/bin/env node
/** @file The program `multiroi`: the only place that touches the process. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Io } from './shared/io.ts';
import { runMain } from './run.ts';
import { COMMANDS } from './commands.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // the first asks the work to end in good order, the second does not ask
    if (stop.signal.aborted) process.exit(130);
    stop.abort(new Error('interrupted'));
  });
}
// `multiroi … | head`: the reader has gone, and that is no fault
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
  nowMs: () => performance.now(),
  platform: async () => (await import('../node/index.ts')).nodePlatform,
  write: async (path, bytes) => (await import('../node/index.ts')).writeWhole(path, bytes),
};
const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

process.exitCode = await runMain(COMMANDS, version, process.argv.slice(2), io);
