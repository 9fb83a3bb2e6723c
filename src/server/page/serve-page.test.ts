import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleResult } from '../../../test/support/result.ts';
import { findResults } from './result-folder.ts';
import { PAGE_ROOT, servePage, type PageServer } from './serve-page.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
let folder = '';
const write = async (name: string, content: string | Buffer): Promise<void> => {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), content);
};
const result = (file: string): string =>
  JSON.stringify({ ...sampleResult(), image: { file, width: 320, height: 240 } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-view-'));
  await write('out/a.json', result('photo.png'));
  await write('out/a.npz', 'twin');
  await write('out/deep/b10.json', result('../secret.png'));
  await write('out/deep/b9.json', result('link.png'));
  await write('out/peer.npz', 'arrays');
  await write('out/run.json', '{}');
  await write('photo.png', PNG);
  await write('outside/secret.png', PNG);
  await symlink(join(folder, 'outside/secret.png'), join(folder, 'out/link.png'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('results in natural order; npz beside its json is the same result', async () => {
  const { entries } = await findResults(join(folder, 'out'), folder);
  expect(entries).toEqual([
    { name: 'a.json', kind: 'json' },
    { name: 'deep/b9.json', kind: 'json' },
    { name: 'deep/b10.json', kind: 'json' },
    { name: 'peer.npz', kind: 'npz' },
  ]);
});

test('one file is a folder of itself; the photograph beside it is found', async () => {
  const npz = await findResults(join(folder, 'out/a.npz'), folder);
  expect(npz.entries).toEqual([{ name: 'a.npz', kind: 'npz' }]);
  const json = await findResults(join(folder, 'out/a.json'), folder);
  expect(json.entries).toEqual([{ name: 'a.json', kind: 'json' }]);
  expect(await json.photoOf(0)).toMatch(/photo\.png$/);
});

test('a result in UTF-16 with a name of Windows, in other letters than the disk has, finds its photograph', async () => {
  const text = `\ufeff${result('sub\\re\u0301sume\u0301.png')}`;
  await write('windows/w.json', Buffer.from(text, 'utf16le'));
  await write('sub/r\u00e9sum\u00e9.png', PNG);
  const found = await findResults(join(folder, 'windows', 'w.json'), folder);
  expect(await found.photoOf(0)).toMatch(/r.*sum.*\.png$/);
});

test('a list shows the overlay beside a result, else its photograph, else nothing', async () => {
  await write('pictures/a.json', result('photo.png'));
  await write('pictures/b.json', result('photo.png'));
  await write('pictures/b_overlay.png', PNG);
  await write('pictures/c.json', result('absent.png'));
  const found = await findResults(join(folder, 'pictures'), folder);
  expect(await found.pictureOf(0)).toMatch(/[/\\]photo\.png$/);
  expect(await found.pictureOf(1)).toMatch(/b_overlay\.png$/);
  expect(await found.pictureOf(2)).toBeUndefined();
  expect(await found.pictureOf(9)).toBeUndefined();
});

test('photographs are found below the folders only, links followed first', async () => {
  const found = await findResults(join(folder, 'out'), folder);
  expect(await found.photoOf(0)).toMatch(/photo\.png$/);
  // out/link.png leads out of out/, and ../secret.png to nothing
  expect(await found.photoOf(1)).toBeUndefined();
  expect(await found.photoOf(2)).toBeUndefined();
  await rm(join(folder, 'out/link.png'));
  await writeFile(join(folder, 'out/link.png'), PNG);
  expect(await found.photoOf(1)).toMatch(/link\.png$/);
});

function get(
  url: string,
  options: { host?: string; method?: string } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((settle, fail) => {
    const { host, method = 'GET' } = options;
    const sent = request(
      url,
      { method, ...(host !== undefined && { headers: { host } }) },
      (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () =>
            settle({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            }),
          );
      },
    );
    sent.on('error', fail).end();
  });
}

describe.skipIf(!existsSync(join(PAGE_ROOT, 'index.html')))('the page server', () => {
  let server: PageServer;
  beforeAll(async () => {
    server = await servePage({ port: 0, cwd: folder, results: join(folder, 'out') });
  });
  afterAll(() => server.close());

  test('the page is isolated, and its code lasts', async () => {
    const page = await get(server.url);
    expect(page).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cache-control': 'no-cache',
      },
    });
    const code = /src="\.\/(code\/[^"]+)"/.exec(page.body.toString())?.[1] ?? '';
    const script = await get(server.url + code);
    expect(script.headers['content-type']).toMatch(/^text\/javascript/);
    expect(script.headers['cache-control']).toContain('immutable');
  });

  test('models, results, photographs', async () => {
    const body = await get(`${server.url}files/body/open.safetensors`);
    expect(body.status).toBe(200);
    expect(body.body.length).toBe(Number(body.headers['content-length']));
    const index = await get(`${server.url}results/index.json`);
    expect(JSON.parse(index.body.toString())).toHaveLength(4);
    expect((await get(`${server.url}results/0/photo`)).headers['content-type']).toBe('image/png');
    expect((await get(`${server.url}results/3/photo`)).status).toBe(204);
    expect((await get(`${server.url}results/99/result`)).status).toBe(404);
  });

  test.each([
    ['files/../package.json'],
    ['files/body/..%2f..%2fpackage.safetensors'],
    ['files/blazepose-lite.onnx'],
    ['../package.json'],
    ['%2e%2e/%2e%2e/package.json'],
    ['.stamp'],
    ['code/'],
    ['nothing.js'],
  ])('%s is not there', async (path) => {
    expect((await get(server.url + path)).status).toBe(404);
  });

  test('other names of the host and other methods are refused', async () => {
    expect((await get(server.url, { host: 'evil.example' })).status).toBe(421);
    expect((await get(server.url, { method: 'POST' })).status).toBe(405);
    const head = await get(server.url, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200 });
    expect(head.body).toHaveLength(0);
  });

  test('a port that is taken, a folder that is not there', async () => {
    const port = Number(new URL(server.url).port);
    await expect(servePage({ port, cwd: folder })).rejects.toThrow(/got one that is taken/);
    const results = join(folder, 'none');
    await expect(servePage({ port: 0, cwd: folder, results })).rejects.toMatchObject({
      code: 'E_IO',
    });
  });
});
