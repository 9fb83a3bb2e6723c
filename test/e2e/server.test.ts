/** The server as a client meets it, over loopback. */

import { readFile } from 'node:fs/promises';
import { validateBytes } from 'gltf-validator';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { motionSchema, resultSchema, type Reconstruction } from '../../src/result/index.ts';
import { MultiRoi, nodeImages } from '../../src/node/index.ts';
import { LIMITS, startServer, type Server } from '../../src/server/index.ts';
import { metric, rawSocket } from '../support/server.ts';

const PICTURE = new URL('../fixtures/astronaut.png', import.meta.url);
const limits = { maxBytes: 24 * 2 ** 20, maxPixels: 1e6, maxQueue: 2, uploadMs: 1_500 };
let picture: Uint8Array<ArrayBuffer>;
let server: Server;

beforeAll(async () => {
  picture = new Uint8Array(await readFile(PICTURE));
  server = await startServer({ version: '1.2.3', limits });
});
afterAll(() => server.close());

function post(
  body: Exclude<RequestInit['body'], undefined>,
  headers: Record<string, string> = { 'content-type': 'image/png' },
  query = '',
): Promise<Response> {
  return fetch(`${server.url}/v1/reconstruct${query}`, { method: 'POST', headers, body });
}

/** What a socket answers until it is closed. */
const answerOf = (port: number, message: string): Promise<string> =>
  rawSocket(port, message).closed;

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

describe('a video', () => {
  /** Three frames of the picture, as an animated WebP, which needs no ffmpeg. */
  const video = async (): Promise<Uint8Array<ArrayBuffer>> => {
    const frames = await Promise.all(
      [1, 1.05, 1.1].map((brightness) =>
        sharp(picture).resize(256).modulate({ brightness }).png().toBuffer(),
      ),
    );
    const animated = sharp(frames, { join: { animated: true } });
    return new Uint8Array(await animated.webp({ delay: [100, 100, 100] }).toBuffer());
  };
  const motion = (
    body: Exclude<RequestInit['body'], undefined>,
    headers: Record<string, string> = {},
    query = '',
  ) =>
    fetch(`${server.url}/v1/motion${query}`, {
      method: 'POST',
      headers: { 'content-type': 'image/webp', ...headers },
      body,
    });

  test('is answered with its motion', async () => {
    const response = await motion(await video(), {}, '?name=walk.webp&fov=50');
    expect(response.status).toBe(200);
    const { video: told, tracks } = motionSchema.parse(await response.json());
    expect(told).toMatchObject({ file: 'walk.webp', frames: 3 });
    expect(told.fps).toBeCloseTo(10);
    expect(tracks.map(({ frames }) => frames.length)).toEqual([3]);
    expect(response.headers.get('x-people')).toBe('1');
  });

  test('tells how far it is, or is a GLB', async () => {
    const form = new FormData();
    form.set('video', new Blob([await video()]), 'walk.webp');
    const events = await fetch(`${server.url}/v1/motion?smooth=0`, {
      method: 'POST',
      headers: { accept: 'text/event-stream' },
      body: form,
    });
    const text = await events.text();
    expect(text).toContain('event: progress\ndata: {"done":3,"total":3,"what":"pictures"}');
    expect(text).toContain('"what":"people"');
    const last = text.trim().split('\n\n').at(-1) ?? '';
    expect(motionSchema.parse(JSON.parse(last.slice(last.indexOf('{')))).smoothed).toBe(false);
    const glb = await motion(await video(), { accept: 'model/gltf-binary' });
    const report = await validateBytes(new Uint8Array(await glb.arrayBuffer()));
    // errors are of severity 0
    expect(report.issues.messages.filter(({ severity }) => severity === 0)).toEqual([]);
  });

  test('that is none, is too large or asks for what cannot be meant', async () => {
    expect((await motion('not a video', { 'content-type': 'video/mp4' })).status).toBe(400);
    expect((await motion(await video(), {}, '?smooth=2&boxes=[]')).status).toBe(422);
    expect((await motion(await video(), {}, '?from=3&to=2')).status).toBe(422);
    expect((await motion(await video(), { accept: 'image/png' })).status).toBe(406);
    expect((await motion('{}', { 'content-type': 'application/json' })).status).toBe(415);
  });
});

