import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { sampleResult } from '../../../test/support/result.ts';
import { COMMANDS } from '../commands.ts';
import { runMain } from '../run.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
  await writeFile(join(cwd, 'photo.json'), JSON.stringify(sampleResult()));
});
afterEach(() => rm(cwd, { recursive: true }));

async function run(...args: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '0', args, io);
  return { code, out: io.out(), err: io.err() };
}

test('joints go to standard output as CSV, and nothing else does', async () => {
  const { code, out, err } = await run('project', 'photo.json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.trim().split('\n')).toHaveLength(25);
  expect(out).toContain('\n0,15,head,');
});

test('--out writes a file; --json prints the same as data', async () => {
  const { code, out, err } = await run('project', 'photo.json', '--out', 'sub/j.csv', '--json');
  expect(code).toBe(0);
  expect(err).toBe('sub/j.csv: joints of 1 person\n');
  const csv = await readFile(join(cwd, 'sub', 'j.csv'), 'utf8');
  const [{ points }] = JSON.parse(out) as [{ points: Record<string, unknown>[] }];
  expect(points).toHaveLength(24);
  const { person, point, name, x, y, depth } = points[3] ?? {};
  const decimals = [Number(x).toFixed(3), Number(y).toFixed(3), Number(depth).toFixed(6)];
  expect(csv.split('\n')[4]).toBe([person, point, name, ...decimals].join(','));
});

test('a file that is no result is E_FORMAT, an absent one E_IO', async () => {
  await writeFile(join(cwd, 'other.json'), '{"people": []}');
  expect(await run('project', 'other.json')).toMatchObject({
    code: 1,
    err: expect.stringContaining('error[E_FORMAT] parseResult:') as string,
  });
  expect(await run('project', 'absent.json')).toMatchObject({
    code: 1,
    err: expect.stringContaining('error[E_IO]') as string,
  });
});

test('export writes what is asked for, beside the result', async () => {
  const { code, err } = await run('export', 'photo.json', '--to', 'obj,verts,glb');
  expect(code).toBe(0);
  expect(err).toBe('photo.json: photo.glb, photo_0.obj, photo.npz\n');
  expect((await readFile(join(cwd, 'photo.glb'))).subarray(0, 4).toString()).toBe('glTF');
  expect(await readFile(join(cwd, 'photo_0.obj'), 'utf8')).toMatch(/^o person_0\nv /);
});

test('export of a result writes an equal result', async () => {
  await run('export', 'photo.json', '--to', 'json', '--out', 'again');
  const again = await readFile(join(cwd, 'again', 'photo.json'), 'utf8');
  expect(JSON.parse(again)).toEqual(sampleResult());
});
