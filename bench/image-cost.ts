/**
 * @file What an image costs: processor time on one thread with one region a person and with five, and memory over many images.
 * Processor time tells what the clock of a busy machine cannot.
 *
 *   npx tsx bench/image-cost.ts [images] [rois…] [photo.jpg]
 */
import { readFile } from 'node:fs/promises';
import { nodePlatform } from '../src/node/index.ts';
import { MultiRoi, photoOutputs } from '../src/reconstruct/index.ts';

const words = process.argv.slice(2);
const isNumber = (word: string): boolean => /^\d+$/.test(word);
const [count = 10, ...given] = words.filter(isNumber).map(Number);
const file = words.find((word) => !isNumber(word)) ?? 'test/fixtures/astronaut.png';
const MB = 1 << 20;
const REPORTS = 10;

const bytes = await readFile(file);
const output = { kinds: ['json'], glb: 'skinned' } as const;

for (const rois of given.length > 0 ? given : [1, 5]) {
  const hmr = await MultiRoi.load(nodePlatform, { rois, threads: 1 });
  await photoOutputs(hmr, bytes, {}, output, nodePlatform);
  const before = process.cpuUsage();
  const began = performance.now();
  const memory: number[] = [];
  for (let i = 0; i < count; i++) {
    await photoOutputs(hmr, bytes, {}, output, nodePlatform);
    const every = Math.max(1, Math.floor(count / REPORTS));
    if ((i + 1) % every === 0) memory.push(Math.round(process.memoryUsage.rss() / MB));
  }
  const { user, system } = process.cpuUsage(before);
  const cpuMs = Math.round((user + system) / 1000 / count);
  const wallMs = Math.round((performance.now() - began) / count);
  console.log(
    JSON.stringify({
      rois,
      images: count,
      cpuMs,
      wallMs,
      perCoreHour: Math.round(3.6e6 / cpuMs),
      memoryMb: memory,
    }),
  );
  await hmr.dispose();
}
