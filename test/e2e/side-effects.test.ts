/** The program and the library leave nothing in the user's home and ask nobody on the network. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConsumer, isBuilt, type Consumer } from '../support/consumer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = join(root, 'dist/cli/main.js');
const PHOTO = join(root, 'test/fixtures/astronaut.png');
const LIBRARY = join(root, 'dist/entry/node.js');

function hasStrace(): boolean {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

let consumer: Consumer;
beforeEach(async () => {
  consumer = await createConsumer();
});
afterEach(async () => {
  await rm(join(consumer.folder, '..'), { recursive: true, force: true });
});

const homeOf = async ({ home }: Consumer): Promise<string[]> => readdir(home, { recursive: true });

/** The library in a thread, and before that in the main thread or not. */
const THREAD = `
import { readFile } from 'node:fs/promises';
import { isMainThread, Worker } from 'node:worker_threads';
const [, , photo, main] = process.argv;
if (isMainThread) {
  if (main === 'main') await import(${JSON.stringify(LIBRARY)});
  const thread = new Worker(new URL(import.meta.url), { argv: [photo] });
  thread.on('error', (error) => { throw error; });
} else {
  const { MultiRoi } = await import(${JSON.stringify(LIBRARY)});
  const lines = [];
  const log = { debug() {}, info() {}, error() {}, warn: (line) => lines.push(line) };
  const hmr = await MultiRoi.load({ log });
  const boxes = [{ box: { x0: 60, y0: 10, x1: 400, y1: 510 }, score: 1 }];
  const { people } = await hmr.reconstruct(await readFile(photo), { boxes });
  await hmr.dispose();
  console.log(JSON.stringify({ people: people.length, lines }));
}
`;

describe.skipIf(!isBuilt)('an empty home', () => {
  test('stays empty after predict and doctor', async () => {
    await consumer.run(process.execPath, [PROGRAM, 'predict', PHOTO, '--out', 'out']);
    await consumer.run(process.execPath, [PROGRAM, 'doctor']);
    expect(await homeOf(consumer)).toEqual([]);
  });

  test('stays empty after the server has reconstructed in a thread', async () => {
    const env: NodeJS.ProcessEnv = { ...process.env, HOME: consumer.home };
    delete env['ORT_DISABLE_TELEMETRY'];
    const server = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env,
    });
    try {
      const [line] = (await once(server.stdout, 'data')) as [Buffer];
      const body = new FormData();
      body.append('image', new Blob([new Uint8Array(await readFile(PHOTO))]), 'photo.png');
      const url = `${line.toString().trim()}/v1/reconstruct`;
      const answer = await fetch(url, { method: 'POST', body });
      expect(answer.status).toBe(200);
    } finally {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    }
    expect(await homeOf(consumer)).toEqual([]);
  });

  test.each(['main', 'thread'])(
    'stays empty after a program used the library in a thread, loaded in the %s first',
    async (first) => {
      await writeFile(join(consumer.folder, 'thread.mjs'), THREAD);
      const { stdout } = await consumer.run(process.execPath, ['thread.mjs', PHOTO, first]);
      const { people, lines } = JSON.parse(stdout) as { people: number; lines: string[] };
      expect(people).toBe(1);
      // a thread that nobody has prepared computes without the library that would report, and says so
      expect(lines.length).toBe(first === 'main' ? 0 : 1);
      expect(await homeOf(consumer)).toEqual([]);
    },
  );
});

/** What a traced program wrote to and connected to. */
async function traced(
  args: readonly string[],
): Promise<{ readonly written: string[]; readonly connected: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'multiroi-trace-'));
  const file = join(folder, 'trace');
  const calls = 'trace=connect,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink';
  await consumer.run('strace', ['-f', '-qq', '-e', calls, '-o', file, process.execPath, ...args]);
  const lines = (await readFile(file, 'utf8')).split('\n');
  await rm(folder, { recursive: true });
  const connected = lines.filter((line) => /connect\(.*AF_INET/.test(line));
  const written = lines
    .filter((line) => /O_WRONLY|O_RDWR|O_CREAT|mkdir|rename|creat\(|unlink\(/.test(line))
    .filter((line) => !/ = -1 E/.test(line))
    .map((line) => /"([^"]*)"/.exec(line)?.[1] ?? '');
  return { written, connected };
}

describe.skipIf(!isBuilt || !hasStrace())('a traced prediction', () => {
  test('connects to nobody and writes to its folder alone', async () => {
    const { written, connected } = await traced([PROGRAM, 'predict', PHOTO, '--out', 'out']);
    expect(connected).toEqual([]);
    const own = /^(out(\/|$)|\/dev\/(null|tty|shm)|\/proc\/self\/)/;
    const outside = written.filter(
      (path) => !own.test(path) && !path.startsWith(join(consumer.folder, 'out')),
    );
    expect(outside).toEqual([]);
    expect(written.length).toBeGreaterThan(0);
  });
});
