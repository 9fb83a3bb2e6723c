/**
 * @file The server under load: this process serves, a second one asks. Of the requests a tenth is bad (another type,
 * half a picture, a hundred megapixels, a slow body, a client that leaves). Bounded in number and time.
 *
 *   npx tsx bench/server-load.ts [requests] [connections]
 */

import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { startServer } from '../src/server/index.ts';

const requests = Number(process.argv[2] ?? 2_000);
const connections = Number(process.argv[3] ?? 32);
/** Nobody asks for more after this, ms. */
const MAX_MS = 480_000;
const PNG = { 'content-type': 'image/png' };

type Kind = 'good' | 'type' | 'half' | 'bomb' | 'slow' | 'leaves';
const BAD: readonly Kind[] = ['type', 'half', 'bomb', 'slow', 'leaves'];
interface Told {
  readonly kind: Kind;
  readonly status: number | 'left' | 'error';
  readonly ms: number;
}

async function pictures(): Promise<{
  good: Uint8Array<ArrayBuffer>;
  bomb: Uint8Array<ArrayBuffer>;
}> {
  const astronaut = fileURLToPath(new URL('../test/fixtures/astronaut.png', import.meta.url));
  const good = await sharp(astronaut).resize(128).jpeg().toBuffer();
  const create = { width: 10_000, height: 10_000, channels: 3, background: '#fff' } as const;
  const bomb = await sharp({ create, limitInputPixels: false }).png().toBuffer();
  return { good: new Uint8Array(good), bomb: new Uint8Array(bomb) };
}

/** A body of which one byte comes, and then no more, until the server gives up. */
function slowUpload(url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () =>
      socket.write(
        `POST /v1/reconstruct HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: image/png\r\nContent-Length: 999\r\n\r\nx`,
      ),
    );
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0)));
    socket.on('error', reject);
  });
}

async function ask(
  url: string,
  kind: Kind,
  { good, bomb }: Awaited<ReturnType<typeof pictures>>,
): Promise<Told['status']> {
  if (kind === 'slow') return slowUpload(new URL(url));
  const path = `${url}/v1/reconstruct?boxes=[[20,4,100,124]]`;
  const post = (body: string | Uint8Array<ArrayBuffer>, headers = PNG, signal?: AbortSignal) =>
    fetch(path, { method: 'POST', headers, body, ...(signal && { signal }) });
  if (kind === 'leaves') {
    const gone = AbortSignal.timeout(5);
    return post(good, PNG, gone).then(
      ({ status }) => status,
      () => 'left',
    );
  }
  const response =
    kind === 'type'
      ? await post('hello', { 'content-type': 'text/plain' })
      : await post(
          kind === 'half' ? good.slice(0, good.length >> 1) : kind === 'bomb' ? bomb : good,
        );
  await response.arrayBuffer();
  return response.status;
}

async function client(url: string): Promise<void> {
  const bodies = await pictures();
  let next = 0;
  const until = performance.now() + MAX_MS;
  const told: Told[] = [];
  const worker = async (): Promise<void> => {
    while (next < requests && performance.now() < until) {
      const i = next++;
      const kind = i % 10 === 9 ? BAD[Math.floor(i / 10) % BAD.length] : 'good';
      // who is told to come back later does; a lost request would never end
      for (;;) {
        const began = performance.now();
        const status = await ask(url, kind, bodies).catch((): 'error' => 'error');
        told.push({ kind, status, ms: performance.now() - began });
        if (status !== 429) break;
        await wait(200);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  // a long message is cut off by whoever leaves before it has gone
  process.send?.(told, () => process.disconnect());
}

async function server(): Promise<void> {
  const serving = await startServer({
    version: 'bench',
    limits: { uploadMs: 2_000, maxQueue: 24 },
  });
  const rss = (): string => `${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`;
  const before = rss();
  const began = performance.now();
  const child = fork(fileURLToPath(import.meta.url), [String(requests), String(connections)], {
    execArgv: process.execArgv,
    env: { ...process.env, SERVER_URL: serving.url },
  });
  const memory: string[] = [];
  const timer = setInterval(() => memory.push(rss()), 10_000);
  const told = await new Promise<Told[]>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Told[]));
    // not `exit`: what the client reported last may still be on its way then
    child.once('disconnect', () => reject(new Error('the client ended without a report')));
  });
  clearInterval(timer);
  const seconds = (performance.now() - began) / 1000;
  const metrics = await (await fetch(`${serving.url}/metrics`)).text();
  const metric = (name: string): string =>
    new RegExp(`^multiroi_${name} (\\d+)`, 'm').exec(metrics)?.[1] ?? 'unknown';
  const closing = performance.now();
  await serving.close();
  const answered = told.filter(({ kind, status }) => kind === 'good' && status === 200);
  const ms = answered.map((each) => each.ms).toSorted((a, b) => a - b);
  const quantile = (q: number): string => (ms[Math.floor(q * (ms.length - 1))] ?? NaN).toFixed(0);
  const asked = told.filter(({ status }) => status !== 429);
  console.log(
    `${asked.length} of ${requests} requests (and ${told.length - asked.length} told to come back) on ${connections} connections in ${seconds.toFixed(0)} s; ${answered.length} pictures answered, p50 ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms`,
  );
  for (const kind of ['good', ...BAD] as const) {
    const statuses = told.filter((each) => each.kind === kind).map(({ status }) => String(status));
    const counts = new Map<string, number>();
    for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
    console.log(`  ${kind}: ${[...counts].map(([status, n]) => `${status} × ${n}`).join(', ')}`);
  }
  console.log(
    `memory ${before} before, then every 10 s ${memory.join(', ')}; threads alive ${metric('ready_threads')}, restarted ${metric('thread_restarts')}; bytes held ${metric('held_bytes')}; stopped in ${(performance.now() - closing).toFixed(0)} ms`,
  );
}

const url = process.env['SERVER_URL'];
await (url === undefined ? server() : client(url));
