import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AUGMENTATION } from '../../src/training/index.ts';
import { findRecipe } from '../../src/synthetic/index.ts';
import { MIXES } from '../../src/dataset/index.ts';
import { networkConfig } from '../../src/network/index.ts';
import {
  samplesInThreads,
  writeSynthetic,
  type SampleThreadOptions,
  type TrainingSet,
} from '../../src/jobs/index.ts';
import type { NamedPerson } from '../../src/training/index.ts';

const recipe = { ...findRecipe('upright'), imageSizes: [[96, 96]] as const };
let folder = '';
let sets: TrainingSet[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-samples-'));
  const { people } = await writeSynthetic({
    recipe,
    seed: 2,
    count: 3,
    threads: 1,
    out: folder,
    version: '0',
  });
  sets = [{ id: 'synthetic', folder, records: people }];
});
afterAll(() => rm(folder, { recursive: true }));

const options = (): SampleThreadOptions => ({
  config: networkConfig({ model: 'resnet50', rois: 2 }),
  bodies: { neutral: 'open' },
  vertexStride: 1000,
  augmentation: AUGMENTATION,
  seed: 5,
  sets,
  mix: MIXES.synthetic,
  start: 0,
  threads: 1,
  ahead: 3,
});

async function take(count: number, change: Partial<SampleThreadOptions>): Promise<NamedPerson[]> {
  const people: NamedPerson[] = [];
  for await (const person of samplesInThreads({ ...options(), ...change })) {
    if (people.push(person) === count) break;
  }
  return people;
}

test('the same people whatever the threads and wherever a run goes on; epochs have everyone once', async () => {
  const people = sets[0].records.length;
  const one = await take(2 * people, {});
  const two = await take(2 * people - 1, { threads: 2, start: 1, ahead: 7 });
  for (const [i, { name, arrays }] of two.entries()) {
    expect(name).toBe(one[i + 1].name);
    for (const [field, data] of Object.entries(arrays)) {
      const other = one[i + 1].arrays[field as keyof typeof arrays];
      expect(Buffer.compare(Buffer.from(data.buffer), Buffer.from(other.buffer)), field).toBe(0);
    }
  }
  const epoch = (from: number): string[] => one.slice(from, from + people).map(({ name }) => name);
  expect(new Set(epoch(0)).size).toBe(people);
  expect(epoch(people).toSorted()).toEqual(epoch(0).toSorted());
  // augmentation is drawn anew
  expect(one[epoch(0).indexOf(one[people].name)].arrays.boxes).not.toEqual(
    one[people].arrays.boxes,
  );
});

test('a picture that is missing is named', async () => {
  const lost = sets.map((set) => ({ ...set, folder: join(folder, 'nowhere') }));
  await expect(take(1, { sets: lost })).rejects.toMatchObject({
    code: 'E_IO',
    message: expect.stringContaining('nowhere') as string,
  });
});
