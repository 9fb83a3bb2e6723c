import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readUrl, type UrlLimits } from './read-url.ts';

const LIMITS: UrlLimits = { maxBytes: 1000, timeoutMs: 60_000, redirects: 2 };
const BYTES = Buffer.from('picture');

const ANSWERS: Readonly<
  Record<string, (response: ServerResponse, request: IncomingMessage) => void>
> = {
  '/a.jpg': (response) => response.setHeader('content-type', 'image/jpeg').end(BYTES),
  '/typeless': (response) => response.end(BYTES),
  '/stream': (response) =>
    response.setHeader('content-type', 'application/octet-stream').end(BYTES),
  '/agent': (response, { headers }) => response.end(`${headers['user-agent']} ${headers.accept}`),
  '/page': (response) =>
    response.setHeader('content-type', 'text/html; charset=utf-8').end('<html>'),
  '/gone': (response) => response.writeHead(404).end(),
  '/once': (response) => response.writeHead(302, { location: '/a.jpg' }).end(),
  '/round': (response) => response.writeHead(301, { location: '/round' }).end(),
  '/away': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/nowhere': (response) => response.writeHead(302).end(),
  '/secret': (response) => response.writeHead(302, { location: 'http://me:pass@127.0.0.1/' }).end(),
  '/long': (response) => response.setHeader('content-length', '100000').end(Buffer.alloc(100_000)),
  // says nothing of its length
  '/endless': (response) => {
    const more = (): boolean =>
      response.write(Buffer.alloc(300), (error) => !error && setImmediate(more));
    more();
  },
  '/slow': (response) => void response.write('x'),
  '/hangs': () => undefined,
  '/cut': (response) => {
    response.setHeader('content-length', '50');
    response.write('x');
    setImmediate(() => response.destroy());
  },
};

let server: Server;
let origin = '';
beforeAll(async () => {
  server = createServer((request, response) => ANSWERS[request.url ?? '']?.(response, request));
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const read = (path: string, signal = new AbortController().signal) =>
  readUrl(new URL(path, origin), signal, LIMITS);

test.each(['/a.jpg', '/typeless', '/stream', '/once'])('%s is read', async (path) => {
  expect(Buffer.from(await read(path)).equals(BYTES)).toBe(true);
});

test('it says who asks, and for what', async () => {
  expect(Buffer.from(await read('/agent')).toString()).toBe(
    'multiroi image/jpeg, image/png, image/webp, image/gif, image/avif, image/tiff',
  );
});

test.each([
  ['/page', 'E_FORMAT', 'got text/html'],
  ['/gone', 'E_IO', 'got status 404'],
  ['/round', 'E_IO', 'more than 2 redirections'],
  ['/away', 'E_IO', 'a redirection to file:'],
  ['/nowhere', 'E_IO', 'a redirection to nowhere'],
  ['/secret', 'E_CONFIG', 'an address without a password'],
  ['/long', 'E_RANGE', 'expected at most 0.001 MB, got more'],
  ['/endless', 'E_RANGE', 'expected at most 0.001 MB, got more'],
  ['/cut', 'E_IO', 'no answer: '],
])('%s is refused, typed, and never waited for', async (path, code, got) => {
  await expect(read(path)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(got) as string,
  });
});

test.each(['/slow', '/hangs'])('%s is given up', async (path) => {
  const limits = { ...LIMITS, timeoutMs: 300 };
  const { signal } = new AbortController();
  await expect(readUrl(new URL(path, origin), signal, limits)).rejects.toMatchObject({
    code: 'E_IO',
    message: expect.stringContaining('no end of it in 0.3 s') as string,
  });
});

test('nobody there; a password; a stop', async () => {
  await expect(
    readUrl(new URL('http://127.0.0.1:1/a.jpg?key=secret'), new AbortController().signal, LIMITS),
  ).rejects.toMatchObject({
    code: 'E_IO',
    message: expect.not.stringContaining('secret') as string,
  });
  const url = new URL(origin);
  url.password = 'secret';
  await expect(readUrl(url, new AbortController().signal, LIMITS)).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: expect.not.stringContaining('secret') as string,
  });
  const stop = new AbortController();
  const waiting = read('/hangs', stop.signal);
  setTimeout(() => stop.abort(), 50);
  await expect(waiting).rejects.toMatchObject({ code: 'E_ABORT' });
});
