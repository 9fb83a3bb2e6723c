import { expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { ABLATIONS, CELLS } from '../../evaluation/index.ts';
import { runMain } from '../run.ts';
import { COMMANDS } from '../commands.ts';

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = testIo({});
  const code = await runMain(COMMANDS, '0', ['ablate', ...args], io);
  return { code, out: io.out(), err: io.err() };
}

test('help teaches: benchmarks, every cell, resuming', async () => {
  const { out } = await run('--help');
  const flat = out.replace(/\s+/g, ' ');
  for (const { name } of ABLATIONS) expect(flat).toContain(`${name}: `);
  for (const { id } of CELLS) expect(flat).toContain(`${id} (`);
  expect(flat).toContain('goes on with what is missing');
});

test.each([
  [['trial'], 2, 'expected --out, got none'],
  [['synthetic-1k', '--out', 'x'], 1, 'expected synthetic-10k or trial, got "synthetic-1k"'],
  [['trial', '--out', 'x', '--jobs', '0'], 2, 'whole number from 1 to 256'],
])('%j', async (args, code, message) => {
  const result = await run(...args);
  expect(result.err).toContain(message);
  expect(result.code).toBe(code);
});
