/** The program as it is installed: `npm run build` first, as `npm test` does. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

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

/** A line of the shell, in which `multiroi` is the program. */
function shell(line: string): Promise<Ended> {
  return ended(
    spawn('sh', ['-c', line.replaceAll('multiroi', `"${process.execPath}" "${PROGRAM}"`)], { cwd }),
  );
}

/** @param interruptAt SIGINT is sent when this is reported on standard error. */
function multiroi(args: readonly string[], interruptAt?: RegExp): Promise<Ended> {
  return ended(spawn(process.execPath, [PROGRAM, ...args], { cwd }), interruptAt);
}

function ended(child: ChildProcessWithoutNullStreams, interruptAt?: RegExp): Promise<Ended> {
  return new Promise((settle, fail) => {
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
  const { code, err, out } = await multiroi([...args, '--json'], /first picture/);
  expect(code).toBe(130);
  expect(JSON.parse(out)).toMatchObject([{ error: { code: 'E_ABORT' } }]);
  expect(err).toContain('"code":"E_ABORT"');
  const left = await readdir(join(cwd, 'd'), { recursive: true });
  expect(left.filter((name) => name.endsWith('.tmp') || name.endsWith('.npz'))).toEqual([]);
});

/** Inputs that fail at once, so that there is much to print. */
const ABSENT = Array.from({ length: 3000 }, (_, i) => `absent-${i}.jpg`).join('\n');

describe.skipIf(process.platform === 'win32')('streams that fail', () => {
  test('a reader that goes while there is work is told of, typed, without a stack', async () => {
    await writeFile(join(cwd, 'list.txt'), ABSENT);
    const line =
      '(multiroi detect --files-from list.txt --json --quiet; echo "rc=$?" >&2) | head -c 5';
    const { out, err } = await shell(line);
    expect(out).toBe('[\n{"i');
    expect(err).toContain('rc=1');
    expect(err).toContain('got a reader that has gone');
    expect(err).not.toMatch(/\n {4}at /);
  });

  test('one that goes when all was done is no fault', async () => {
    const { err } = await shell('(multiroi --help; echo "rc=$?" >&2) | head -c 5');
    expect(err).toContain('rc=0');
  });

  test.skipIf(process.platform !== 'linux')(
    'a full disk behind standard output, or standard error',
    async () => {
      await writeFile(join(cwd, 'list.txt'), ABSENT);
      const full = await shell('multiroi detect --files-from list.txt --json --quiet > /dev/full');
      expect(full.code).toBe(1);
      expect(full.err).toContain('"code":"E_IO"');
      expect(full.err).toContain('got a full disk');
      expect(full.err).not.toMatch(/\n {4}at /);
      const mute = await shell('multiroi detect absent.jpg --json 2> /dev/full');
      expect(mute.code).toBe(1);
      expect(JSON.parse(mute.out)).toMatchObject([{ error: { code: 'E_IO' } }]);
    },
  );

  test('/dev/null stays what it is when results are sent there', async () => {
    await writeFile(join(cwd, 'list.txt'), 'absent.jpg');
    await shell('multiroi detect --files-from list.txt --out /dev/null');
    expect((await shell('test -c /dev/null')).code).toBe(0);
  });
});
