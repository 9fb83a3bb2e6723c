import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { COMMANDS } from '../commands.ts';
import { runMain } from '../run.ts';
import { COMMON_OPTIONS, type Command } from './command.ts';

const commands = await Promise.all(COMMANDS.map(({ load }) => load()));
const folder = mkdtempSync(join(tmpdir(), 'multiroi-inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'file'), '');

/** Options that name what is written, or what need not be there, or is seen by other machines alone. */
const WRITTEN = ['out', 'to', 'static', 'outputs', 'triton', 'optimizer', 'features'];
const LET_BE: Readonly<Record<string, readonly string[]>> = {
  train: ['data'],
  // tells of all that is missing at once
  evaluate: ['data', 'weights', 'body'],
  cluster: ['input'],
};
/** What stands for a file or a folder in help. */
const isPath = (placeholder: string): boolean =>
  /\.[a-z]\w*$|\.json|file|dir|folder|^A B$/.test(placeholder) && !/^file\|\w+$/.test(placeholder);

const reading = commands.flatMap((command) =>
  Object.entries({ ...command.options, config: COMMON_OPTIONS.config }).flatMap(([name, option]) =>
    option.kind === 'value' && option.reads !== undefined
      ? [{ command, name, reads: option.reads }]
      : [],
  ),
);

/** The least of a command's operands, and an option. */
const run = async (command: Command, name: string, given: string) => {
  const io = testIo({ cwd: folder });
  const operands = Array.from({ length: command.operands.min }, () => 'file');
  const code = await runMain(
    COMMANDS,
    '0',
    [command.name, ...operands, `--${name}`, given, '--json'],
    io,
  );
  return { code, err: io.err() };
};

test('every option that names something to read is one of these', () => {
  for (const { name: command, options } of commands) {
    for (const [name, option] of Object.entries(options)) {
      if (option.kind !== 'value' || !isPath(option.placeholder)) continue;
      const isLetBe = [...WRITTEN, ...(LET_BE[command] ?? [])].includes(name);
      expect([command, name, option.reads !== undefined]).toEqual([command, name, !isLetBe]);
    }
  }
  expect(reading.length).toBeGreaterThan(60);
});

describe('what is not there is told by the name of its option', () => {
  test.each(reading.map((each) => [each.command.name, each.name, each] as const))(
    '%s --%s',
    async (_, name, { command, reads }) => {
      const { code, err } = await run(command, name, './absent');
      const got = 'no such file or folder (\\"./absent\\")';
      expect(err).toContain(`"E_IO","message":"--${name}: expected a ${reads.what}, got ${got}`);
      expect(code).toBe(1);
    },
  );
});

test('a file for a folder, a folder for a file', async () => {
  const find = (wanted: string) => commands.find(({ name }) => name === wanted) as Command;
  expect((await run(find('quantise'), 'calibrate', 'file')).err).toContain(
    '--calibrate: expected a folder, got a file (\\"file\\")',
  );
  expect((await run(find('predict'), 'weights', '.')).err).toContain(
    '--weights: expected a file, got a folder (\\".\\")',
  );
});
