import { expect, test } from 'vitest';
import { networkConfig } from '../network/index.ts';
import {
  describeFeatures,
  DETECTOR_JITTER,
  featureFolder,
  featureOptions,
  shardPlans,
} from './set.ts';

test('files tell their range; a set that grows keeps the whole ones', () => {
  expect(shardPlans(1200)).toEqual([
    { file: '0000000-0000500.safetensors', start: 0, count: 500 },
    { file: '0000500-0001000.safetensors', start: 500, count: 500 },
    { file: '0001000-0001200.safetensors', start: 1000, count: 200 },
  ]);
  expect(shardPlans(1500).slice(0, 2)).toEqual(shardPlans(1200).slice(0, 2));
});

test('a folder is named by everything that decides its numbers, and by no size', async () => {
  const set = { recipe: 'standard', count: 3, seed: 'a' };
  const options = featureOptions(networkConfig({ model: 'light' }), DETECTOR_JITTER);
  const name = (given: string): Promise<string> => featureFolder(set, given);
  const plain = await name(describeFeatures(set, options, null));
  expect(plain).toMatch(/^standard-a-[0-9a-f]{10}$/);
  expect(await name(describeFeatures({ ...set, count: 9 }, options, null))).toBe(plain);
  const others = [
    describeFeatures({ ...set, recipe: 'seated' }, options, null),
    describeFeatures({ ...set, seed: 'b' }, options, null),
    describeFeatures(set, { ...options, roll: 'upright' }, null),
    describeFeatures(set, { ...options, poseEncoder: 'heavy' }, null),
    describeFeatures(set, { ...options, jitter: { ...DETECTOR_JITTER, shiftSd: 0 } }, null),
    describeFeatures(set, options, { sha256: '00', split: 'train' }),
  ];
  expect(new Set([plain, ...(await Promise.all(others.map(name)))]).size).toBe(7);
});
