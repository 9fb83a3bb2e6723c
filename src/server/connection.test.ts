import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
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
/** More than a form may have, and the beginning of another. */
const FIELDS = `${Array.from({ length: 30 }, (_, i) => `--cut\r\nContent-Disposition: form-data; name="a${i}"\r\n\r\n\r\n`).join('')}--cut\r\nContent-Disposition: form-data; name="b"\r\n\r\n`;
/** A machine that is busy takes its time. */
const PATIENT = { timeout: 20_000 };
/** More than the system buffers for a client that does not read. */
const LARGE = `reply({ answer: { kind: 'reconstruct', contentType: 'application/json', body: new Uint8Array(5e7), people: 0 } });`;
let picture: Buffer;
let server: TestServer | undefined;

beforeAll(async () => {
  const create = { width: 8, height: 8, channels: 3, background: '#fff' } as const;
  picture = await sharp({ create }).png().toBuffer();
});
afterEach(() => server?.close());

const upload = (port: number): Buffer =>
  Buffer.concat([Buffer.from(pictureHead(port, `Content-Length: ${picture.length}`)), picture]);

test('who leaves before several answers takes all their requests along', async () => {
  server = await startApp(NEVER);
  const { port, url, threads } = server;
  const { socket, closed } = rawSocket(port, '');
  closed.catch(() => undefined);
  socket.write(Buffer.concat([upload(port), upload(port), upload(port)]));
  await expect.poll(() => threads.waiting, PATIENT).toBe(2);
  socket.resetAndDestroy();
  // the thread is told to stop what it does, and nobody else waits for it
  await expect.poll(() => [threads.busy, threads.waiting], PATIENT).toEqual([0, 0]);
  expect(await metric(url, 'held_bytes')).toBe(0);
});

test('a connection has so many requests before an answer, and the next are refused', async () => {
  server = await startApp(NEVER, { maxQueue: 100 });
  const { port, threads } = server;
  const { socket, text } = rawSocket(port, '');
  socket.write(Buffer.concat(Array.from({ length: 30 }, () => upload(port))));
  await expect.poll(() => threads.waiting, PATIENT).toBe(15);
  threads.abandon();
  await expect.poll(() => [...text().matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status), PATIENT).toEqual([...Array<string>(16).fill('503'), ...Array<string>(14).fill('429')]); // oxfmt-ignore
  socket.destroy();
});

test('who does not take the answer is let go, and leaves nothing', async () => {
  server = await startApp(LARGE, { downloadMs: 300 });
  const { port, url, app } = server;
  const taken: Socket[] = [];
  app.server.on('connection', (own) => taken.push(own));
  const { socket, closed } = rawSocket(port, '');
  closed.catch(() => undefined);
  socket.pause();
  socket.write(upload(port));
  await expect.poll(() => taken[0]?.destroyed, PATIENT).toBe(true);
  expect(await metric(url, 'held_bytes')).toBe(0);
  expect(taken[0]?.bytesWritten).toBeGreaterThan(1e6);
  socket.destroy();
});

test('a connection is kept for so long', async () => {
  server = await startApp(NEVER, { idleMs: 200 });
  const { port } = server;
  const kept = rawSocket(port, `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  expect(await kept.closed).toMatch(/^HTTP\/1\.1 200/);
});

test.each([
  ['that are too slow', 'GET /heal'],
  ['that send no request', 'HELLO\r\n\r\n'],
  ['that want a tunnel', 'CONNECT a:1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
])('connections of clients %s end, also when the client does not end them', async (_, sent) => {
  server = await startApp(NEVER, { headersMs: 200 });
  const { port, app } = server;
  const connections = (): Promise<number> =>
    new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)));
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(sent);
  await expect.poll(() => text, PATIENT).toMatch(/^HTTP\/1\.1 4\d\d/);
  await expect.poll(connections, PATIENT).toBe(0);
  socket.destroy();
});

test.each([
  ['too many fields of a form', FIELDS],
  ['too many bytes', ''],
])('who still sends when %s are refused gets to read why', async (_, start) => {
  server = await startApp(NEVER, { maxBytes: 1e5, maxHeldBytes: 2e7 });
  const { port } = server;
  const form = 'multipart/form-data; boundary=cut';
  const { socket, closed } = rawSocket(port, '');
  closed.catch(() => undefined);
  // nothing is read before everything is written
  socket.pause();
  const type = start === '' ? 'image/png' : form;
  socket.write(`POST /v1/reconstruct HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`); // oxfmt-ignore
  const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
  if (start !== '') socket.write(chunk(start));
  for (let i = 0; i < 40; i++) {
    socket.write(chunk('a'.repeat(50_000)));
    await wait(5);
  }
  socket.write('0\r\n\r\n');
  socket.resume();
  expect(await closed).toMatch(/^HTTP\/1\.1 413 /);
});
