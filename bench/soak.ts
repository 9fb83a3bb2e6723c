/**
 * @file The server in use for long, by many, some of whom mean harm. The built command line serves (`npm run build`
 * first), this process asks: of the requests a fifth are of `test/support/hostile-http`, kind after kind, the others are
 * pictures whose answers are told apart by their names. Who is told to come back does. Then the server is told to stop
 * while it works. The table is written every minute and at the end, also when Ctrl-C or the time ends it; the exit
 * code is 1 for a wrong answer, a lost one, memory that grows or a stop that is none.
 *
 *   npx tsx bench/soak.ts [--requests 20000] [--connections 64] [--hostile 0.2] [--minutes 90] [--refined 1] [--seed 1]
 *                         [--workers 1] [--serve='--rois 1 --threads 1'] [--nice 10] [--out docs/results/soak.md]
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, setPriority } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Rng } from '../src/base/index.ts';
import { LIMITS } from '../src/server/index.ts';
import { makeBodies } from '../test/support/hostile-http/bodies.ts';
import { SoakCounts, type Stopped } from './support/soak-report.ts';
import { goodAsked, hostileAsked } from './support/soak-requests.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    connections: { type: 'string', default: '64' },
    hostile: { type: 'string', default: '0.2' },
    minutes: { type: 'string', default: '90' },
    refined: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    serve: { type: 'string', default: '' },
    nice: { type: 'string', default: '10' },
    out: { type: 'string', default: 'docs/results/soak.md' },
  },
});
const requests = Number(values.requests);
const good = goodAsked(Number(values.refined));
const connections = Number(values.connections);
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const SAMPLE_MS = 5_000;
const TELL_MS = 60_000;
/** Memory that has grown by more than this is not flat. */
const MAX_GROWTH = 1.1;
/** Longer than the usual wait for an answer: on a machine that is busy a full queue takes its time. */
const MAX_SECONDS = 170;
/** Pictures in hand when the server is told to stop: as many as its queue takes, so that it is not done before others come. */
const LAST = 30;
/** Requests that come then. */
const AFTER = 6;

interface Serving {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it has said that it should not. */
  readonly errors: () => string;
}

async function serve(): Promise<Serving> {
  const more = values.serve.split(' ').filter((word) => word !== '');
  const args = [
    'serve',
    '--port',
    '0',
    '--workers',
    values.workers,
    '--max-seconds',
    String(MAX_SECONDS),
    ...more,
  ];
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4_000)));
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error(`soak: expected a server, got its end: ${errors}`);
    }),
  ])) as [Buffer];
  return { url: line.toString().trim(), process: child, errors: () => errors };
}

const counts = new SoakCounts();
const began = performance.now();
const seconds = (): number => (performance.now() - began) / 1000;
let isStopped = '';
let asked = 0;

