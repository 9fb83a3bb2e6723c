/** The program as it is installed: `npm run build` first, as `npm test` does. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROGRAM = resolve('dist/cli/main.js');
let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param interruptAt SIGINT is sent when this is reported on standard error. */
function multiroi(args: readonly string[], interruptAt?: RegExp): Promise<Ended> {
  return new Promise((settle, fail) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd });
    let [out, err] = ['', ''];
    let interrupted = false;
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString();
      if (interruptAt?.test(err) === true && !interrupted) {
        interrupted = true;
        child.kill('SIGINT');
      }
    });
    child.on('error', fail);
    child.on('close', (code) => settle({ code, out, err }));
  });
}

test('help is the result; a mistake is not, and hints', async () => {
  const help = await multiroi(['--help']);
  expect(help).toMatchObject({ code: 0, err: '' });
  expect(help.out).toContain('multiroi predict photo.jpg');
  const slip = await multiroi(['predcit', 'photo.jpg']);
  expect(slip).toEqual({
    code: 2,
    out: '',
    err: 'error[E_CONFIG] multiroi: expected a command, got "predcit"\n  did you mean "predict"?\n',
  });
});

test('a failure is told in a line; the stack only on demand', async () => {
  await writeFile(join(cwd, 'x.json'), '{}');
  const failed = await multiroi(['project', 'x.json']);
  expect(failed.code).toBe(1);
  expect(failed.err).toMatch(/^error\[E_FORMAT\] parseResult: /);
  expect(failed.err).not.toMatch(/\n {4}at /);
  const debugged = await multiroi(['project', 'x.json', '--debug']);
  expect(debugged.err).toMatch(/\n {4}at /);
});

test('SIGINT ends the work with 130 and leaves no half of a file', async () => {
  const args = ['synth', '--count', '1000000', '--recipe', 'upright', '--out', 'd', '--debug'];
  const { code, err } = await multiroi(args, /first picture/);
  expect(code).toBe(130);
  expect(err).toContain('error[E_ABORT]');
  const left = await readdir(join(cwd, 'd'), { recursive: true });
  expect(left.filter((name) => name.endsWith('.tmp') || name.endsWith('.npz'))).toEqual([]);
});
