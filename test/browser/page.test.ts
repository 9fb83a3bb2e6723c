/** The page in Debian's Chromium, against Node: `npm run build` first, as `npm test` does. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAGE_ROOT, servePage, type PageServer } from '../../src/node/index.ts';
import { findChromium } from '../support/chromium.ts';
import { openTab, type Tab } from '../support/tab.ts';

const built = existsSync(join(PAGE_ROOT, 'index.html'));

describe.skipIf(findChromium() === undefined || !built)('the page', () => {
  let server: PageServer;
  let tab: Tab;
  beforeAll(async () => {
    server = await servePage({ port: 0, cwd: process.cwd() });
    tab = await openTab();
  });
  afterAll(async () => {
    await tab?.close();
    await server?.close();
  });

  test('opens without a complaint', async () => {
    await tab.page.goto(server.url);
    expect(await tab.page.title()).toBe('multiroi');
    expect(tab.complaints).toEqual([]);
  });
});
