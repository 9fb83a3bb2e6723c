/** `multiroi serve` as it is installed, and the signals that stop it: `npm run build` first, as `npm test` does. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { metric, pictureHead, rawSocket } from '../support/server.ts';

const PROGRAM = resolve('dist/cli/main.js');
/** Enough people to be at work while signals come. */
const CROWD = JSON.stringify(Array.from({ length: 60 }, (_, i) => [10 + i, 20, 300 + i, 500]));
let picture: Uint8Array<ArrayBuffer>;
let child: ChildProcess | undefined;

beforeAll(async () => {
  picture = new Uint8Array(await readFile(new URL('../fixtures/astronaut.png', import.meta.url)));
});
afterEach(() => child?.kill('SIGKILL'));

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it reported so far. */
  said(): string;
  /** Its exit code, and after how many milliseconds from now on. */
  ended(): Promise<{ readonly code: number | null; readonly ms: number }>;
  /** Asks for the people of a picture, and resolves when a thread is at work on them. */
  work(boxes: string): Promise<{ readonly answer: Promise<Response> }>;
}

async function serve(...args: readonly string[]): Promise<Running> {
  const own = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  own.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  child = own;
  const [line] = (await once(own.stdout, 'data')) as [Buffer];
  const url = line.toString().trim();
  return {
    url,
    child: own,
    said: () => said,
    ended: async () => {
      const began = performance.now();
      const [code] = (await once(own, 'exit')) as [number | null];
      return { code, ms: performance.now() - began };
    },
    work: async (boxes) => {
      const answer = fetch(`${url}/v1/reconstruct?boxes=${boxes}`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: picture,
      });
      answer.catch(() => undefined);
      await expect.poll(() => metric(url, 'busy_threads'), { timeout: 20_000 }).toBe(1);
      return { answer };
    },
  };
}

describe('multiroi serve', () => {
  test('reports in JSON, an object a line, where that is wanted', async () => {
    const server = await serve('--log', 'json', '--debug');
    await fetch(`${server.url}/nowhere`);
    const ended = server.ended();
    server.child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0 });
    const lines = server.said().trim().split('\n');
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const { pid } = server.child;
    expect(told).toContainEqual(
      expect.objectContaining({ level: 'info', message: 'serve: finishing what is in hand', pid }),
    );
    expect(told.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^GET none 404 \d+ ms$/),
    );
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s: what is in hand is finished', async (signal) => {
    const server = await serve();
    const { answer } = await server.work('[[10,20,400,500],[20,20,400,500],[30,20,400,500]]');
    const ended = server.ended();
    server.child.kill(signal);
    const response = await answer;
    expect(response.status).toBe(200);
    expect(((await response.json()) as { people: unknown[] }).people).toHaveLength(3);
    const { code, ms } = await ended;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(25_000);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  test('what is not finished within the grace time is told so', async () => {
    const server = await serve('--grace-seconds', '0.1');
    const { port } = new URL(server.url);
    const upload = rawSocket(Number(port), pictureHead(Number(port), 'Content-Length: 1000'));
    await expect.poll(() => metric(server.url, 'held_bytes'), { timeout: 10_000 }).toBe(1000);
    // last, because a quick machine is soon done with it
    const { answer } = await server.work(CROWD);
    const ended = server.ended();
    server.child.kill('SIGTERM');
    const response = await answer;
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'E_ABORT', status: 503 });
    // nobody would send what is missing of it
    expect(await upload.closed).toMatch(/^HTTP\/1\.1 503/);
    const { code, ms } = await ended;
    expect(code).toBe(0);
    // an upload that never ends would hold it for 30 s, the crowd for as long as it takes
    expect(ms).toBeLessThan(20_000);
  });

  test('a second signal ends it at once', async () => {
    const server = await serve();
    const { answer } = await server.work(CROWD);
    server.child.kill('SIGTERM');
    // the first has been heard when nobody new is taken
    await expect.poll(() => fetch(server.url).then(({ status }) => status, () => 0)).not.toBe(404); // oxfmt-ignore
    const ended = server.ended();
    server.child.kill('SIGTERM');
    expect((await ended).code).toBe(130);
    await expect(answer.then((response) => response.text())).rejects.toThrow();
  });
});
