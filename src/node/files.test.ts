import * as fs from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFiles, writeWhole, type WriteCalls } from './files.ts';

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

test('an unwritable place says so', async () => {
  const file = join(folder, 'file');
  await writeWhole(file, 'x');
  await expect(writeWhole(join(file, 'below.json'), 'x')).rejects.toMatchObject({
    code: 'E_IO',
    hint: 'a part of the path is a file, not a folder',
  });
});

test('reading what is not there is E_IO with the path', async () => {
  const path = join(folder, 'absent.jpg');
  await expect(nodeFiles.read(path)).rejects.toMatchObject({
    code: 'E_IO',
    message: `read: expected a readable file, got no such file or folder ("${path}")`,
  });
  await expect(nodeFiles.asset('absent.onnx')).rejects.toMatchObject({
    code: 'E_IO',
    hint: 'make it with: npm run build',
  });
});
