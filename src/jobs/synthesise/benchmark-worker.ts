/** @file The thread that makes pictures of a frozen benchmark for `synthesis-workers.ts`. An entry: it exports nothing. */

import { workerData } from 'node:worker_threads';
import {
  benchmarkPlace,
  createBenchmarkMaker,
  findSyntheticBenchmark,
  loadSynthesisAssets,
} from '../../synthetic/index.ts';
import { answerIndices } from '../../node/index.ts';
import { nodeFiles } from '../../node/index.ts';
import { fingerprint } from './fingerprint.ts';
import { nodeImages } from '../../node/index.ts';
import type { BenchmarkTask } from './synthesis-workers.ts';

const { benchmark: name } = workerData as BenchmarkTask;

answerIndices(async () => {
  const benchmark = findSyntheticBenchmark(name);
  const assets = await loadSynthesisAssets(
    { files: nodeFiles, images: nodeImages },
    benchmark.prior,
  );
  const maker = createBenchmarkMaker(assets);
  return (index) => {
    const sample = maker.make(benchmarkPlace(benchmark, index));
    return { sample, more: { fingerprint: fingerprint(sample) } };
  };
});
