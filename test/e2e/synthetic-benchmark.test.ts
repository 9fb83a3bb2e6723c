import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runMain } from '../../src/cli/run.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { parseSpinNpz } from '../../src/dataset/index.ts';
import { SYNTHETIC_V1 } from '../../src/synthetic/index.ts';
import { benchmarkFingerprints, writeBenchmark } from '../../src/jobs/index.ts';
import { nodeImages } from '../../src/node/index.ts';
import { pixelFingerprint } from '../../src/jobs/synthesise/fingerprint.ts';
import { testIo } from '../support/io.ts';

let out = '';
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'multiroi-benchmark-'));
});
afterEach(() => rm(out, { recursive: true }));

/** Runs until a picture, then stops; the counts that were reported. */
async function runUntil(last: number): Promise<number[]> {
  const stop = new AbortController();
  const counts: number[] = [];
  const run = writeBenchmark({
    benchmark: SYNTHETIC_V1,
    out,
    threads: 2,
    signal: stop.signal,
    onPicture: (done) => {
      counts.push(done);
      if (done >= last) stop.abort();
    },
  });
  await expect(run).rejects.toMatchObject({ code: 'E_ABORT' });
  return counts;
}

test('a stopped run keeps whole parts, and the next one goes on behind them', async () => {
  expect(await runUntil(52)).toHaveLength(52);
  expect(await readdir(out)).toEqual(['images', 'parts']);
  expect(await readdir(join(out, 'parts'))).toEqual(['00000.npz']);
  const people = parseSpinNpz(await readFile(join(out, 'parts', '00000.npz')));
  expect(people).toHaveLength(50);
  expect(new Set(people.map(({ stratum }) => stratum))).toEqual(new Set(['upright']));

  expect(await runUntil(51)).toEqual([50, 51]);
  const name = 'images/upright/0031.png';
  expect(people[31].image).toBe(name);
  const png = await nodeImages.decode(await readFile(join(out, name)), name);
  const expected = await benchmarkFingerprints(SYNTHETIC_V1);
  expect(expected[31].slice(0, 16)).toBe(pixelFingerprint(png));
}, 120_000);

test('a picture that is another than the frozen one is refused', async () => {
  // the threads make pictures by the benchmark's name; the folder expects another order
  const strata = SYNTHETIC_V1.strata.toReversed();
  const run = writeBenchmark({ benchmark: { ...SYNTHETIC_V1, strata }, out, threads: 1 });
  await expect(run).rejects.toMatchObject({
    code: 'E_INTERNAL',
    message: expect.stringMatching(/expected pixels [0-9a-f]{16}, got [0-9a-f]{16}/) as string,
  });
}, 60_000);

test('the command takes no other choice beside a benchmark', async () => {
  const io = testIo({ cwd: out });
  const args = ['synth', '--benchmark', 'synthetic-v1', '--count', '3'];
  expect(await runMain(COMMANDS, '0', args, io)).toBe(2);
  expect(io.err()).toContain('--benchmark');
});
