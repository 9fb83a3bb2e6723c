import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSynthesiser, findRecipe, loadSynthesisAssets } from '../../src/synthetic/index.ts';
import { parseSpinNpz } from '../../src/dataset/index.ts';
import { runMain } from '../../src/cli/run.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { nodePlatform, nodeImages } from '../../src/node/index.ts';
import { synthesiseInThreads } from '../../src/jobs/index.ts';
import { testIo } from '../support/io.ts';

const recipe = { ...findRecipe('standard'), imageSizes: [[96, 96]] as const };

test('threads give what one synthesiser gives, in order', async () => {
  const synthesiser = createSynthesiser(await loadSynthesisAssets(nodePlatform));
  let next = 7;
  for await (const { index, sample } of synthesiseInThreads({
    recipe,
    seed: 1,
    start: 7,
    count: 6,
    threads: 2,
  })) {
    expect(index).toBe(next++);
    const alone = synthesiser.synthesise(recipe, 1, index);
    expect(Buffer.compare(sample.image.data, alone.image.data)).toBe(0);
    expect(sample.people).toEqual(alone.people);
  }
  expect(next).toBe(13);
});

test('what goes wrong in a thread is thrown here', async () => {
  const poses = { file: '/nowhere/poses.npz', split: 'all' } as const;
  const run = synthesiseInThreads({ recipe, seed: 1, count: 2, threads: 1, poses });
  await expect(run.next()).rejects.toMatchObject({ code: 'E_IO' });
});

test('an aborted run stops', async () => {
  const stop = new AbortController();
  const run = synthesiseInThreads({ recipe, seed: 1, count: 100, threads: 1, signal: stop.signal });
  await run.next();
  stop.abort();
  await expect(run.next()).rejects.toMatchObject({ code: 'E_ABORT' });
});

test('a written set reads back: every record names a picture that is there, and projects onto its keypoints', async () => {
  const out = await mkdtemp(join(tmpdir(), 'multiroi-synth-'));
  try {
    const args = ['synth', '--seed', '2', '--count', '3', '--threads', '1', '--out', out];
    expect(await runMain(COMMANDS, '0', args, testIo({ cwd: out }))).toBe(0);
    const records = parseSpinNpz(new Uint8Array(await readFile(join(out, 'people.npz'))));
    expect(new Set(records.map(({ image }) => image)).size).toBe(3);
    for (const { image, joints24, keypoints24, focalPx, scale } of records) {
      const { width, height } = await nodeImages.decode(await readFile(join(out, image)), image);
      expect(scale).toBeGreaterThan(0);
      for (let j = 0; j < 24; j++) {
        const [x, y, z] = joints24?.subarray(4 * j, 4 * j + 3) ?? [];
        const [u, v] = keypoints24?.subarray(3 * j, 3 * j + 2) ?? [];
        expect(((focalPx ?? 0) * x) / z + width / 2).toBeCloseTo(u, 2);
        expect(((focalPx ?? 0) * y) / z + height / 2).toBeCloseTo(v, 2);
      }
    }
  } finally {
    await rm(out, { recursive: true });
  }
});
