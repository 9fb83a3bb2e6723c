import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findInputs } from './inputs.ts';
import { UsageError } from '../parse/option.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-')));
});
afterEach(() => rm(cwd, { recursive: true }));

async function touch(...files: string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(cwd, file)), { recursive: true });
    await writeFile(join(cwd, file), '');
  }
}

const find = async (...operands: string[]) =>
  (await findInputs(operands, cwd, join(cwd, 'in', 'out'))).map(({ name }) => name);

test('folders are searched, results and other files left out, repetitions dropped', async () => {
  await touch('in/b.JPG', 'in/a/x10.png', 'in/a/x9.png', 'in/notes.txt', 'in/out/b_overlay.png');
  const all = [join('a', 'x9.png'), join('a', 'x10.png'), 'b.JPG'];
  expect(await find('in')).toEqual(all);
  expect(await find('in', 'in/a', 'in/b.JPG')).toEqual(all);
  expect(await find('in/out/b_overlay.png')).toEqual(['b_overlay.png']);
});

test('globs keep the folders below their fixed part', async () => {
  await touch('in/a/x.png', 'in/a/b/y.jpg', 'in/z.txt', 'w (1)/q.jpg');
  expect(await find('in/**/*.*')).toEqual([join('a', 'b', 'y.jpg'), join('a', 'x.png')]);
  expect(await find('in/a/*.png')).toEqual(['x.png']);
  expect(await find('*/q.jpg')).toEqual([join('w (1)', 'q.jpg')]);
  expect(await find(`${cwd}/in/a/*`)).toEqual(['x.png']);
});

test('a file that is there is itself, and one that is not stays in the list', async () => {
  await touch('photo[1].jpg', 'picture.bin');
  expect(await find('photo[1].jpg', 'picture.bin', 'absent.jpg')).toEqual([
    'absent.jpg',
    'photo[1].jpg',
    'picture.bin',
  ]);
});

test('a folder or glob without images is a mistake', async () => {
  await mkdir(join(cwd, 'empty'));
  await expect(findInputs(['empty'], cwd)).rejects.toThrow(UsageError);
  await expect(findInputs(['*.jpg'], cwd)).rejects.toThrow('got none ("*.jpg")');
});