async function sample(url: string): Promise<void> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (name: string): number =>
    Number(new RegExp(`^multiroi_${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
  const mb = (name: string): number => read(name) / 2 ** 20;
  counts.samples.push({
    seconds: seconds(),
    asked,
    rssMb: mb('process_resident_memory_bytes'),
    heapMb: mb('nodejs_heap_size_used_bytes'),
    externalMb: mb('nodejs_external_memory_bytes'),
    heldBytes: read('held_bytes'),
    queue: read('queue_length'),
  });
}

/** In another order, so that a short run meets every family. */
function shuffled<T>(values: readonly T[], rng: Rng): readonly T[] {
  return values
    .map((value) => ({ value, at: rng.uniform() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** Asks until there is nothing left to ask, on all connections. */
async function soak({ url, process: server }: Serving): Promise<void> {
  const bodies = await makeBodies();
  const rng = new Rng(Number(values.seed));
  const hostile = shuffled(hostileAsked(3 * LIMITS.uploadMs), rng.fork('order'));
  const until = performance.now() + Number(values.minutes) * 60_000;
  let hostiles = 0;
  const connection = async (): Promise<void> => {
    while (asked < requests && isStopped === '') {
      if (performance.now() > until) isStopped = 'the time was over';
      if (server.exitCode !== null) isStopped = `the server ended with ${server.exitCode}`;
      const id = `r${asked++}`;
      const isHostile = rng.uniform() < Number(values.hostile);
      const what = isHostile ? hostile[hostiles++ % hostile.length] : good[rng.int(good.length)];
      if (what === undefined) return;
      for (let isLater = true; isLater && server.exitCode === null;) {
        const start = performance.now();
        const outcome = await what.ask(url, bodies, id);
        counts.add(what, outcome, performance.now() - start);
        ({ isLater } = outcome);
        if (isLater) await wait(1_000);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
}

const countOf = (words: readonly string[]): Record<string, number> => {
  const all: Record<string, number> = {};
  for (const word of words) all[word] = (all[word] ?? 0) + 1;
  return all;
};

/** Tells the server to stop while it works; others come meanwhile. */
async function stop({ url, process: server }: Serving): Promise<Stopped> {
  const bodies = await makeBodies();
  const [first] = good;
  const inHand = Array.from({ length: LAST }, (_, i) => first?.ask(url, bodies, `last${i}`));
  await wait(300);
  const start = performance.now();
  const exit = once(server, 'exit') as Promise<[number | null]>;
  server.kill('SIGTERM');
  await wait(200);
  const after = Array.from({ length: AFTER }, () =>
    fetch(`${url}/healthz`).then(
      ({ status }) => String(status),
      () => 'refused',
    ),
  );
  const [code] = await exit;
  return {
    inHand: countOf((await Promise.all(inHand)).map((outcome) => outcome?.statuses ?? 'none')),
    after: countOf(await Promise.all(after)),
    code,
    ms: performance.now() - start,
  };
}

async function write(stopped?: Stopped): Promise<void> {
  const model = cpus()[0]?.model ?? 'unknown';
  const date = new Date().toISOString().slice(0, 10);
  const early = asked < requests ? `, of ${requests} that were wanted (${isStopped || 'still running'})` : ''; // oxfmt-ignore
  const head = `\`npx tsx bench/soak.ts --requests ${values.requests} --connections ${connections} --hostile ${values.hostile} --refined ${values.refined} --seed ${values.seed} --workers ${values.workers}${values.serve && ` --serve='${values.serve}'`}\`: ${counts.done} requests${early} in ${(seconds() / 60).toFixed(1)} minutes on ${connections} connections. ${cpus().length} cores (${model}), Node ${process.versions.node}, ${date}. The server waits ${MAX_SECONDS} s for an answer; its other limits are the usual ones. Of the good requests ${Number(values.refined) * 100} % have bodies laid on the key-points.`;
  await mkdir(dirname(values.out), { recursive: true });
  await writeFile(values.out, counts.markdown(head, stopped));
}

const progress = (): string =>
  `${seconds().toFixed(0)} s: ${counts.done} of ${requests} requests, ${counts.wrong} wrong, ${counts.later} told to come back, ${counts.samples.at(-1)?.rssMb.toFixed(0) ?? '?'} MB`;

// the server too, below others unless told otherwise: one that gets no processor takes it for its clients' slowness
setPriority(Number(values.nice));
const serving = await serve();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isStopped = signal;
    console.log(`${signal}: what was asked is waited for; a second one ends everything`);
    process.once(signal, () => serving.process.kill('SIGKILL') && process.exit(130));
  });
}
process.once('exit', () => serving.process.kill('SIGKILL'));
const sampling = setInterval(() => void sample(serving.url).catch(() => undefined), SAMPLE_MS);
const telling = setInterval(() => {
  console.log(progress());
  void write();
}, TELL_MS);
await soak(serving);
clearInterval(sampling);
clearInterval(telling);
await sample(serving.url).catch(() => undefined);
const stopped = serving.process.exitCode === null ? await stop(serving) : undefined;
await write(stopped);
console.log(`${progress()}; memory grew by ${counts.growth.toFixed(3)}; ${values.out}`);
const drained =
  stopped !== undefined &&
  stopped.code === 0 &&
  Object.keys(stopped.inHand).join() === '200' &&
  Object.keys(stopped.after).every((word) => word === '503');
if (!drained) console.error(`the stop was none: ${JSON.stringify(stopped)}`);
if (serving.errors() !== '') console.error(`the server said: ${serving.errors()}`);
const isFlat = counts.growth < MAX_GROWTH;
process.exitCode = drained && isFlat && counts.wrong === 0 && isStopped === '' ? 0 : 1;