describe('a picture', () => {
  test('is answered with the result that the library gives', async () => {
    const response = await post(picture);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    const result = resultSchema.parse(await response.json());
    const hmr = await MultiRoi.load();
    const own = await hmr.reconstruct(picture);
    await hmr.dispose();
    expect(result.people).toEqual(own.people);
    expect(result.model).toEqual(own.model);
  });

  test('is looked at through as many regions as are asked for', async () => {
    const hmr = await MultiRoi.load({ rois: 3 });
    const own = await hmr.reconstruct(picture);
    await hmr.dispose();
    for (let again = 0; again < 2; again++) {
      const response = await post(picture, { 'content-type': 'image/png' }, '?rois=3');
      const result = resultSchema.parse(await response.json());
      expect(result.people).toEqual(own.people);
      expect(result.model).toEqual(own.model);
      expect(result.people[0]?.rois).toHaveLength(3);
    }
    const plain = resultSchema.parse(await (await post(picture)).json());
    expect(plain.model.rois).toBe(5);
  });

  test('becomes a GLB or an overlay when that is asked for', async () => {
    const glb = await post(picture, { 'content-type': 'image/png', accept: 'model/gltf-binary' });
    expect(glb.headers.get('x-people')).toBe('1');
    const report = await validateBytes(new Uint8Array(await glb.arrayBuffer()));
    expect(report.issues.messages.filter(({ severity }) => severity === 0)).toEqual([]);
    const png = await post(picture, { 'content-type': 'image/png' }, '?format=overlay');
    const overlay = await nodeImages.decode(new Uint8Array(await png.arrayBuffer()), 'overlay');
    expect([overlay.width, overlay.height]).toEqual([512, 512]);
  });

  test('comes in a form, with its options as fields', async () => {
    const form = new FormData();
    form.set('image', new Blob([picture]), 'her.png');
    form.set('focal', '700');
    form.set('boxes', '[[10, 20, 400, 500], [100, 20, 300, 300, 0.5]]');
    const result = (await (await post(form, {})).json()) as Reconstruction;
    expect(result.image.file).toBe('her.png');
    expect(result.people.map(({ score }) => score)).toEqual([1, 0.5]);
    expect(result.people[0].camera).toMatchObject({ focalPx: 700, focalSource: 'given' });
  });

  test('is told of by events', async () => {
    const response = await post(picture, {
      'content-type': 'image/png',
      accept: 'text/event-stream',
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = (await response.text()).trim().split('\n\n');
    const names = events.map((event) => /^event: (\w+)/.exec(event)?.[1]);
    expect(names[0]).toBe('progress');
    expect(names.at(-1)).toBe('result');
    const data = events.at(-1)?.replace(/^event: result\ndata: /, '') ?? '';
    expect(resultSchema.parse(JSON.parse(data)).people).toHaveLength(1);
  });
});

async function bomb(): Promise<Uint8Array<ArrayBuffer>> {
  const create = { width: 10_000, height: 10_000, channels: 3, background: '#fff' } as const;
  const png = await sharp({ create, limitInputPixels: false })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return new Uint8Array(png);
}

describe('what cannot be done is refused with its reason', () => {
  const png = { 'content-type': 'image/png' };
  const cases: readonly [
    string,
    number,
    RegExp,
    () => Promise<Response>,
  ][] = [
    ['another type', 415, /can be read/, () => post('hello', { 'content-type': 'text/plain' })],
    ['nothing', 400, /empty body/, () => post(new Uint8Array(), png)],
    ['other bytes', 400, /expected an image/, () => post(new Uint8Array(100).fill(7), png)],
    ['half a picture', 400, /expected an image/, () => post(picture.slice(0, picture.length / 2), png)],
    ['a hundred megapixels', 413, /10000×10000/, async () => post(await bomb(), png)],
    ['too many bytes', 413, /at most 25165824 bytes/, () => post(new Uint8Array(limits.maxBytes + 1), png)],
    ['unknown options', 422, /colour/, () => post(picture, png, '?colour=red')],
    ['no regions', 422, /rois: expected .*1/, () => post(picture, png, '?rois=0')],
    ['six regions', 422, /rois: expected .*5/, () => post(picture, png, '?rois=6')],
    ['half a region', 422, /rois: expected/, () => post(picture, png, '?rois=2.5')],
    ['two cameras', 422, /one of focal, fov/, () => post(picture, png, '?focal=1&fov=40')],
    ['a box outside', 422, /reconstruct/, () => post(picture, png, '?boxes=[[900,900,950,950]]')],
    ['boxes that are none', 400, /boxes/, () => post(picture, png, '?boxes=[[1,2')],
    ['an answer nobody makes', 406, /Accept/, () => post(picture, { ...png, accept: 'text/html' })],
    ['another method', 405, /path of this server/, () => fetch(`${server.url}/v1/reconstruct`)],
    ['another path', 404, /path of this server/, () => fetch(`${server.url}/v3`)],
    ['a form without its boundary', 400, /form that can be read/, () => post('abc', { 'content-type': 'multipart/form-data' })],
    ['a form that is cut off', 400, /form that can be read/, () => post('--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nabc', { 'content-type': 'multipart/form-data; boundary=x' })],
    ['a path that is none', 400, /valid url/, () => fetch(`${server.url}/v1/%zz`)],
    ['a form without a file', 400, /expected a file/, () => {
      const form = new FormData();
      form.set('focal', '700');
      return post(form, {});
    }],
  ]; // oxfmt-ignore
  test.each(cases)('%s: %i', async (_, status, detail, ask) => {
    const response = await ask();
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await response.json()) as Problem;
    expect(problem.status).toBe(status);
    expect(response.status).toBe(status);
    expect(problem.detail).toMatch(detail);
    expect(problem.code).toMatch(/^E_/);
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.[jt]s:\d/);
  });

  test('a page of another site that resolves to this machine', async () => {
    const { port } = new URL(server.url);
    const text = await answerOf(
      Number(port),
      'GET /readyz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(text).toMatch(/^HTTP\/1\.1 403/);
  });

  test('a body that arrives too slowly', async () => {
    const { port, host } = new URL(server.url);
    const text = await answerOf(
      Number(port),
      `POST /v1/reconstruct HTTP/1.1\r\nHost: ${host}\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\nabc`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 408/);
    expect(text).toMatch(/content-type: application\/problem\+json/);
    // the limit is 1.5 s, looked at every second; Node's own would be a minute
  }, 20_000);

  test('bytes that are no request', async () => {
    const text = await answerOf(Number(new URL(server.url).port), 'HELLO\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 400/);
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ code: 'E_FORMAT' });
  });
});

