/**
 * @file Kills long work at moments drawn from a seed with SIGKILL and has it go on each time; what comes of it must be what
 * an uninterrupted run makes, nothing lost, nothing twice, nothing half there. The built command line is what runs
 * (`npm run build` first). Ctrl-C ends after the run in hand; what was seen by then is the row of the job in the table.
 *
 *   npx tsx bench/sigkill.ts <predict|motion|train-features|train-images|evaluate|synth> [--kills 100] [--seed 1]
 *                            [--out docs/results/kills.md]
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evaluateJob } from '../test/support/kills/evaluate-job.ts';
import { killLoop, type KillReport } from '../test/support/kills/loop.ts';
import { motionJob } from '../test/support/kills/motion-job.ts';
import { predictJob } from '../test/support/kills/predict-job.ts';
import { synthJob } from '../test/support/kills/synth-job.ts';
import { trainFeaturesJob, trainImagesJob } from '../test/support/kills/train-job.ts';

const JOBS = [predictJob, motionJob, trainFeaturesJob, trainImagesJob, evaluateJob, synthJob];
const HEAD = `# Killed, and gone on with

\`npx tsx bench/sigkill.ts <job>\` kills the built command line with SIGKILL at moments drawn from a seed: half of them anywhere in the time of a
whole run, half right behind something that was written. Each time it goes on by \`--resume\`; what comes to its end must be, file by file, what an
uninterrupted run makes (but for clocks), and the next run begins a new folder. After every kill whatever bears its final name must parse.
\`test/e2e/kills.test.ts\` does the same a few times. One row a job:

| job | work | seed | kills | before anything was written | after all was | runs | works finished | lost, doubled, half there | files, SHA-256 of all | minutes |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'docs/results/kills.md' },
  },
});
const job = JOBS.find(({ name }) => name === positionals[0]);
if (job === undefined) {
  const names = JOBS.map(({ name }) => name).join(', ');
  throw new Error(`sigkill: expected one of ${names}, got ${positionals[0] ?? 'none'}`);
}

/** Puts a row into the table, in the place of the same job's. */
async function write(name: string, row: string): Promise<void> {
  const before = await readFile(values.out, 'utf8').catch(() => '');
  const rows = before.split('\n').filter((line) => JOBS.some((each) => line.startsWith(`| ${each.name} |`))); // oxfmt-ignore
  const kept = rows.filter((line) => !line.startsWith(`| ${name} |`));
  const place = (line: string): number => JOBS.findIndex((each) => line.startsWith(`| ${each.name} |`)); // oxfmt-ignore
  const all = [...kept, row].toSorted((a, b) => place(a) - place(b));
  await writeFile(values.out, `${HEAD}${all.join('\n')}\n`);
}

function rowOf(report: KillReport, minutes: number): string {
  const { kills, before, behind, runs, finished, files, sha256 } = report;
  const cells = [job?.name, job?.about, values.seed, kills, before, behind, runs, finished, '0, 0, 0', `${files}, \`${sha256.slice(0, 16)}…\``, minutes.toFixed(0)]; // oxfmt-ignore
  return `| ${cells.join(' | ')} |`;
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.log(`${signal}: the run in hand is waited for`);
    stop.abort();
  });
}
const folder = await mkdtemp(join(tmpdir(), 'multiroi-sigkill-'));
const began = performance.now();
try {
  const report = await killLoop(job, {
    kills: Number(values.kills),
    seed: Number(values.seed),
    folder,
    signal: stop.signal,
    onKill: (done, when, state) =>
      console.log(`${job.name}: kill ${done} of ${values.kills} after ${when}: ${state}`),
  });
  const minutes = (performance.now() - began) / 60_000;
  await write(job.name, rowOf(report, minutes));
  console.log(`${JSON.stringify(report)}\nidentical, nothing lost, nothing twice; ${values.out}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
