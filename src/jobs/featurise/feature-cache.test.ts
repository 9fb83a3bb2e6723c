import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { networkConfig } from '../../network/index.ts';
import { DETECTOR_JITTER, featureOptions } from '../../features/index.ts';
import { openFeatures, type FeatureCacheOptions } from './feature-cache.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-cache-'));
});
afterEach(() => rm(folder, { recursive: true }));

const asked: number[] = [];

function options(counts: readonly number[], threads = 1): FeatureCacheOptions {
  return {
    sets: counts.map((count, i) => ({ recipe: 'upright', count, seed: `set${i}` })),
    options: featureOptions(networkConfig({ model: 'light', rois: 2 }), DETECTOR_JITTER),
    poses: null,
    folder,
    threads,
    onMissing: (people) => void asked.push(people),
  };
}

test('sets are made once, alike by any number of threads, and follow one another', async () => {
  const two = await openFeatures(options([3, 2], 2));
  expect({ count: two.count, M: two.M, D: two.D }).toEqual({ count: 5, M: 2, D: 1465 });
  const again = await openFeatures(options([3, 2]));
  expect(again.fields.features).toEqual(two.fields.features);
  expect(asked.splice(0)).toEqual([5]);

  // a set that grows keeps who was in it
  const more = await openFeatures(options([4]));
  expect(asked.splice(0)).toEqual([4]);
  const numbers = 3 * 2 * 1465;
  expect(more.fields.features.subarray(0, numbers)).toEqual(
    two.fields.features.subarray(0, numbers),
  );
}, 180_000);

test('a file of another set is refused', async () => {
  await openFeatures(options([1, 1]));
  const [one = '', other = ''] = (await readdir(folder)).map((name) => join(folder, name));
  const [file = ''] = await readdir(one);
  await copyFile(join(one, file), join(other, file));
  await expect(openFeatures(options([1, 1]))).rejects.toThrow('expected 1 people of the set');
}, 180_000);
