import { expect, test } from 'vitest';
import { MultiRoiError } from '../base/index.ts';
import { defineCommand, type Command } from './parse/command.ts';
import { runMain } from './run.ts';
import { testIo } from '../../test/support/io.ts';

function failing(error: unknown): Command {
  return defineCommand({
    name: 'fail',
    summary: 'Fails',
    description: 'Fails on purpose.',
    operands: { usage: '', min: 0, max: 0 },
    options: {},
    examples: [['multiroi fail', 'fails']],
    run: () => Promise.reject(error),
  });
}

async function run(error: unknown, ...args: string[]) {
  const loaded: string[] = [];
  const commands = [
    {
      name: 'fail',
      summary: 'Fails',
      load: () => {
        loaded.push('fail');
        return Promise.resolve(failing(error));
      },
    },
  ];
  const io = testIo();
  const code = await runMain(commands, '1.2.3', args, io);
  return { code, out: io.out(), err: io.err(), loaded, io };
}

const wrong = new MultiRoiError('E_FORMAT', 'readNpy: expected a header, got "abc"', {
  hint: 'convert it again',
  cause: new Error('inner'),
});

test('a failure is one line and a hint, without a stack', async () => {
  const { code, out, err } = await run(wrong, 'fail');
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toBe('error[E_FORMAT] readNpy: expected a header, got "abc"\n  convert it again\n');
});

test('what a name would have the terminal do is told instead', async () => {
  const evil = 'a\u001B[2J\u001B]0;title\u0007\u202Egpj.exe\tb\nc';
  const { err } = await run(new MultiRoiError('E_IO', evil, { hint: evil }), 'fail');
  const told = String.raw`a\u001b[2J\u001b]0;title\u0007\u202egpj.exe` + '\tb\nc';
  expect(err).toBe(`error[E_IO] ${told}\n  ${told}\n`);
});

test('--debug adds the stack and the causes', async () => {
  const { err } = await run(wrong, 'fail', '--debug');
  expect(err).toMatch(/\n {4}at /);
  expect(err).toContain('caused by Error: inner');
});

test('--json says the same as data, on standard error and in its document', async () => {
  const { out, err } = await run(wrong, 'fail', '--json');
  const error = {
    code: 'E_FORMAT',
    message: 'readNpy: expected a header, got "abc"',
    hint: 'convert it again',
  };
  expect(JSON.parse(err)).toEqual({ error });
  expect(JSON.parse(out)).toEqual([{ error }]);
});

test('an untyped error is ours', async () => {
  const { code, err } = await run(new TypeError('x is not a function'), 'fail');
  expect(code).toBe(1);
  expect(err).toBe('error[E_INTERNAL] internal: x is not a function\n');
});

test('mistakes of usage exit with 2 and load nothing', async () => {
  const { code, err, loaded } = await run(wrong, 'fial');
  expect(code).toBe(2);
  expect(err).toContain('expected a command, got "fial"\n  did you mean "fail"?');
  expect(loaded).toEqual([]);
  expect((await run(wrong)).code).toBe(2);
  expect((await run(wrong, 'fail', '--nope')).code).toBe(2);
});

test('help and version go to standard output', async () => {
  const overview = await run(wrong, '--help');
  expect(overview).toMatchObject({ code: 0, err: '', loaded: [] });
  expect(overview.out).toContain('fail  Fails');
  expect((await run(wrong, '--version')).out).toBe('1.2.3\n');
  const help = await run(wrong, 'fail', '--help');
  expect(help).toMatchObject({ code: 0, err: '' });
  expect(help.out).toContain('multiroi fail');
  expect((await run(wrong, 'help', 'fail')).out).toBe(help.out);
});

test('an interrupted run exits with 130', async () => {
  const io = testIo();
  io.abort();
  const abort = new MultiRoiError('E_ABORT', 'predict: stopped on request');
  const commands = [
    { name: 'fail', summary: 'Fails', load: () => Promise.resolve(failing(abort)) },
  ];
  expect(await runMain(commands, '1.2.3', ['fail'], io)).toBe(130);
});

test('a terminal shows a sign before the command is loaded, and none is left', async () => {
  const written: string[] = [];
  const stderr = { isTTY: true, write: (text: string) => written.push(text) };
  const io = testIo({ stderr });
  let before: string[] = [];
  const slow = {
    name: 'slow',
    summary: 'takes its time',
    load: () => {
      before = [...written];
      return Promise.resolve(failing(wrong));
    },
  };
  await runMain([slow], '1.2.3', ['slow', '--help'], io);
  expect(before).toEqual(['\rslow …\u001b[K']);
  expect(written.join('')).toBe('\rslow …\u001b[K\r\u001b[K');
  written.length = 0;
  await runMain([slow], '1.2.3', ['slow', '--help', '--quiet'], io);
  expect(written).toEqual([]);
});
