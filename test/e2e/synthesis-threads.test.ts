import { expect, test } from 'vitest';
import { createSynthesiser, findRecipe, loadSynthesisAssets } from '../../src/dataset/index.ts';
import { nodePlatform, synthesiseInThreads } from '../../src/node/index.ts';

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
