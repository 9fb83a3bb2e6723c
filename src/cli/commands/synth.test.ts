import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { parseSpinNpz } from '../../dataset/index.ts';
import { nodeImages, writeWhole } from '../../node/index.ts';
import type { Io } from '../shared/io.ts';
import { runMain } from '../run.ts';
import { COMMANDS } from '../commands.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterEach(() => rm(cwd, { recursive: true }));

async function run(...args: string[]) {
  return runWith({}, ...args);
}

async function runWith(more: Partial<Io>, ...args: string[]) {
  const io = testIo({ cwd, ...more });
  const code = await runMain(COMMANDS, '0', ['synth', ...args], io);
  return { code, err: io.err() };
}

test('a data set: pictures, and a table that names them', async () => {
  const args = ['--count', '2', '--start', '5', '--recipe', 'upright', '--threads', '1'];
  expect(await run(...args, '--out', 'a')).toMatchObject({ code: 0 });
  const people = parseSpinNpz(await readFile(join(cwd, 'a', 'people.npz')));
  expect(people.map(({ image }) => image)).toEqual([
    'images/0000/upright_0000005.jpg',
    'images/0000/upright_0000006.jpg',
  ]);
  const [{ center, scale, image }] = people;
  const photo = await nodeImages.decode(await readFile(join(cwd, 'a', image)), image);
  expect(center[0]).toBeGreaterThan(0);
  expect(center[0]).toBeLessThan(photo.width);
  expect(scale * 200).toBeGreaterThan(50);

  // the same again, to the byte; and not on top of it
  await run(...args, '--out', 'b');
  for (const name of ['people.npz', image]) {
    expect(
      (await readFile(join(cwd, 'a', name))).equals(await readFile(join(cwd, 'b', name))),
    ).toBe(true);
  }
  expect(await run(...args, '--out', 'b')).toMatchObject({
    code: 2,
    err: expect.stringContaining('expected no data set') as string,
  });
  expect(await run('--recipe', 'seatd')).toMatchObject({
    code: 2,
    err: expect.stringContaining('did you mean "seated"?') as string,
  });
}, 60_000);

test('a run that is stopped goes on where it was, and makes the same set to the byte', async () => {
  const args = ['--count', '23', '--recipe', 'upright', '--threads', '1'];
  const files = async (folder: string): Promise<Record<string, string>> => {
    const names = await readdir(join(cwd, folder), { recursive: true });
    const paths = names.filter((name) => name.includes('.')).toSorted();
    const bytes = paths.map(async (name) => [name, (await readFile(join(cwd, folder, name))).toString('base64')]); // oxfmt-ignore
    return Object.fromEntries(await Promise.all(bytes)) as Record<string, string>;
  };
  await run(...args, '--out', 'whole');
  const stop = new AbortController();
  let written = 0;
  const write: Io['write'] = async (path, bytes) => {
    await writeWhole(path, bytes);
    if (path.endsWith('.jpg') && ++written === 22) stop.abort();
  };
  const stopped = await runWith({ signal: stop.signal, write }, ...args, '--out', 'o');
  expect(stopped.code).toBe(130);
  expect((await readdir(join(cwd, 'o'))).toSorted()).toEqual(['images', 'parts', 'synth.json']);
  // as a kill in the middle of a picture leaves it
  await writeFile(join(cwd, 'o/images/0000/.multiroi-0123-4.tmp'), 'half');
  const again = await run(...args, '--out', 'o');
  expect(again.code).toBe(2);
  expect(again.err).toContain('got an unfinished one ("o")');
  const other = await run(...args, '--seed', '1', '--out', 'o', '--resume');
  expect(other.err).toContain('got other options or another version');
  written = 0;
  expect(await runWith({ write }, ...args, '--out', 'o', '--resume')).toMatchObject({ code: 0 });
  // those of the first part were there
  expect(written).toBe(3);
  expect(await files('o')).toEqual(await files('whole'));
  // what is whole is left as it is
  written = 0;
  expect(await runWith({ write }, ...args, '--out', 'o', '--resume')).toMatchObject({ code: 0 });
  expect(written).toBe(0);
  // and what does not say what it is of is not taken for it
  await rm(join(cwd, 'o/synth.json'));
  expect(await run(...args, '--out', 'o', '--resume')).toMatchObject({ code: 1 });
}, 300_000);
