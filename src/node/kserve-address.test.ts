import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { kserveProvider } from './kserve-address.ts';
import { nodeFiles } from './files.ts';
import { nodeRuntime } from './session.ts';

const TOKEN = 'a-token-of-another-server';
let server: Server;
let url: string;
let model: Uint8Array;
const sent: (string | undefined)[] = [];

beforeAll(async () => {
  model = await nodeFiles.asset('nanodet.onnx');
  server = createServer((request, response) => {
    sent.push(request.headers.authorization);
    response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  sent.length = 0;
});

test('the token of our own server is sent to nobody', async () => {
  vi.stubEnv('MULTIROI_TOKEN', 'the-secret-of-our-own-server');
  vi.stubEnv('MULTIROI_KSERVE_TOKEN', undefined);
  const asked = nodeRuntime.createSession(model, { provider: `kserve+${url}` });
  await expect(asked).rejects.toThrow(/status 404/);
  vi.unstubAllEnvs();
  expect(sent).toEqual([undefined]);
});

test('a token that is named for the provider is sent to this machine', async () => {
  const runtime = kserveProvider(`kserve+${url}/`, { MULTIROI_KSERVE_TOKEN: TOKEN });
  await expect(runtime.createSession(model)).rejects.toThrow(/status 404/);
  expect(sent).toEqual([`Bearer ${TOKEN}`]);
});

test('it does not cross a network in the clear', () => {
  const env = { MULTIROI_KSERVE_TOKEN: TOKEN };
  for (const host of [
    '192.0.2.1:8000',
    'localhost.example',
    '127.0.0.1.example',
    '[2001:db8::1]',
  ]) {
    expect(() => kserveProvider(`kserve+http://${host}`, env)).toThrow(/expected https:\/\/.*http:\/\/ to/); // oxfmt-ignore
    expect(() => kserveProvider(`kserve+http://${host}`, {})).not.toThrow();
    expect(() => kserveProvider(`kserve+https://${host}`, env)).not.toThrow();
  }
  for (const host of ['127.0.0.1:1', 'localhost', '[::1]:8000', '127.1.2.3']) {
    expect(() => kserveProvider(`kserve+http://${host}`, env)).not.toThrow();
  }
});

test.each(['kserve+', 'kserve+ftp://a', 'kserve+a:1', 'kserve+http://a?b=1'])(
  '%s is no address',
  (provider) => {
    expect(() => kserveProvider(provider, {})).toThrow(/provider: expected kserve\+http:\/\/host/);
  },
);

test('a password in an address is refused, and not repeated', () => {
  const ask = (): unknown => kserveProvider('kserve+https://me:secret@a.example', {});
  expect(ask).toThrow(/one with more in it/);
  expect(ask).not.toThrow(/secret/);
});
