/** Work that is killed goes on, and makes what it would have made: `npm run build` first. `bench/sigkill.ts` kills more often. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { evaluateJob } from '../support/kills/evaluate-job.ts';
import { killLoop } from '../support/kills/loop.ts';
import { motionJob } from '../support/kills/motion-job.ts';
import { predictJob } from '../support/kills/predict-job.ts';
import { synthJob } from '../support/kills/synth-job.ts';
import { trainFeaturesJob, trainImagesJob } from '../support/kills/train-job.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-kills-'));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  [predictJob, 3],
  [motionJob, 3],
  [evaluateJob, 3],
  [synthJob, 3],
  [trainFeaturesJob, 3],
  [trainImagesJob, 1],
] as const)('$name goes on after $1 kills as if there had been none', async (job, kills) => {
  const report = await killLoop(job, { kills, seed: 7, folder });
  expect(report.kills).toBe(kills);
  expect(report.finished).toBeGreaterThan(0);
});
