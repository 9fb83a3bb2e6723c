/**
 * Requests that do harm where a server is careless: each has its right answer, and leaves nothing behind. The server is
 * the one that is installed (`npm run build` first, as `npm test` does): a bundler may leave out what the source has.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBodies } from '../support/hostile-http/bodies.ts';
import { FAMILIES, slowKinds } from '../support/hostile-http/kinds.ts';
import { send, type Bodies, type Kind } from '../support/hostile-http/send.ts';
import { metric } from '../support/server.ts';

/** No more than this is waited for headers and bodies; looked at every second, or as often as this. */
const LIMIT_MS = 800;
const WORDS = `dist/cli/main.js serve --port 0 --header-seconds ${LIMIT_MS / 1000} --upload-seconds ${(8 * LIMIT_MS) / 1000}`;
let server: ChildProcess | undefined;
let url = '';
let bodies: Bodies;

beforeAll(async () => {
  bodies = await makeBodies();
  const child = spawn(process.execPath, WORDS.split(' '), { stdio: ['ignore', 'pipe', 'ignore'] });
  server = child;
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  url = line.toString().trim();
}, 300_000);
afterAll(async () => {
  if (server === undefined) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
});

async function check({ name, wants, steps, says }: Kind): Promise<void> {
  const { host, port } = new URL(url);
  const { statuses, text } = await send(Number(port), steps(host, bodies));
  expect(statuses, `${name}: ${text.slice(0, 500)}`).toMatch(wants);
  if (says !== undefined) expect(text).toMatch(says);
  // whatever is refused is refused in the same form, and tells nothing of the program
  if (/^[45]/.test(statuses) && !text.startsWith('HTTP/1.1 405')) {
    expect(text).toMatch(/"code":"E_|"error":"/);
  }
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d/);
}

describe('what does harm elsewhere', () => {
  const kinds = Object.entries(FAMILIES).flatMap(([family, all]) =>
    all.map((kind) => [family, kind.name, kind] as const),
  );
  test.each(kinds)('%s: %s', (_family, _name, kind) => check(kind));

  test('clients that take longer than they may', async () => {
    await Promise.all(slowKinds(10 * LIMIT_MS).map(check));
  });

  test('leaves nothing behind', async () => {
    for (const name of ['held_bytes', 'queue_length', 'busy_threads']) {
      await expect.poll(() => metric(url, name), { timeout: 20_000 }).toBe(0);
    }
    expect(await metric(url, 'ready_threads')).toBeGreaterThan(0);
  });
});
