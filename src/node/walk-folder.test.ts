import type { Dirent } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isBelow, walkFolder } from './walk-folder.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-')));
});
afterEach(() => rm(cwd, { recursive: true }));

test.each([
  ['EACCES', 'no permission to read it'],
  ['EIO', 'cannot be read (EIO)'],
])('a folder that cannot be read (%s) is passed over with a warning', async (code, reason) => {
  await mkdir(join(cwd, 'locked'));
  await writeFile(join(cwd, 'a.jpg'), '');
  const locked = (path: string, options: { withFileTypes: true }): Promise<Dirent[]> =>
    path.endsWith('locked')
      ? Promise.reject(Object.assign(new Error(code), { code }))
      : readdir(path, options);
  const { files, skipped } = await walkFolder(cwd, { readdir: locked, realpath, stat });
  expect(files.map(({ name }) => name)).toEqual(['a.jpg']);
  expect(skipped).toEqual([{ file: 'locked/', reason, warns: true }]);
});

test.skipIf(process.platform === 'win32')('pipes and sockets are passed over', async () => {
  execFileSync('mkfifo', [join(cwd, 'f.jpg')]);
  const server = createServer();
  await new Promise<void>((settle) => server.listen(join(cwd, 's.jpg'), settle));
  const { files, skipped } = await walkFolder(cwd);
  await new Promise((settle) => server.close(settle));
  expect(files).toEqual([]);
  expect(skipped.toSorted((a, b) => (a.file < b.file ? -1 : 1))).toEqual([
    { file: 'f.jpg', reason: 'a pipe' },
    { file: 's.jpg', reason: 'a socket' },
  ]);
});

test('a folder that is named like an image is a folder', async () => {
  await mkdir(join(cwd, 'dir.jpg'));
  await writeFile(join(cwd, 'dir.jpg', 'a.png'), '');
  expect((await walkFolder(cwd)).files.map(({ name }) => name)).toEqual([join('dir.jpg', 'a.png')]);
});

test('a folder is not below itself, nor is its neighbour of a like name', () => {
  expect(isBelow('/a/b', '/a')).toBe(true);
  expect(isBelow('/a', '/a')).toBe(false);
  expect(isBelow('/ab/c', '/a')).toBe(false);
  expect(isBelow('/a/..b', '/a')).toBe(true);
});
