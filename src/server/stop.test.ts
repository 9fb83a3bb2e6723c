import sharp from 'sharp';
import { afterEach, beforeAll, expect, test } from 'vitest';
import {
  metric,
  pictureHead,
  rawSocket,
  startApp,
  type RawSocket,
  type TestServer,
} from '../../test/support/server.ts';

const NEVER = '';
const AFTER_A_WHILE = `setTimeout(() => reply({ answer: { kind: 'reconstruct', contentType: 'application/json', body: new Uint8Array(2), people: 0 } }), 300);`;
const GRACE_MS = 20_000;
/** A machine that is busy takes its time. */
const PATIENT = { timeout: 20_000 };
let picture: Buffer;
let server: TestServer | undefined;

beforeAll(async () => {
  const create = { width: 8, height: 8, channels: 3, background: '#fff' } as const;
  picture = await sharp({ create }).png().toBuffer();
});
afterEach(() => server?.close());

/** An upload of which so much has come. */
async function begun({ port, url }: TestServer, bytes: number): Promise<RawSocket> {
  const held = await metric(url, 'held_bytes');
  const upload = rawSocket(port, '');
  upload.socket.write(pictureHead(port, `Content-Length: ${picture.length}`));
  upload.socket.write(picture.subarray(0, bytes));
  await expect.poll(() => metric(url, 'held_bytes'), PATIENT).toBe(held + picture.length);
  return upload;
}

test('what is in hand is finished, uploads too; what is new is refused', async () => {
  server = await startApp(AFTER_A_WHILE);
  const { url, port, threads, stop } = server;
  const idle = rawSocket(port, `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  await expect.poll(idle.text, PATIENT).toMatch(/^HTTP\/1\.1 200/);
  const half = await begun(server, 10);
  const whole = await begun(server, picture.length);
  await expect.poll(() => threads.busy, PATIENT).toBe(1);
  const stopped = stop(GRACE_MS);
  const refused = await fetch(`${url}/healthz`);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('connection')).toBe('close');
  expect(await refused.json()).toMatchObject({ code: 'E_ABORT' });
  expect((await fetch(`${url}/v2/health/ready`)).status).toBe(503);
  half.socket.write(picture.subarray(10));
  for (const each of [whole, half]) {
    expect(await each.closed).toMatch(/^HTTP\/1\.1 200[^]*connection: close/i);
  }
  await stopped;
  // a client would keep it open for as long as it is allowed to
  await idle.closed;
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

test('after the time of grace everybody is told, also who still sends', async () => {
  server = await startApp(NEVER);
  const { threads, stop } = server;
  const works = await begun(server, picture.length);
  await expect.poll(() => threads.busy, PATIENT).toBe(1);
  const waits = await begun(server, picture.length);
  await expect.poll(() => threads.waiting, PATIENT).toBe(1);
  const sends = await begun(server, 10);
  await stop(100);
  for (const each of [works, waits, sends]) {
    expect(await each.closed).toMatch(/^HTTP\/1\.1 503[^]*"code":"E_ABORT"/);
  }
});
