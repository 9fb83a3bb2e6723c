/**
 * @file Writes the fingerprints of a new synthetic benchmark; one that has them is frozen and never written again:
 * `npx tsx tools/freeze-benchmark.ts synthetic-v1`.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { benchmarkPlace, benchmarkSize, findSyntheticBenchmark } from '../src/synthetic/index.ts';
import { benchmarkInThreads } from '../src/jobs/index.ts';

const benchmark = findSyntheticBenchmark(process.argv[2] ?? '');
const path = new URL(`../assets/${benchmark.fingerprints}`, import.meta.url);
if (existsSync(path)) throw new Error(`${benchmark.name} is frozen; a change is a new benchmark`);
const size = benchmarkSize(benchmark);
const strata: Record<string, string[]> = {};
for await (const { index, fingerprint } of benchmarkInThreads({
  benchmark: benchmark.name,
  start: 0,
  count: size,
})) {
  const { name } = benchmarkPlace(benchmark, index).stratum;
  (strata[name] ??= []).push(fingerprint.pixels + fingerprint.truth);
  if ((index + 1) % 100 === 0) console.error(`${index + 1} of ${size}`);
}
writeFileSync(path, `${JSON.stringify({ benchmark: benchmark.name, strata }, null, 1)}\n`);
