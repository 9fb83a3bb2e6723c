import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFileSource } from './byte-source.ts';
import { nodeFiles } from './files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
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

test.skipIf(process.platform === 'win32')(
  'a pipe and a device are refused, not waited for',
  async () => {
    const pipe = join(folder, 'f.jpg');
    execFileSync('mkfifo', [pipe]);
    await expect(nodeFiles.read(pipe)).rejects.toMatchObject({
      code: 'E_IO',
      message: `read: expected a file, got a pipe ("${pipe}")`,
    });
    await expect(nodeFiles.read('/dev/zero')).rejects.toThrow('got a device');
    await expect(withFileSource(pipe, () => Promise.resolve(1))).rejects.toThrow('got a pipe');
    await expect(nodeFiles.read(folder)).rejects.toMatchObject({
      message: `read: expected a readable file, got a folder ("${folder}")`,
    });
  },
);

test('a name that is no UTF-8 is told to be one, where it is not found', async () => {
  await expect(nodeFiles.read('in/bad\uFFFD.jpg')).rejects.toMatchObject({
    code: 'E_IO',
    hint: 'a name on the way is not UTF-8: rename it, with convmv for instance',
  });
});
