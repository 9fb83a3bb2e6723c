import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashWeights } from '../../../test/support/hash-weights.ts';
import { testIo } from '../../../test/support/io.ts';
import {
  expectedWeights,
  isQuantised,
  networkConfig,
  readWeightsFile,
  writeWeightsFile,
} from '../../network/index.ts';
import { COMMANDS } from '../commands.ts';
import { runMain } from '../run.ts';

let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-quantise-'));
  const config = networkConfig({ model: 'resnet50', rois: 1 });
  const tensors = hashWeights(expectedWeights(config));
  await writeFile(join(cwd, 'w.safetensors'), writeWeightsFile({ config, body: 'open', tensors }));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function run(...args: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '9.9.9', args, io);
  return { code, out: io.out(), err: io.err() };
}

test('a ResNet-50 becomes 8-bit weights that are taken where weights are', async () => {
  const args = ['--weights', 'w.safetensors', '--people', '3', '--out', 'q.safetensors', '--json'];
  const { code, out } = await run('quantise', ...args);
  expect(code).toBe(0);
  const [told] = JSON.parse(out) as { bytes: number; calibrated: number }[];
  expect(told).toMatchObject({ calibrated: 2, error: { people: 1 } });
  const bytes = await readFile(join(cwd, 'q.safetensors'));
  expect(bytes.length).toBe(told.bytes);
  const float = await readFile(join(cwd, 'w.safetensors'));
  expect(bytes.length).toBeLessThan(0.6 * float.length);
  expect(isQuantised(readWeightsFile(bytes).tensors)).toBe(true);

  const photo = fileURLToPath(new URL('../../../test/fixtures/astronaut.png', import.meta.url));
  const predict = ['predict', photo, '--box', '0,0,511,511', '--no-refine', '--save', 'json'];
  const predicted = await run(...predict, '--weights', 'q.safetensors', '--out', 'out');
  expect(predicted.err).toContain('1 image done, 1 person');
  expect(predicted.code).toBe(0);
}, 120_000);

test('photographs that are not there are told of, and nothing is written', async () => {
  const args = [
    '--weights',
    'w.safetensors',
    '--calibrate',
    'nowhere',
    '--out',
    'none.safetensors',
  ];
  const { code, err } = await run('quantise', ...args);
  expect(code).toBe(1);
  expect(err).toMatch(/E_IO.*--calibrate: expected a folder, got .*nowhere/);
  await expect(readFile(join(cwd, 'none.safetensors'))).rejects.toThrow('ENOENT');
});
