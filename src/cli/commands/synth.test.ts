import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { parseSpinNpz } from '../../dataset/index.ts';
import { nodeImages } from '../../node/index.ts';
import { runMain } from '../run.ts';
import { COMMANDS } from '../commands.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterEach(() => rm(cwd, { recursive: true }));

async function run(...args: string[]) {
  const io = testIo({ cwd });
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
