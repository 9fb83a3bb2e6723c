import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawSocket, startApp, type TestServer } from '../../test/support/server.ts';

interface Described {
  readonly paths: Record<string, Record<string, { responses: Record<string, { $ref?: string }> }>>;
  readonly components: { responses: Record<string, { content: Record<string, unknown> }> };
}
/** The network's only answer: numbers that are none. */
const NOT_FINITE = `reply({ answer: { kind: 'infer', outputs: { y: { type: 'float32', shape: [1], data: new Float32Array([NaN]) } } } });`;
let server: TestServer;
let document: Described;

beforeAll(async () => {
  server = await startApp(NOT_FINITE, { maxBytes: 1000, uploadMs: 500 });
  document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Described;
});
afterAll(() => server.close());

const operations = (): [path: string, method: string][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method): [string, string] => [path, method]),
  );

test('describes every route, and no other', () => {
  const registered = server.routes
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
  const described = operations().map(([path, method]) => `${method.toUpperCase()} ${path}`);
  expect(new Set(described)).toEqual(new Set(registered));
  expect(described).toHaveLength(registered.length);
  // HEAD is GET without its body
  const heads = server.routes.filter(({ method }) => method === 'HEAD').map(({ url }) => url);
  for (const url of heads) expect(server.routes).toContainEqual({ method: 'GET', url });
});

test('every reference of it leads somewhere', () => {
  for (const [, path] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const at = path?.split('/').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], document); // oxfmt-ignore
    expect(at, path).toBeTypeOf('object');
  }
});

/** The answer's status, and whether it and its media type are described. */
async function check(
  path: string,
  method: string,
  init: RequestInit = {},
  asked = path,
): Promise<number> {
  const response = await fetch(`${server.url}${asked}`, { method: method.toUpperCase(), ...init });
  expectDescribed(path, method, response.status, response.headers.get('content-type') ?? '');
  return response.status;
}

function expectDescribed(path: string, method: string, status: number, contentType: string): void {
  const told = document.paths[path]?.[method]?.responses[status];
  expect(told, `${method} ${path} ${status}`).toBeDefined();
  const name = told?.$ref?.split('/').at(-1);
  const { content } = (name === undefined ? told : document.components.responses[name]) as {
    content: Record<string, unknown>;
  };
  expect(Object.keys(content)).toContain(contentType.split(';')[0]);
}

test('every path answers as it says: rightly asked, by another method, by another name', async () => {
  const { port } = server;
  for (const [path, method] of operations()) {
    const asked = path.replace('{name}', 'net').replace('{version}', '1');
    if (method === 'get') expect(await check(path, method, {}, asked)).toBe(200);
    const other = await fetch(`${server.url}${asked}`, { method: 'DELETE' });
    expect(other.status).toBe(405);
    expectDescribed(path, method, 405, other.headers.get('content-type') ?? '');
    const message = `${method.toUpperCase()} ${asked} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    const refused = await rawSocket(port, message).closed;
    expect(refused).toMatch(/^HTTP\/1\.1 403/);
    expectDescribed(path, method, 403, /content-type: (\S+)/.exec(refused)?.[1] ?? '');
  }
});

test('what Node itself refuses is described', async () => {
  const { port, url } = server;
  const head = `POST /v1/reconstruct HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
  const long = await rawSocket(port, `${head}X: ${'x'.repeat(20_000)}\r\n\r\n`).closed;
  const slow = await rawSocket(port, `${head}Content-Type: image/png\r\nContent-Length: 9\r\n\r\n`).closed; // oxfmt-ignore
  const bytes = await rawSocket(port, 'HELLO\r\n\r\n').closed;
  for (const [status, text] of [[431, long], [408, slow], [400, bytes]] as const) {
    expect(text.startsWith(`HTTP/1.1 ${status}`)).toBe(true);
    expectDescribed('/v1/reconstruct', 'post', status, /content-type: (\S+)/.exec(text)?.[1] ?? '');
  } // oxfmt-ignore
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('inference: what is wrong with a request, and numbers that JSON cannot say', async () => {
  const path = '/v2/models/{name}/infer';
  const headers = { 'content-type': 'application/json' };
  const ask = (
    body: string,
    more: Record<string, string> = headers,
    name = 'net',
  ): Promise<number> => check(path, 'post', { body, headers: more }, `/v2/models/${name}/infer`);
  const inputs = [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }];
  expect(await ask('{')).toBe(400);
  expect(await ask('{}', { 'content-type': 'text/plain' })).toBe(415);
  expect(await ask('x'.repeat(1001))).toBe(413);
  expect(await ask(JSON.stringify({ inputs }), headers, 'other')).toBe(404);
  const url = `${server.url}/v2/models/net/infer`;
  const asJson = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ inputs }) });
  expect(asJson.status).toBe(400);
  const { error } = (await asJson.json()) as { error: string };
  expect(error).toMatch(/expected finite numbers of "y".*got NaN.*"binary_data": true/);
  const outputs = [{ name: 'y', parameters: { binary_data: true } }];
  const body = JSON.stringify({ inputs, outputs });
  const asBytes = await fetch(url, { method: 'POST', headers, body });
  expectDescribed(path, 'post', asBytes.status, asBytes.headers.get('content-type') ?? '');
  const length = Number(asBytes.headers.get('inference-header-content-length'));
  expect(new Float32Array((await asBytes.arrayBuffer()).slice(length))).toEqual(
    Float32Array.of(NaN),
  );
});
