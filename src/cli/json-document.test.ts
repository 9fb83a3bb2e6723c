import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo } from '../../test/support/io.ts';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { MultiRoiError } from '../base/index.ts';
import { COMMANDS } from './commands.ts';
import { defineCommand } from './parse/command.ts';
import { runMain } from './run.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function run(args: readonly string[], commands = COMMANDS) {
  const io = testIo({ cwd });
  const code = await runMain(commands, '0', args, io);
  return { code, printed: JSON.parse(io.out()) as Record<string, unknown>[], err: io.err() };
}

describe('--json is one document', () => {
  test.each(COMMANDS)('of $name, when the command line is wrong', async ({ name }) => {
    const { code, printed } = await run([name, '--json', '--no-such-option']);
    expect(code).toBe(2);
    expect(printed).toMatchObject([{ error: { code: 'E_CONFIG' } }]);
  });

  test('when there is no such command, or none', async () => {
    expect(await run(['predcit', '--json'])).toMatchObject({
      code: 2,
      printed: [{ error: { code: 'E_CONFIG', hint: 'did you mean "predict"?' } }],
    });
  });

  test.each([
    ['predict', 'absent-folder/*.jpg'],
    ['detect', 'absent-folder/*.jpg'],
    ['project', 'absent.json'],
    ['export', 'absent.json'],
    ['render', 'absent.json', 'absent.jpg'],
    ['network', '--weights', 'absent', '--inputs', 'absent'],
    ['convert', 'absent.pt'],
    ['evaluate', 'synthetic', '--data', 'absent', '--out', 'o'],
    ['evaluate', '--compare', 'absent', 'absent'],
    ['data', 'check', 'absent'],
    ['train', 'absent.json', '--out', 'o'],
    ['body', 'info', 'absent.safetensors'],
    ['export-onnx', '--weights', 'absent', '--out', 'o.onnx'],
  ])('of %s %s, when everything fails', async (...args) => {
    const { code, printed, err } = await run([...args, '--json']);
    expect(code).toBeGreaterThan(0);
    expect(printed).toMatchObject([
      { error: { code: expect.stringMatching(/^E_(?!INTERNAL)/) as string } },
    ]);
    expect(err).toContain(String((printed[0]?.['error'] as { code: string } | undefined)?.code));
  });

  const command = (work: (push: (element: unknown) => void) => Promise<0>) => [
    {
      name: 'work',
      summary: 'Works',
      load: () =>
        Promise.resolve(
          defineCommand({
            name: 'work',
            summary: 'Works',
            description: '',
            operands: { usage: '', min: 0, max: 0 },
            options: {},
            examples: [],
            run: ({ json }) => work((element) => json.push(element)),
          }),
        ),
    },
  ];

  test.each([
    ['is stopped', new MultiRoiError('E_ABORT', 'work: stopped on request'), 'E_ABORT'],
    ['fails', new TypeError('x'), 'E_INTERNAL'],
  ])('of what was done before the command %s', async (_, error, code) => {
    const { printed } = await run(
      ['work', '--json'],
      command((push) => {
        push({ file: 'a' });
        return Promise.reject(error);
      }),
    );
    expect(printed).toMatchObject([{ file: 'a' }, { error: { code } }]);
  });

  test('of nothing, when there is nothing', async () => {
    expect(
      (
        await run(
          ['work', '--json'],
          command(() => Promise.resolve(0)),
        )
      ).printed,
    ).toEqual([]);
  });

  test('but help is help', async () => {
    const io = testIo({ cwd });
    expect(await runMain(COMMANDS, '0', ['predict', '--help', '--json'], io)).toBe(0);
    expect(io.out()).toContain('multiroi predict photo.jpg');
  });
});

describe('results of several files', () => {
  beforeEach(async () => {
    const result = sampleResult([samplePerson()]);
    await writeFile(join(cwd, 'a.json'), JSON.stringify(result));
    await writeFile(join(cwd, 'list.json'), JSON.stringify([result]));
    await writeFile(
      join(cwd, 'utf16.json'),
      Buffer.from(`\ufeff${JSON.stringify(result)}`, 'utf16le'),
    );
    await writeFile(join(cwd, 'two.json'), JSON.stringify([result, result]));
  });

  test('project: in any encoding, also as --json prints them; a bad one is told, with its hint', async () => {
    const files = ['a.json', 'two.json', 'absent.json', 'list.json', 'utf16.json'];
    const { code, printed, err } = await run(['project', ...files, '--json']);
    expect(code).toBe(1);
    expect(
      printed.map(({ file, error }) => [file, (error as { code: string } | undefined)?.code]),
    ).toEqual([
      ['a.json', undefined],
      ['two.json', 'E_FORMAT'],
      ['absent.json', 'E_IO'],
      ['list.json', undefined],
      ['utf16.json', undefined],
    ]);
    expect(err).toContain(
      'absent.json: read: expected a readable file, got no such file or folder',
    );
    expect(err).toContain('check the path');
    expect(err).toContain('expected one result, got a list of 2');
  });

  test('project: lines of several files begin with their names', async () => {
    const io = testIo({ cwd });
    expect(await runMain(COMMANDS, '0', ['project', 'a.json', 'list.json'], io)).toBe(0);
    const lines = io.out().trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 2 * 24);
    expect(lines[0]).toMatch(/^file,person,/);
    expect(lines[24]).toMatch(/^a\.json,0,/);
    expect(lines[25]).toMatch(/^list\.json,0,0,/);
  });

  test('a result may come on standard input', async () => {
    async function* piped(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(JSON.stringify([sampleResult([samplePerson()])]));
    }
    const io = testIo({ cwd, stdin: piped() });
    expect(await runMain(COMMANDS, '0', ['export', '-', '--to', 'npz', '--json'], io)).toBe(0);
    expect(JSON.parse(io.out())).toEqual([{ file: '-', outputs: ['result.npz'] }]);
  });

  test('export: two of one name keep their folders in --out', async () => {
    const io = testIo({ cwd });
    await io.write(join(cwd, 'x', 'r.json'), JSON.stringify(sampleResult([samplePerson()])));
    await io.write(join(cwd, 'y', 'r.json'), JSON.stringify(sampleResult([samplePerson()])));
    const args = ['export', 'x/r.json', 'y/r.json', '--to', 'npz', '--out', 'o', '--json'];
    expect(await runMain(COMMANDS, '0', args, io)).toBe(0);
    const { readdir } = await import('node:fs/promises');
    const made = (await readdir(join(cwd, 'o'), { recursive: true })).filter((name) =>
      name.endsWith('.npz'),
    );
    expect(made.toSorted()).toEqual([join('x', 'r.npz'), join('y', 'r.npz')]);
  });
});