describe('under load', () => {
  test('one more than can wait is told to come back, the others are answered', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => post(picture)));
    const statuses = all.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
    const refused = all.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const response of refused) {
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('1');
    }
  });

  test('whoever wants events is told to come back before there are any', async () => {
    const headers = { 'content-type': 'image/png', accept: 'text/event-stream' };
    const all = await Promise.all(Array.from({ length: 6 }, () => post(picture, headers)));
    const refused = all.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status } of refused) expect(status).toBe(429);
    for (const response of all) await response.text();
  });

  test('whoever leaves frees their place', async () => {
    const stop = new AbortController();
    const left = Array.from({ length: 3 }, () =>
      fetch(`${server.url}/v1/reconstruct`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: picture,
        signal: stop.signal,
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    stop.abort();
    for (const each of await Promise.allSettled(left)) expect(each.status).toBe('rejected');
    await expect.poll(() => metric(server.url, 'busy_threads'), { timeout: 20_000 }).toBe(0);
    expect(await metric(server.url, 'queue_length')).toBe(0);
    expect((await post(picture)).status).toBe(200);
  });

  test('whoever asks how it is need not wait', async () => {
    const busy = post(picture);
    const began = performance.now();
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(1_000);
    await busy;
  });
});

describe('other machines', () => {
  test('are not served without a token', async () => {
    const asked = startServer({ version: '1', host: '0.0.0.0' });
    await expect(asked).rejects.toThrow(/expected a token for 0\.0\.0\.0/);
    const short = startServer({ version: '1', token: 'secret' });
    await expect(short).rejects.toThrow(/16 characters/);
    const open = startServer({ version: '1', token: '0123456789abcdef', corsOrigins: ['*'] });
    await expect(open).rejects.toThrow(/origins of pages beside a token/);
  });

  test('bear it, or are refused', async () => {
    const token = '0123456789abcdef';
    const guarded = await startServer({ version: '1', token });
    const ask = (authorization?: string): Promise<Response> =>
      fetch(`${guarded.url}/v2`, { headers: authorization === undefined ? {} : { authorization } });
    expect((await ask()).status).toBe(401);
    expect((await ask(`Bearer ${token}x`)).status).toBe(401);
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    expect((await fetch(`${guarded.url}/healthz`)).status).toBe(200);
    await guarded.close();
  });
});

