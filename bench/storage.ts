/**
 * @file Objects into a bucket and back through a network that fails: 503, lost connections, halves of bodies, slow answers.
 *
 *   npx tsx bench/storage.ts [objects] [faults 0–1]
 */
import { digestOf } from '../src/archive/index.ts';
import { Rng } from '../src/base/index.ts';
import { Storages } from '../src/storage/index.ts';
import { startFaultProxy, type Fault } from '../test/support/fault-proxy.ts';
import { BUCKET, startS3 } from '../test/support/s3.ts';

const [count = 5000, share = 0.2] = process.argv.slice(2).map(Number);
const AT_ONCE = 16;
const KINDS: readonly Fault[] = ['unavailable', 'reset', 'truncate', 'slow'];

const rng = new Rng('storage');
const s3 = await startS3();
const proxy = await startFaultProxy(s3.port, () =>
  rng.uniform() < share ? (KINDS[Math.floor(rng.uniform() * KINDS.length)] ?? 'pass') : 'pass',
);
const policy = { tries: 12, firstMs: 50, longestMs: 2000 };
const env = s3.env(proxy.port);
const storages = new Storages({ cwd: process.cwd(), env, policy, tryMs: 20_000 });
const storage = await storages.open(`s3://${BUCKET}/bench`);
const contentOf = (i: number): Uint8Array =>
  Uint8Array.from({ length: 2000 + (i % 500) }, (_, j) => (i * 31 + j * 7) & 255);
const keyOf = (i: number): string => `results/${String(i % 256).padStart(3, '0')}/${i}.json`;

async function each(work: (i: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  for (let start = 0; start < count; start += AT_ONCE) {
    const length = Math.min(AT_ONCE, count - start);
    await Promise.all(Array.from({ length }, (_, i) => work(start + i)));
  }
  return Math.round(performance.now() - began) / 1000;
}

let failed = 0;
let wrong = 0;
const writeSeconds = await each((i) =>
  storage.write(keyOf(i), contentOf(i)).catch(() => {
    failed++;
  }),
);
const readSeconds = await each(async (i) => {
  const bytes = await storage.read(keyOf(i)).catch(() => new Uint8Array());
  if (digestOf(bytes) !== digestOf(contentOf(i))) wrong++;
});
const listed = new Set<string>();
for await (const { key } of storage.list()) listed.add(key);
const { counts } = proxy;
console.log(
  JSON.stringify({
    count,
    failed,
    wrong,
    listed: listed.size,
    writeSeconds,
    readSeconds,
    requests: counts,
  }),
);
await storages.close();
await proxy.close();
await s3.close();
