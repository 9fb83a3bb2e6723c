/**
 * @file People per second of `multiroi evaluate synthetic`, pictures decoded, networks run, meshes scored:
 *
 *   npx tsx src/cli/main.ts synth --count 60 --out people
 *   npx tsx bench/evaluation.ts --data people [--weights w.safetensors] [--limit 60] [--threads 2]
 *
 * The first people, during whom sessions are compiled, are not counted.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PROTOCOLS } from '../src/evaluation/index.ts';
import { SILENT } from '../src/base/index.ts';
import { evaluateRun } from '../src/jobs/index.ts';
import { nodePlatform } from '../src/node/index.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'people' },
    weights: { type: 'string' },
    limit: { type: 'string', default: '60' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
const WARM_UP = 5;

const out = await mkdtemp(join(tmpdir(), 'multiroi-bench-'));
const marks: { readonly done: number; readonly ms: number }[] = [];
try {
  const report = await evaluateRun({
    platform: nodePlatform,
    protocol: PROTOCOLS.synthetic,
    data: resolve(values.data),
    weights: values.weights === undefined ? undefined : resolve(values.weights),
    focal: 'file',
    limit: Number(values.limit),
    worst: 0,
    out,
    resume: false,
    version: 'bench',
    threads: Number(values.threads),
    log: SILENT,
    onPerson: (done) => marks.push({ done, ms: performance.now() }),
  });
  const first = marks.find(({ done }) => done >= WARM_UP);
  const last = marks.at(-1);
  if (first === undefined || last === undefined || last === first)
    throw new Error('too few people');
  const each = (last.ms - first.ms) / (last.done - first.done);
  console.log(`${cpus()[0]?.model ?? 'unknown'}, ${values.threads} threads`);
  console.log(
    `${report.model.name}, M = ${report.model.rois}: ${(1000 / each).toFixed(2)} people/s, ${each.toFixed(0)} ms a person, ${last.done - first.done} people`,
  );
} finally {
  await rm(out, { recursive: true });
}
