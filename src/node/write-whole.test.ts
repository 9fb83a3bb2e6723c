import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  finishMoves,
  removeTemporary,
  TEMPORARY_MARK,
  temporaryIn,
  writeTogether,
  writeWhole,
  type Move,
  type WriteCalls,
} from './write-whole.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('a file is written whole, folders are made, nothing else is left', async () => {
  const path = join(folder, 'a', 'b.txt');
  await writeWhole(path, 'one');
  await writeWhole(path, Uint8Array.of(116, 119, 111));
  expect(await readFile(path, 'utf8')).toBe('two');
  expect(await readdir(join(folder, 'a'))).toEqual(['b.txt']);
});

/** A disk that fills up after a few bytes were taken. */
const fullDisk: WriteCalls = {
  ...fs,
  open: async (...args) => {
    const file = await fs.open(...args);
    file.writeFile = async () => {
      await file.write(Buffer.from('ha'));
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };
    return file;
  },
};

test('a full disk leaves the old file and no half of the new one', async () => {
  const path = join(folder, 'result.json');
  await writeWhole(path, 'old');
  await expect(writeWhole(path, 'new', fullDisk)).rejects.toMatchObject({
    code: 'E_IO',
    message: `write: expected a writable file, got a full disk ("${path}")`,
    hint: expect.stringContaining('free some space') as string,
  });
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['result.json']);
});

test('what is written already is moved with the others, or removed with them', async () => {
  const [video, text] = ['a.mp4', 'a.json'].map((name) => join(folder, name));
  const written = temporaryIn(folder);
  const files = [
    { path: video, content: { written } },
    { path: text, content: '{}' },
  ];
  await writeFile(written, 'moving');
  await expect(writeTogether(files, undefined, fullDisk)).rejects.toMatchObject({ code: 'E_IO' });
  expect(await readdir(folder)).toEqual([]);
  await writeFile(written, 'moving');
  await writeTogether(files);
  expect(await readFile(video, 'utf8')).toBe('moving');
  expect((await readdir(folder)).toSorted()).toEqual(['a.json', 'a.mp4']);
});

test('an unwritable place says so', async () => {
  const file = join(folder, 'file');
  await writeWhole(file, 'x');
  await expect(writeWhole(join(file, 'below.json'), 'x')).rejects.toMatchObject({
    code: 'E_IO',
    hint: 'a part of the path is a file, not a folder',
  });
});

const two = () => [
  { path: join(folder, 'a.npz'), content: 'arrays' },
  { path: join(folder, 'a.json'), content: 'result' },
];

test('several files appear together, after the decision', async () => {
  await writeFile(join(folder, 'a.json'), 'old');
  await writeTogether(two(), async (moves) => {
    expect(moves.map(({ to }) => to)).toEqual(two().map(({ path }) => path));
    expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('old');
    expect(await readFile(moves[1].from, 'utf8')).toBe('result');
  });
  expect(await readdir(folder)).toEqual(['a.json', 'a.npz']);
  expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('result');
});

test.each([
  ['a folder in the place of one', () => mkdir(join(folder, 'a.json')), 'got a folder'],
  ['a decision that cannot be written down', () => Promise.resolve(), 'no'],
])('none appears: %s', async (name, prepare, message) => {
  await prepare();
  const commit = () =>
    name.includes('decision') ? Promise.reject(new Error('no')) : Promise.resolve();
  await expect(writeTogether(two(), commit)).rejects.toThrow(message);
  expect((await readdir(folder)).filter((each) => each !== 'a.json')).toEqual([]);
});

test('a disk that fails between two renames leaves neither', async () => {
  let left = 1;
  const calls: WriteCalls = {
    ...fs,
    rename: (from, to) =>
      left-- > 0
        ? fs.rename(from, to)
        : Promise.reject(Object.assign(new Error('EROFS'), { code: 'EROFS' })),
  };
  await expect(writeTogether(two(), undefined, calls)).rejects.toMatchObject({ code: 'E_IO' });
  expect(await readdir(folder)).toEqual([]);
});

test('what a killed process had decided is finished, twice over; its other files are removed', async () => {
  let moves: readonly Move[] = [];
  const killed = { ...fs, rm: () => Promise.resolve(), rename: () => new Promise<void>(() => {}) };
  void writeTogether(
    two(),
    (given) => {
      moves = given;
      return Promise.resolve();
    },
    killed,
  );
  await vi.waitFor(() => expect(moves).toHaveLength(2), 60_000);
  await finishMoves(moves);
  await finishMoves(moves);
  expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('result');
  await writeFile(join(folder, `.multiroi-${TEMPORARY_MARK}-x.tmp`), 'half');
  await writeFile(join(folder, '.multiroi-other-1.tmp'), "another's");
  await removeTemporary(folder, TEMPORARY_MARK);
  expect(await readdir(folder)).toEqual(['.multiroi-other-1.tmp', 'a.json', 'a.npz']);
  await removeTemporary(folder);
  expect(await readdir(folder)).toEqual(['a.json', 'a.npz']);
});

test('a name as long as the disk allows is written', async () => {
  const name = `${'n'.repeat(250)}.json`;
  await writeWhole(join(folder, name), 'x');
  expect(await readdir(folder)).toEqual([name]);
  await expect(writeWhole(join(folder, `n${name}`), 'x')).rejects.toMatchObject({
    code: 'E_IO',
    message: expect.stringContaining('a name that is too long') as string,
  });
});

test.skipIf(process.platform === 'win32')(
  'links are written through, pipes and devices stay what they are',
  async () => {
    const real = join(folder, 'real', 'a.txt');
    await writeWhole(real, 'old');
    const link = join(folder, 'link.txt');
    await fs.symlink('real/a.txt', link);
    await writeWhole(link, 'new');
    expect((await fs.lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(real, 'utf8')).toBe('new');

    await writeWhole('/dev/null', 'x');
    expect((await fs.stat('/dev/null')).isCharacterDevice()).toBe(true);

    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(writeWhole(pipe, 'x')).rejects.toMatchObject({
      code: 'E_IO',
      message: expect.stringContaining('a pipe that nobody reads') as string,
    });
    const reader = spawn('cat', [pipe]);
    const read: Buffer[] = [];
    reader.stdout.on('data', (data: Buffer) => read.push(data));
    const ended = once(reader, 'close');
    // the reader opens its end when it has started
    while (true) {
      const written = await writeWhole(pipe, 'through').then(
        () => true,
        () => false,
      );
      if (written) break;
      await new Promise((settle) => setTimeout(settle, 20));
    }
    await ended;
    expect(Buffer.concat(read).toString()).toBe('through');
    expect((await fs.stat(pipe)).isFIFO()).toBe(true);
  },
);

test.skipIf(process.platform !== 'linux')('a device that is full is typed, too', async () => {
  await expect(writeWhole('/dev/full', 'x')).rejects.toMatchObject({
    code: 'E_IO',
    message: expect.stringContaining('a full disk') as string,
  });
});
