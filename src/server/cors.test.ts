import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { rawSocket, startApp, type TestServer } from '../../test/support/server.ts';

const PAGE = 'https://app.example';
const TOKEN = '0123456789abcdef';
const PICTURE = `reply({ answer: { kind: 'reconstruct', contentType: 'application/json', body: new Uint8Array(2), people: 0 } });`;
let server: TestServer;
afterEach(() => server.close());

/** Headers as a browser sends them; `fetch` would not let us. */
async function ask(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly headers: Headers }> {
  const lines = Object.entries({ host: `127.0.0.1:${server.port}`, connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`); // oxfmt-ignore
  const text = await rawSocket(server.port, `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`).closed; // oxfmt-ignore
  const [first = '', ...rest] = (text.split('\r\n\r\n')[0] ?? '').split('\r\n');
  const pairs = rest.map((line): [string, string] => {
    const at = line.indexOf(': ');
    return [line.slice(0, at), line.slice(at + 2)];
  });
  return { status: Number(first.split(' ')[1]), headers: new Headers(pairs) };
}

const preflight = (origin: string, path = '/v1/reconstruct', more = {}): ReturnType<typeof ask> =>
  ask('OPTIONS', path, { origin, 'access-control-request-method': 'POST', ...more });

test('no page may read unless that was asked for', async () => {
  server = await startApp(PICTURE);
  expect((await preflight(PAGE)).status).toBe(405);
  const { status, headers } = await ask('GET', '/healthz', { origin: PAGE });
  expect(status).toBe(200);
  expect([headers.has('access-control-allow-origin'), headers.has('vary')]).toEqual([false, false]);
});

test('pages of a named origin are told what they may do, others are not', async () => {
  server = await startApp(PICTURE, {}, { corsOrigins: [PAGE, 'http://localhost:5173'] });
  const asked = await preflight(PAGE);
  expect(asked.status).toBe(204);
  expect(Object.fromEntries(asked.headers)).toMatchObject({
    'access-control-allow-origin': PAGE,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, inference-header-content-length',
    'access-control-max-age': '7200',
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
  });
  expect(asked.headers.has('access-control-allow-credentials')).toBe(false);
  expect(asked.headers.has('access-control-allow-private-network')).toBe(false);
  const near = await preflight('http://localhost:5173', '/v2/models/net/infer', {
    'access-control-request-private-network': 'true',
  });
  expect(near.headers.get('access-control-allow-private-network')).toBe('true');
  for (const origin of ['https://evil.example', `${PAGE}.evil.example`, 'null']) {
    const refused = await preflight(origin);
    expect(refused.status).toBe(403);
    expect(refused.headers.has('access-control-allow-origin')).toBe(false);
  }
  // a path that is none has nothing to be allowed
  expect((await preflight(PAGE, '/nothing')).status).toBe(404);
  // no question of a browser
  expect((await ask('OPTIONS', '/healthz', { origin: PAGE })).status).toBe(405);
});

test('an answer, a refusal and events can be read by the page that asked', async () => {
  server = await startApp(PICTURE, {}, { corsOrigins: [PAGE] });
  const { url } = server;
  for (const [path, status] of [['/healthz', 200], ['/nothing', 404]] as const) {
    const { headers, ...answer } = await ask('GET', path, { origin: PAGE });
    expect(answer.status).toBe(status);
    expect(headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(headers.get('access-control-expose-headers')).toContain('x-people');
  } // oxfmt-ignore
  const other = await ask('GET', '/healthz', { origin: 'https://evil.example' });
  expect(other.headers.has('access-control-allow-origin')).toBe(false);
  expect(other.headers.get('vary')).toMatch(/^Origin/);
  const create = { width: 8, height: 8, channels: 3, background: '#fff' } as const;
  const picture = new Blob([new Uint8Array(await sharp({ create }).png().toBuffer())]);
  const events = await fetch(`${url}/v1/reconstruct`, {
    method: 'POST',
    headers: { origin: PAGE, accept: 'text/event-stream', 'content-type': 'image/png' },
    body: picture,
  });
  expect(events.headers.get('access-control-allow-origin')).toBe(PAGE);
  expect(await events.text()).toMatch(/^event: progress\n/);
});

test('browsers ask without the token, pages ask with it', async () => {
  server = await startApp(PICTURE, {}, { corsOrigins: [PAGE], token: TOKEN });
  expect((await preflight(PAGE)).status).toBe(204);
  const without = await ask('GET', '/metrics', { origin: PAGE });
  expect(without.status).toBe(401);
  expect(without.headers.get('access-control-allow-origin')).toBe(PAGE);
  const bearer = { origin: PAGE, authorization: `Bearer ${TOKEN}` };
  expect((await ask('GET', '/metrics', bearer)).status).toBe(200);
});

test('all pages, where that was asked for', async () => {
  server = await startApp(PICTURE, {}, { corsOrigins: ['*'] });
  const { status, headers } = await preflight('https://anybody.example');
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe('*');
});

test('a page of another site cannot make this machine work without reading either', async () => {
  server = await startApp(PICTURE);
  const post = (headers: Readonly<Record<string, string>>): ReturnType<typeof ask> =>
    ask('POST', '/v1/reconstruct', { 'content-type': 'image/png', 'content-length': '0', ...headers }); // oxfmt-ignore
  const site = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect((await post(site)).status).toBe(403);
  // through a proxy the page is of the same site; programs tell no site; both get as far as the empty body
  expect((await post({ ...site, 'sec-fetch-site': 'same-origin' })).status).toBe(400);
  expect((await post({})).status).toBe(400);
});
