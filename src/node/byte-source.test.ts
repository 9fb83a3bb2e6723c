import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withFileSource } from './byte-source.ts';
import { userDataFolder } from './user-data.ts';

test('a file is read by range and closed, also when its reader fails', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'multiroi-'));
  const path = join(folder, 'x.bin');
  await writeFile(path, Uint8Array.of(1, 2, 3, 4));
  const bytes = await withFileSource(path, async (source) => {
    expect(source.size).toBe(4);
    return source.read(1, 2);
  });
  expect([...bytes]).toEqual([2, 3]);
  const failing = withFileSource(path, () => Promise.reject(new Error('mine')));
  await expect(failing).rejects.toThrow('mine');
  const absent = withFileSource(join(folder, 'absent'), (source) => source.read(0, 1));
  await expect(absent).rejects.toMatchObject({ code: 'E_IO', hint: 'check the path' });
  await rm(folder, { recursive: true });
});

test('the data folder follows each platform', () => {
  expect(userDataFolder({ MULTIROI_HOME: '/m' }, 'linux', '/h')).toBe('/m');
  expect(userDataFolder({ XDG_DATA_HOME: '/x' }, 'linux', '/h')).toBe('/x/multiroi');
  expect(userDataFolder({ XDG_DATA_HOME: 'x' }, 'linux', '/h')).toBe('/h/.local/share/multiroi');
  expect(userDataFolder({}, 'darwin', '/h')).toBe('/h/Library/Application Support/multiroi');
  expect(userDataFolder({ LOCALAPPDATA: '/l' }, 'win32', '/h')).toBe('/l/multiroi');
});
