import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { browserCommand, openInBrowser } from './open-in-browser.ts';

const URL = 'http://127.0.0.1:1/';

test('every system has its way, and BROWSER goes first', () => {
  expect(browserCommand(URL, 'linux', {})).toEqual(['xdg-open', URL]);
  expect(browserCommand(URL, 'darwin', { BROWSER: '' })).toEqual(['open', URL]);
  expect(browserCommand(URL, 'win32', {})).toEqual(['cmd', '/c', 'start', '""', URL]);
  expect(browserCommand(URL, 'darwin', { BROWSER: 'firefox' })).toEqual(['firefox', URL]);
});

test.skipIf(process.platform === 'win32')('a program is handed the address', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'multiroi-browser-'));
  const program = join(folder, 'browser');
  writeFileSync(program, `#!/bin/sh\nprintf %s "$1" > '${join(folder, 'address')}'\n`);
  chmodSync(program, 0o755);
  const { PATH } = process.env;
  expect(await openInBrowser(URL, { PATH, BROWSER: program })).toBe(true);
  expect(readFileSync(join(folder, 'address'), 'utf8')).toBe(URL);
  writeFileSync(program, '#!/bin/sh\nexit 3\n');
  expect(await openInBrowser(URL, { PATH, BROWSER: program })).toBe(false);
  expect(await openInBrowser(URL, { PATH, BROWSER: join(folder, 'absent') })).toBe(false);
  rmSync(folder, { recursive: true });
});