describe('the Open Inference Protocol', () => {
  const at = (path: string): string => `${server.url}/v2${path}`;

  test('tells of the server and its models', async () => {
    expect(await (await fetch(at(''))).json()).toEqual({
      name: 'multiroi',
      version: '1.2.3',
      extensions: ['binary_tensor_data'],
    });
    expect((await fetch(at('/health/ready'))).status).toBe(200);
    const model = (await (await fetch(at('/models/nanodet'))).json()) as { inputs: unknown };
    expect(model.inputs).toEqual([{ name: 'images', datatype: 'FP32', shape: [-1, 3, 416, 416] }]);
    expect((await fetch(at('/models/nanodet/versions/1/ready'))).status).toBe(200);
    expect((await fetch(at('/models/nanodet/versions/2'))).status).toBe(404);
    const missing = await fetch(at('/models/none'));
    expect(missing.status).toBe(404);
    expect(((await missing.json()) as { error: string }).error).toMatch(/expected a model of/);
    const removed = await fetch(at('/models/nanodet'), { method: 'DELETE' });
    expect([removed.status, removed.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const nowhere = await fetch(at('/nothing'));
    expect(nowhere.status).toBe(404);
    expect(Object.keys((await nowhere.json()) as object)).toEqual(['error']);
  });

  test('infers from JSON as from bytes', async () => {
    const boxes = [[[0.1, 0.2, 0.3], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]]; // oxfmt-ignore
    const model = 'multiroi-light-features-m5-b1';
    const meta = (await (await fetch(at(`/models/${model}`))).json()) as {
      inputs: { name: string; shape: number[] }[];
    };
    const inputs = meta.inputs.map(({ name, shape }) => ({
      name,
      shape,
      datatype: 'FP32',
      data: name === 'boxes' ? boxes : Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0.5),
    }));
    const ask = (body: object): Promise<Response> =>
      fetch(at(`/models/${model}/infer`), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const json = (await (await ask({ id: '7', inputs, outputs: [{ name: 'betas' }] })).json()) as {
      id: string;
      outputs: { name: string; shape: number[]; data: number[] }[];
    };
    expect(json.id).toBe('7');
    expect(json.outputs).toHaveLength(1);
    expect(json.outputs[0]).toMatchObject({ name: 'betas', shape: [1, 10] });
    const reply = await ask({
      inputs,
      outputs: [{ name: 'betas', parameters: { binary_data: true } }],
    });
    const length = Number(reply.headers.get('inference-header-content-length'));
    const floats = new Float32Array((await reply.arrayBuffer()).slice(length));
    expect([...floats]).toEqual(json.outputs[0].data);
    const wrong = await ask({ inputs: inputs.slice(1) });
    expect(wrong.status).toBe(400);
    expect(((await wrong.json()) as { error: string }).error).toMatch(/expected the input/);
    const shape = await ask({ inputs: inputs.map((each) => ({ ...each, shape: [1] })) });
    expect(shape.status).toBe(400);
  });

  test('runs our pipeline: the same people as with networks of our own', async () => {
    const provider = `kserve+${server.url}`;
    const [here, there] = [await MultiRoi.load(), await MultiRoi.load({ provider })];
    const [a, b] = [await here.reconstruct(picture), await there.reconstruct(picture)];
    expect(b.people).toEqual(a.people);
    await Promise.all([here.dispose(), there.dispose()]);
  });

  test('a server that is not there, or another model, is an error with its address', async () => {
    const nobody = await MultiRoi.load({ provider: 'kserve+http://127.0.0.1:9' });
    await expect(nobody.reconstruct(picture)).rejects.toMatchObject({ code: 'E_IO' });
    await nobody.dispose();
    const other = await MultiRoi.load({ provider: `kserve+${server.url}`, rois: 3 });
    await expect(other.reconstruct(picture)).rejects.toMatchObject({
      code: 'E_UNSUPPORTED',
      message: expect.stringContaining('m3-b1') as unknown,
    });
    await other.dispose();
  });
});

test('every status that the tests above were answered is described', async () => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { responses: Record<string, unknown> } | undefined>>;
  };
  const counted =
    /^multiroi_http_requests_total\{route="([^"]+)",method="(\w+)",status="(\d+)"\}/gm;
  const seen = [...text.matchAll(counted)].map(([, route = '', method = '', status = '']) => {
    return { path: route.replaceAll(/:(\w+)/g, '{$1}'), method: method.toLowerCase(), status };
  });
  expect(new Set(seen.map(({ status }) => status)).size).toBeGreaterThan(8);
  for (const { path, method, status } of seen) {
    // 499 is for the log: nobody is there to read it; `none` are paths and methods that do not exist
    if (status === '499' || path === 'none' || method === 'head') continue;
    expect(Object.keys(paths[path]?.[method]?.responses ?? {}), `${method} ${path}`).toContain(
      status,
    );
  }
});

test('limits that are not given are the documented ones', () => {
  expect(LIMITS).toEqual({
    maxBytes: 32 * 2 ** 20,
    maxPixels: 50e6,
    maxMotionMs: 600_000,
    maxPeople: 64,
    maxMs: 60_000,
    headersMs: 10_000,
    uploadMs: 30_000,
    downloadMs: 60_000,
    idleMs: 72_000,
    maxQueue: 32,
    maxHeldBytes: 256 * 2 ** 20,
    maxConnections: 512,
    graceMs: 25_000,
  });
});
