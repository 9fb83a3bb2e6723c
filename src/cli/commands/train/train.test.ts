import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testIo } from '../../../../test/support/io.ts';
import { RUNS } from '../../../training/index.ts';
import { runMain } from '../../run.ts';
import { COMMANDS } from '../../commands.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterEach(() => rm(cwd, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '0', ['train', ...args], io);
  return { code, out: io.out(), err: io.err() };
}

test('help names every configuration, with its command, numbers and hardware', async () => {
  const { out } = await run('--help');
  const flat = out.replace(/\s+/g, ' ');
  for (const { name, command, expected, hardware } of RUNS) {
    for (const part of [`${name}: `, command, expected, hardware]) expect(flat).toContain(part);
  }
});

test.each([
  [['paper-r5', '--out', 'run'], 2, 'did you mean "paper-r50"?'],
  [['paper-r50'], 2, 'expected --out, got none'],
  [['paper-r50', '--out', 'run', '--resume'], 2, 'expected a run to resume, got none ("run")'],
  [['paper-r50', '--out', 'run', '--set', 'batch.peple=3'], 2, 'did you mean "batch.people"?'],
  [['none.json', '--out', 'run'], 1, 'expected a readable file'],
  [['empty.json', '--out', 'run'], 1, 'expected a configuration with network.model and data.mix'],
  [['broken.json', '--out', 'run'], 1, "train 'broken.json': expected JSON, got "],
  [['own.js', '--out', 'run'], 1, '2 problems found'],
])('%j', async (args, code, message) => {
  await writeFile(join(cwd, 'empty.json'), '{}');
  await writeFile(join(cwd, 'broken.json'), '{');
  // an own configuration is read, and then both its data sets are missed at once
  await writeFile(
    join(cwd, 'own.js'),
    `export const config = { network: { model: 'resnet50' }, data: { mix: [{ share: 1, datasets: ['coco', 'mpii'] }] } };`,
  );
  const result = await run(...args);
  expect(result.err).toContain(message);
  expect(result.code).toBe(code);
});

test('a run is not written over', async () => {
  await mkdir(join(cwd, 'run'));
  await writeFile(join(cwd, 'run', 'config.json'), '{}');
  const { code, err } = await run('paper-r50', '--quick', '--out', 'run');
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining('go on with --resume') as string,
  });
});
