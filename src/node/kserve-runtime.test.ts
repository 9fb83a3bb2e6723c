import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { nodeFiles } from './files.ts';
import { kserveRuntime } from './kserve-runtime.ts';

type Answer = (response: ServerResponse) => void;

const refuse =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end('{"error": "not now"}');
const loseConnection: Answer = (response) => response.destroy();
const tell =
  (value: object): Answer =>
  (response) =>
    response.end(JSON.stringify(value));
const METADATA = tell({ inputs: [{ name: 'images' }], outputs: [{ name: 'heads' }] });
const HEADS = tell({
  model_name: 'nanodet',
  outputs: [{ name: 'heads', datatype: 'FP32', shape: [1], data: [7] }],
});

/** A server that gives these answers, one after the other. */
async function serving(answers: readonly Answer[]) {
  const asked: { readonly path: string; readonly atMs: number }[] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const answer = answers[asked.length];
      asked.push({ path: request.url ?? '', atMs: performance.now() });
      answer?.(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const retry = { tries: 4, firstMs: 5, longestMs: 20 };
const feeds = { images: { type: 'float32', shape: [1], data: new Float32Array(1) } } as const;
const nanodet = (): Promise<Uint8Array> => nodeFiles.asset('nanodet.onnx');

test('a server that refuses for now, or loses a connection, is asked again, and not before it wants to be', async () => {
  const later = new Date(Date.now() + 1_000).toUTCString();
  const server = await serving([
    refuse(503, { 'retry-after': '1' }),
    loseConnection,
    METADATA,
    refuse(429, { 'retry-after': later }),
    refuse(502),
    HEADS,
  ]);
  const session = await kserveRuntime(server.url, { retry }).createSession(await nanodet());
  const { heads } = await session.run(feeds);
  expect(heads?.data).toEqual(Float32Array.of(7));
  expect(server.asked.map(({ path }) => path.endsWith('/infer'))).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
  const [first, second] = server.asked;
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(990);
  server.close();
});

test('what will not pass is asked once, and what does not pass is given up', async () => {
  for (const [answers, times, code] of [
    [[refuse(404)], 1, 'E_UNSUPPORTED'],
    [[refuse(503), refuse(503), loseConnection, refuse(503), METADATA], 4, 'E_UNSUPPORTED'],
    [[loseConnection, loseConnection, loseConnection, loseConnection], 4, 'E_IO'],
    // no answer at all
    [[() => undefined, METADATA], 1, 'E_IO'],
  ] as const) {
    const server = await serving(answers);
    const runtime = kserveRuntime(server.url, { retry, timeoutMs: 2_000 });
    await expect(runtime.createSession(await nanodet())).rejects.toMatchObject({ code });
    expect(server.asked).toHaveLength(times);
    server.close();
  }
});
