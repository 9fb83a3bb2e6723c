import sharp from 'sharp';
import { afterEach, beforeAll, expect, test } from 'vitest';
import {
  metric,
  pictureHead,
  rawSocket,
  startApp,
  type TestServer,
} from '../../test/support/server.ts';

const NEVER = '';
const MB = 2 ** 20;
let picture: Uint8Array<ArrayBuffer>;
let server: TestServer | undefined;

beforeAll(async () => {
  const create = { width: 8, height: 8, channels: 3, background: '#fff' } as const;
  picture = new Uint8Array(await sharp({ create }).png().toBuffer());
});
afterEach(() => server?.close());

async function start(limits: Parameters<typeof startApp>[1]): Promise<TestServer> {
  server = await startApp(NEVER, limits);
  return server;
}

const post = (url: string, body: Uint8Array<ArrayBuffer>): Promise<Response> =>
  fetch(`${url}/v1/reconstruct`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body,
  });

/** A server whose thread is busy for ever, and whose queue takes nobody. */
async function startFull(): Promise<TestServer> {
  const full = await start({ maxQueue: 0 });
  void post(full.url, picture).catch(() => undefined);
  await expect.poll(() => full.threads.busy).toBe(1);
  return full;
}

test('a full queue is told of before the body comes', async () => {
  const { port, url } = await startFull();
  const asks = rawSocket(port, pictureHead(port, `Content-Length: ${20 * MB}`));
  await expect.poll(asks.text).toMatch(/^HTTP\/1\.1 429/);
  expect(asks.text()).toMatch(/^retry-after: 1\r$/m);
  expect(await metric(url, 'held_bytes')).toBe(picture.length);
  // what it sends all the same is read and thrown away, and the connection serves the next request
  asks.socket.write(Buffer.alloc(20 * MB));
  asks.socket.write(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  // twenty megabytes take a machine that is busy more than the usual second
  await expect.poll(asks.text, { timeout: 20_000 }).toMatch(/HTTP\/1\.1 200/);
  asks.socket.destroy();
});

test('a client that sends without listening learns of it too', async () => {
  const { url } = await startFull();
  const all = await Promise.all([1, 2, 3].map(() => post(url, new Uint8Array(20 * MB))));
  expect(all.map(({ status }) => status)).toEqual([429, 429, 429]);
});

test('a body without a length is not read to its end', async () => {
  const { port } = await startFull();
  const asks = rawSocket(port, pictureHead(port, 'Transfer-Encoding: chunked'));
  expect(await asks.closed).toMatch(/^HTTP\/1\.1 429[^]*connection: close/);
});

test('who asks before sending is told to go on, or not', async () => {
  const head = (port: number): string =>
    pictureHead(port, `Content-Length: ${picture.length}\r\nExpect: 100-continue`);
  const { port } = await startFull();
  expect(await rawSocket(port, head(port)).closed).toMatch(/^HTTP\/1\.1 429/);
  await server?.close();
  const idle = await start({});
  const asks = rawSocket(idle.port, head(idle.port));
  await expect.poll(asks.text).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  asks.socket.write(picture);
  await expect.poll(() => idle.threads.busy).toBe(1);
  asks.socket.destroy();
});

test('a body that is too long by its own word is refused without being asked for', async () => {
  const { port } = await start({ maxBytes: 1000 });
  const headers = 'Content-Length: 1001\r\nExpect: 100-continue';
  const answer = await rawSocket(port, pictureHead(port, headers)).closed;
  expect(answer).toMatch(/^HTTP\/1\.1 413[^]*expected at most 1000 bytes, got 1001/);
});

test('all bodies together have a limit, and whoever leaves makes room', async () => {
  const { port, url } = await start({ maxHeldBytes: 1000 });
  const first = rawSocket(port, pictureHead(port, 'Content-Length: 600'));
  await expect.poll(() => metric(url, 'held_bytes')).toBe(600);
  const second = rawSocket(port, pictureHead(port, 'Content-Length: 600'));
  await expect.poll(second.text).toMatch(/^HTTP\/1\.1 429[^]*retry-after: 1[^]*at most 1000 bytes/);
  const small = rawSocket(port, pictureHead(port, 'Content-Length: 300'));
  await expect.poll(() => metric(url, 'held_bytes')).toBe(900);
  for (const { socket } of [first, second, small]) socket.destroy();
  await expect.poll(() => metric(url, 'held_bytes')).toBe(0);
  // one that is larger than all of it is taken when it is alone
  const large = rawSocket(port, pictureHead(port, 'Content-Length: 5000'));
  await expect.poll(() => metric(url, 'held_bytes')).toBe(5000);
  large.socket.destroy();
});

test('one connection too many is closed as it comes', async () => {
  const { port, url } = await start({ maxConnections: 2 });
  const held = [rawSocket(port, ''), rawSocket(port, '')];
  await Promise.all(
    held.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))),
  );
  // connections are taken in the order in which they come
  const third = (): Promise<string> => rawSocket(port, '').closed.catch(() => '');
  expect(await third()).toBe('');
  for (const { socket } of held) socket.destroy();
  const dropped = (): Promise<number> => metric(url, 'connections_dropped_total').catch(() => NaN);
  await expect.poll(dropped).toBeGreaterThan(0);
});
