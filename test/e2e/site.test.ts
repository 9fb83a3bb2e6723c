/** @file The site that `npm run docs` has built: every link and every anchor of every page, and every page within reach; nothing is fetched. */

import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSite } from '../../tools/site/check-site.ts';

describe.skipIf(!existsSync('dist/docs/index.html'))('the site', () => {
  test('holds together', () => {
    const { pages, links, problems } = checkSite('dist/docs', '/');
    expect(problems).toEqual([]);
    expect(pages).toBeGreaterThan(500);
    expect(links).toBeGreaterThan(10_000);
  });
});
