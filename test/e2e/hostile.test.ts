/** Requests that do harm where a server is careless: each has its right answer, and leaves nothing behind. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type Server } from '../../src/server/index.ts';
import { makeBodies } from '../support/hostile-http/bodies.ts';
import { FAMILIES, slowKinds } from '../support/hostile-http/kinds.ts';
import { send, type Bodies, type Kind } from '../support/hostile-http/send.ts';
import { metric } from '../support/server.ts';

/** No more than this is waited for headers and bodies; looked at every second, or as often as this. */
const LIMIT_MS = 800;
let server: Server | undefined;
let bodies: Bodies;

beforeAll(async () => {
  bodies = await makeBodies();
  server = await startServer({
    version: '1',
    limits: { headersMs: LIMIT_MS, uploadMs: 8 * LIMIT_MS },
  });
}, 300_000);
afterAll(() => server?.close());

async function check({ name, wants, steps, says }: Kind): Promise<void> {
  const { host, port } = new URL(server?.url ?? '');
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
    const { url = '' } = server ?? {};
    for (const name of ['held_bytes', 'queue_length', 'busy_threads']) {
      await expect.poll(() => metric(url, name), { timeout: 20_000 }).toBe(0);
    }
    expect(await metric(url, 'ready_threads')).toBeGreaterThan(0);
  });
});
