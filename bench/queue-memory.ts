/**
 * @file What a waiting image weighs in Redis, by the size of batches.
 *
 *   npx tsx bench/queue-memory.ts [images]
 */
import { digestOf } from '../src/archive/index.ts';
import { SILENT } from '../src/base/index.ts';
import { ImageQueue } from '../src/queue/index.ts';
import { startRedis } from '../test/support/redis.ts';

const count = Number(process.argv[2] ?? 20_000);
/** Of an address, as `s3://photographs/2026/06/…/IMG_01234.jpg`. */
const ADDRESS_LENGTH = 100;

const redis = await startRedis();
const images = Array.from({ length: count }, (_, i) => ({
  digest: digestOf(String(i)),
  url: `s3://photographs/${String(i).padStart(ADDRESS_LENGTH - 21, 'a')}.jpg`,
  file: `photographs/${String(i).padStart(40, 'a')}.jpg`,
}));
for (const batch of [1, 8, 32, 128]) {
  const place = { redis: { url: redis.url }, name: `batch-${batch}` };
  const queue = await ImageQueue.open(place, true, SILENT);
  const bytes = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await queue.redis.info('memory'))?.[1]);
  const before = await bytes();
  const began = performance.now();
  await queue.add(images, batch);
  const ms = performance.now() - began;
  const each = Math.round(((await bytes()) - before) / count);
  console.log(
    `batches of ${batch}: ${each} bytes an image, ${Math.round((1000 * count) / ms)} images/s added`,
  );
  await queue.close();
}
await redis.end();
