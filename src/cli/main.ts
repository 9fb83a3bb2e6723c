#!/usr/bin/env node
/** @file The program `multiroi`: the only place that touches the process. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NodePlatform } from '../node/index.ts';
import type { Io } from './shared/io.ts';
import { OutputStream } from './output-stream.ts';
import { printError } from './report.ts';
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
/** What nobody caught ends the work in good order, as far as it has any; this long is waited for it. */
const GIVE_UP_MS = 10_000;
let crash: unknown;
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    crash ??= error;
    stop.abort(error);
    setTimeout(() => process.exit(1), GIVE_UP_MS).unref();
  });
}
// what cannot be reported cannot be reported
process.stderr.on('error', () => undefined);
const stdout = new OutputStream(process.stdout, (error) => stop.abort(error));

let loaded: Promise<NodePlatform> | undefined;
/** One for all who ask, so that a network is compiled once. */
function platform(): Promise<NodePlatform> {
  loaded ??= import('../node/index.ts').then(({ cacheFolder, nodePlatform, withKeptNetworks }) =>
    withKeptNetworks(nodePlatform, cacheFolder()),
  );
  return loaded;
}

const io: Io = {
  stdin: process.stdin,
  stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
  nowMs: () => performance.now(),
  platform,
  threads: true,
  write: async (path, bytes) => (await import('../node/index.ts')).writeWhole(path, bytes),
  writeTogether: async (files, commit) =>
    (await import('../node/index.ts')).writeTogether(files, commit),
};
const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

const args = process.argv.slice(2);
const code = await runMain(COMMANDS, version, args, io);
const cutShort = code === 130 && stop.signal.reason === stdout.failure;
const failure = (await stdout.end(cutShort)) ?? crash;
if (failure !== undefined) printError(io, failure, args);
process.exitCode = failure === undefined ? code : 1;
