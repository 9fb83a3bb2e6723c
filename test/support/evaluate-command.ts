/** `multiroi evaluate` in a folder of its own, and data sets of a few people to give it. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { saveBody, type BodyModel } from '../../src/body/index.ts';
import { runMain } from '../../src/cli/run.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import type { Io } from '../../src/cli/shared/io.ts';
import { writeSpinNpz, type PersonRecord } from '../../src/dataset/index.ts';
import type { EvaluationReport } from '../../src/evaluation/index.ts';
import { readSafetensors, writeSafetensors } from '../../src/format/index.ts';
import { nodeImages } from '../../src/node/index.ts';
import type { Platform } from '../../src/platform/index.ts';
import { Rng } from '../../src/base/index.ts';
import { posedRecord, scorableBody } from './evaluation.ts';
import { testIo } from './io.ts';
import { lightPlatform, randomLightWeights } from './light.ts';

/** The folder of the test that runs. */
export let cwd: string = '';

/** Gives each test of a file a folder of its own; a file that imports from here begins with it. */
export function useOwnFolder(): void {
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
  });
  afterEach(() => rm(cwd, { recursive: true }));
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function run(args: readonly string[], change: Partial<Io> = {}): Promise<Ran> {
  const io = testIo({ cwd, platform: () => Promise.resolve(lightPlatform()), ...change });
  const code = await runMain(COMMANDS, '0', ['evaluate', ...args], io);
  return { code, out: io.out(), err: io.err() };
}

export async function put(name: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(cwd, name)), { recursive: true });
  await writeFile(join(cwd, name), bytes);
}

/** A picture that no other is like, so that the encoder says something of its own. */
export async function picture(name: string, seed: string = name): Promise<void> {
  const rng = new Rng(seed);
  const data = Uint8Array.from({ length: 3 * 120 * 90 }, () => rng.int(256));
  await put(name, await nodeImages.encodePng({ width: 120, height: 90, data }));
}

export const rng: Rng = new Rng('evaluate');

export function withKeypoints(record: PersonRecord): PersonRecord {
  const keypoints24 = new Float32Array(72);
  for (let j = 0; j < 24; j++) keypoints24.set([30 + 2 * j, 20 + ((7 * j) % 50), 1], 3 * j);
  return { ...record, keypoints24 };
}

/** Five people on four pictures, in two strata. */
export async function synthetic(folder = 'synth'): Promise<PersonRecord[]> {
  const names = ['a.png', 'b.png', 'b.png', 'c.png', 'd.png'];
  const people = names.map((image, i) =>
    withKeypoints({ ...posedRecord(rng), image, stratum: i < 2 ? 'upright' : 'seated' }),
  );
  for (const name of new Set(names)) await picture(`${folder}/${name}`);
  await put(`${folder}/people.npz`, writeSpinNpz(people));
  return people;
}

export const text = (name: string): Promise<string> => readFile(join(cwd, name), 'utf8');
export const reportOf = async (folder: string): Promise<EvaluationReport> =>
  JSON.parse(await text(`${folder}/report.json`)) as EvaluationReport;

/** Node with a toy SMPL of each sex, and weights that speak of the neutral one. */
export function benchmarkPlatform(
  bodies: Readonly<Record<string, BodyModel>>,
  speaks = 'smpl-neutral',
): Platform {
  const { tensors, metadata } = readSafetensors(randomLightWeights());
  const weights = writeSafetensors(tensors, { ...metadata, 'multiroi.body': speaks });
  const platform = lightPlatform(weights);
  return {
    ...platform,
    files: {
      ...platform.files,
      asset: (name) => {
        const body = bodies[name.replace(/^body\/(.*)\.safetensors$/, '$1')];
        if (body !== undefined) return Promise.resolve(saveBody(body));
        return name.startsWith('body/smpl')
          ? platform.files.read(join(cwd, name))
          : platform.files.asset(name);
      },
    },
  };
}

export const SMPL: Readonly<Record<string, BodyModel>> = {
  'smpl-neutral': scorableBody('smpl-neutral', 1),
  'smpl-male': scorableBody('smpl-male', 2),
  'smpl-female': scorableBody('smpl-female', 3),
};
export const onSmpl: Partial<Io> = { platform: () => Promise.resolve(benchmarkPlatform(SMPL)) };
