import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createSynthesiser,
  findRecipe,
  loadSynthesisAssets,
  parseSpinNpz,
} from '../../src/dataset/index.ts';
import {
  nodePlatform,
  nodeImages,
  synthesiseInThreads,
  writeSynthetic,
} from '../../src/node/index.ts';

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
    const { npz, pictures, people } = await writeSynthetic({
      recipe,
      seed: 2,
      count: 3,
      threads: 1,
      out,
    });
    expect(pictures).toBe(3);
    const records = parseSpinNpz(new Uint8Array(await readFile(npz)));
    expect(records.length).toBe(people);
    expect(new Set(records.map(({ image }) => image)).size).toBe(3);
    for (const { image, joints24, keypoints24, focalPx, scale } of records) {
      const { width, height } = await nodeImages.decode(await readFile(join(out, image)), image);
      expect([width, height]).toEqual([96, 96]);
      expect(scale).toBeGreaterThan(0);
      for (let j = 0; j < 24; j++) {
        const [x, y, z] = joints24?.subarray(4 * j, 4 * j + 3) ?? [];
        const [u, v] = keypoints24?.subarray(3 * j, 3 * j + 2) ?? [];
        expect(((focalPx ?? 0) * x) / z + 48).toBeCloseTo(u, 2);
        expect(((focalPx ?? 0) * y) / z + 48).toBeCloseTo(v, 2);
      }
    }
  } finally {
    await rm(out, { recursive: true });
  }
});
