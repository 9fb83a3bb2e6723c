/**
 * @file What motions cost:
 *
 *   npx tsx bench/motion-cost.ts speed <video> [--seconds s] [--threads n] [--rois n]    pictures a second, looked at and laid
 *   npx tsx bench/motion-cost.ts memory [--pictures n] [--people n] [--held]   memory over many pictures
 *
 * `speed` tells wall-clock and processor time a picture; the latter is what counts on a machine in company. `memory` keeps what a run keeps
 * of people who are made up, for as many pictures as asked, and tells the heap after every tenth; then everybody is read again. With
 * `--held` nothing is written down.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MultiRoi, nodePlatform, ObservationFile } from '../src/node/index.ts';
import { RECORD_LENGTH, TrackCollector } from '../src/reconstruct/index.ts';
import { Rng } from '../src/base/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '2' },
    threads: { type: 'string' },
    rois: { type: 'string' },
    pictures: { type: 'string', default: '18000' },
    people: { type: 'string', default: '5' },
    held: { type: 'boolean', default: false },
  },
});

async function speed(path: string): Promise<void> {
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  const rois = values.rois === undefined ? undefined : Number(values.rois);
  const hmr = await MultiRoi.load({ threads, rois });
  const toS = Number(values.seconds);
  // networks are compiled when first needed
  await hmr.motion(path, { toS: 1e-3 + 1 / (await nodePlatform.videos.open(path)).fps }).finish();
  const cpuS = (since: NodeJS.CpuUsage): number => {
    const { user, system } = process.cpuUsage(since);
    return (user + system) / 1e6;
  };
  let [startMs, cpu] = [performance.now(), process.cpuUsage()];
  const run = hmr.motion(path, { toS });
  let [frames, people] = [0, 0];
  for await (const { result } of run) {
    frames++;
    people += result.people.length;
  }
  const lookS = (performance.now() - startMs) / 1000;
  const lookCpuS = cpuS(cpu);
  [startMs, cpu] = [performance.now(), process.cpuUsage()];
  await run.finish();
  const fitS = (performance.now() - startMs) / 1000;
  const fitCpuS = cpuS(cpu);
  const each = (s: number): string => `${((1000 * s) / frames).toFixed(0)} ms`;
  console.log(`${frames} pictures, ${(people / frames).toFixed(1)} people in each`);
  console.log(
    `look: ${(frames / lookS).toFixed(2)} a second; ${each(lookCpuS)} of processors a picture`,
  );
  console.log(
    `fit: ${(frames / fitS).toFixed(1)} a second; ${each(fitCpuS)} of processors a picture`,
  );
  await hmr.dispose();
}

async function memory(): Promise<void> {
  const [pictures, people] = [Number(values.pictures), Number(values.people)];
  const rng = new Rng('memory');
  const folder = await mkdtemp(join(tmpdir(), 'multiroi-'));
  const log = await ObservationFile.open(join(folder, 'seen.jsonl'), 'memory', false);
  const collected = new TrackCollector(values.held ? undefined : log);
  const tell = (what: string): void => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    console.log(`${what}: ${((heapUsed + arrayBuffers) / 2 ** 20).toFixed(0)} MB`);
  };
  tell('0 pictures');
  for (let index = 0; index < pictures; index++) {
    const seen = Array.from({ length: people }, (_, p) => {
      const record = Float32Array.from({ length: RECORD_LENGTH }, () => rng.uniform(0.1, 0.9));
      record.set([0.9, 200 * p, 100, 200 * p + 100, 400], 0);
      return { record, clothes: null };
    });
    const frame = { index, seconds: index / 30, isCut: false, isSearched: true, people: seen };
    collected.add(frame);
    if (!values.held) await log.add(frame);
    if ((index + 1) % Math.ceil(pictures / 10) === 0) tell(`${index + 1} pictures`);
  }
  for await (const { id, sightings } of collected.tracks(30)) {
    tell(`person ${id}, ${sightings.length} sightings`);
  }
  await log.close();
  await rm(folder, { recursive: true });
}

if (positionals[0] === 'memory') await memory();
else await speed(positionals[1] ?? '');
