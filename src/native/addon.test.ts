import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../node/index.ts';
import { loadAddon, nativeFacts } from './addon.ts';

test('nothing built is told as such', () => {
  expect(loadAddon(join(tmpdir(), 'multiroi-nowhere'))).toBe('it is not built');
});

test.runIf(nativeFacts().here)(
  'an add-on is not taken once a source has changed since it was built',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'multiroi-addon-'));
    try {
      await cp(join(packageRoot(), 'native'), join(root, 'native'), { recursive: true });
      expect(loadAddon(root)).toBeTypeOf('object');
      await writeFile(join(root, 'native', 'network.hpp'), '// another\n');
      expect(loadAddon(root)).toBe('it was built from other sources than those in native/');
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
);
