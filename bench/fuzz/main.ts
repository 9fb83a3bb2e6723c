/**
 * @file Fuzzes every parser of foreign bytes, each in a process of its own with limits of time and memory. The same seed
 * gives the same inputs. The record is kept as it grows: what is stopped goes on with --resume. Writes
 * docs/results/fuzz.json and the page of it, docs/results/fuzz.md.
 *
 *   npx tsx bench/fuzz/main.ts [--targets npy,zip] [--count 1000000] [--seconds 3600] [--seed 1]
 *     [--parallel 1] [--resume]
 */

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { writeWhole } from '../../src/node/index.ts';
import { newCampaign, runCampaign, type Campaign } from './campaign.ts';
import { checkSeeds } from './cases.ts';
import { readRecord, recordPage, stillFound, writeRecord, type Case } from './record.ts';
import { loadTarget, TARGET_NAMES } from './targets/index.ts';

const { values } = parseArgs({
  options: {
    targets: { type: 'string' },
    count: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '3600' },
    seed: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '1' },
    resume: { type: 'boolean', default: false },
  },
});
const RECORD = 'docs/results/fuzz.json';
const PAGE = 'docs/results/fuzz.md';
const chosen = values.targets?.split(',') ?? TARGET_NAMES;
const seed = Number(values.seed);
const kept = (await readRecord(RECORD)).filter(
  (campaign) => campaign.seed === seed && (values.resume || !chosen.includes(campaign.name)),
);
const campaigns: Campaign[] = TARGET_NAMES.flatMap((name) => {
  const known = kept.find((campaign) => campaign.name === name);
  return known ?? (chosen.includes(name) ? newCampaign(name, seed) : []);
});
const cases = JSON.parse(
  await readFile('test/property/fuzz-cases.json', 'utf8').catch(() => '[]'),
) as Case[];
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

async function save(): Promise<void> {
  await writeRecord(RECORD, campaigns);
  await writeWhole(PAGE, Buffer.from(recordPage(campaigns, cases)));
}

let saving = Promise.resolve();

async function fuzz(of: string): Promise<void> {
  const campaign = campaigns.find(({ name }) => name === of);
  if (campaign === undefined || stop.signal.aborted) return;
  const target = await loadTarget(of);
  await checkSeeds(target);
  await stillFound(target, campaign);
  await target.close?.();
  await runCampaign(target, campaign, {
    count: Number(values.count),
    seconds: Number(values.seconds),
    signal: stop.signal,
    onProgress: ({ name, inputs, found }) => {
      console.error(`${name}: ${inputs} inputs, ${found.length} faults`);
      saving = saving.then(save);
    },
  });
  saving = saving.then(save);
  for (const { kind, signature, input } of campaign.found) {
    console.error(`${target.name}: ${kind}, ${signature} (input ${input})`);
  }
}

const waiting = [...chosen];
await Promise.all(
  Array.from({ length: Number(values.parallel) }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await fuzz(next);
  }),
);
await saving;
process.exitCode = campaigns.some(({ found }) => found.length > 0) ? 1 : 0;
