import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { choice, flag, many, number, oneOf, someOf, text } from '../parse/option.ts';
import { runMain } from '../run.ts';

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-config-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(name: string, content: unknown): Promise<void> {
  await mkdir(join(root, name, '..'), { recursive: true });
  const isText = typeof content === 'string';
  await writeFile(join(root, name), isText ? content : JSON.stringify(content));
}

/** Prints its options as JSON. */
const echo: Command = defineCommand({
  name: 'echo',
  summary: 'Echoes',
  description: 'Prints its options.',
  operands: { usage: '', min: 0, max: 0 },
  options: {
    out: text('dir', 'where', { default: 'out' }),
    fov: number('deg', 'camera', { above: 0 }),
    focal: number('px', 'camera', { above: 0 }),
    mode: oneOf(['fast', 'best'], 'how'),
    save: someOf(['json', 'glb'], 'what', { default: ['json'] }),
    origin: many('url', 'who', (given) => given),
    refine: choice('whether', { default: true }),
    open: flag('open'),
  },
  exclusive: [['fov', 'focal']],
  examples: [['multiroi echo', 'echoes']],
  run: async ({ values, io }) => {
    io.stdout.write(JSON.stringify(values));
    return 0;
  },
});
const COMMANDS = ['echo', 'other'].map((name) => ({
  name,
  summary: 'Echoes',
  load: async () => ({ ...echo, name }),
}));

async function run(folder: string, ...args: string[]) {
  await mkdir(join(root, folder), { recursive: true });
  const io = testIo({ cwd: join(root, folder) });
  const code = await runMain(COMMANDS, '1.2.3', ['echo', ...args], io);
  const out = io.out();
  const values = (out === '' ? {} : JSON.parse(out)) as Readonly<Record<string, unknown>>;
  return { code, values, err: io.err() };
}

test('options of a file above the working folder, of every kind', async () => {
  await write('multiroi.config.json', {
    $schema: 'x',
    echo: {
      out: 'there',
      fov: 60,
      mode: 'best',
      save: ['glb', 'json'],
      origin: ['a', 'b'],
      refine: false,
      open: true,
      quiet: true,
    },
    other: { out: 'elsewhere' },
  });
  const { values } = await run('a/b');
  expect(values).toMatchObject({
    out: 'there',
    fov: 60,
    mode: 'best',
    save: ['glb', 'json'],
    origin: ['a', 'b'],
    refine: false,
    open: true,
    quiet: true,
  });
});

test('the command line goes first, and so do options that rule others out', async () => {
  await write('multiroi.config.json', { echo: { out: 'there', fov: 60, refine: false } });
  const { values } = await run('.', '--out', 'here', '--focal', '800', '--refine');
  expect(values).toMatchObject({ out: 'here', focal: 800, refine: true });
  expect(values['fov']).toBeUndefined();
});

test('the nearest file is the one, and --config names another, or none', async () => {
  await write('multiroi.config.json', { echo: { out: 'far' } });
  await write('a/multiroi.config.js', 'export default { echo: { out: "near" } };');
  await write('a/package.json', { type: 'module' });
  await write('other.json', { echo: { out: 'named' } });
  expect((await run('a')).values['out']).toBe('near');
  expect((await run('a', '--config', '../other.json')).values['out']).toBe('named');
  expect((await run('a', '--config', 'none')).values['out']).toBe('out');
});

test('TypeScript where Node imports it, else a word on what to do', async () => {
  await write('package.json', { type: 'module' });
  await write('multiroi.config.ts', 'export default { echo: { out: "typed" as string } };');
  const { code, values, err } = await run('.');
  if (code === 0) expect(values['out']).toBe('typed');
  else expect(err).toMatch(/E_UNSUPPORTED.*imports TypeScript.*\n {2}use Node 22\.18/);
});

test.each([
  [{ ecoh: {} }, 'expected commands, got "ecoh"\n  did you mean "echo"?'],
  [{ echo: 3 }, 'expected options of echo, got 3'],
  [{ echo: { ouut: 'x' } }, 'expected options of echo, got "ouut"\n  did you mean "out"?'],
  [{ echo: { json: true } }, 'expected options of echo, got "json"'],
  [{ echo: { mode: 'bset' } }, 'echo.mode: expected fast, best, got "bset"'],
  [{ echo: { refine: 'no' } }, 'echo.refine: expected true or false, got "no"'],
  [{ echo: { out: null } }, 'echo.out: expected dir, got null'],
  [{ echo: { fov: -1 } }, 'echo.fov: expected a number above 0, got "-1"'],
  [{ echo: { fov: 50, focal: 800 } }, 'expected one of fov, focal of echo, got 2 of them'],
])('%j is a mistake of usage', async (content, message) => {
  await write('multiroi.config.json', content);
  const { code, err } = await run('.');
  expect(err).toContain(`multiroi.config.json: ${message}`);
  expect(code).toBe(2);
});

test.each([
  ['[]', /E_FORMAT.*expected an object by command, got a list/],
  ['{', /E_FORMAT.*expected JSON/],
])('%s is no configuration', async (content, message) => {
  await write('multiroi.config.json', content);
  const { code, err } = await run('.');
  expect(err).toMatch(message);
  expect(code).toBe(1);
});

test('a file that is named must be there; help asks for none', async () => {
  expect((await run('.', '--config', 'absent.json')).err).toMatch(/E_IO/);
  await write('multiroi.config.json', '{');
  const io = testIo({ cwd: root });
  expect(await runMain(COMMANDS, '1.2.3', ['echo', '--help'], io)).toBe(0);
});
