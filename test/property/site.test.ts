import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSite } from '../../tools/site/check-site.ts';
import {
  anchorsOf,
  brokenLinks,
  type Document,
  pageOf,
  placeFinder,
} from '../../tools/site/documents.ts';
import { fencesOf, headingsOf, linksOf, mapLinks } from '../../tools/site/markdown.ts';
import { menuOf } from '../../tools/site/sections.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'multiroi-site-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

describe('Markdown', () => {
  test('links are those outside of code', () => {
    const text =
      'See [a `b`](c.md#d), ![e](f.png) and `[no](g.md)`.\n```md\n[no](h.md)\n```\n[i [j]](<k l.md>)';
    expect(linksOf(text)).toEqual([
      { text: 'a `b`', picture: false, target: 'c.md#d' },
      { text: 'e', picture: true, target: 'f.png' },
      { text: 'i [j]', picture: false, target: 'k l.md' },
    ]);
    expect(mapLinks(text, ({ text: words }) => words)).toContain('```md\n[no](h.md)\n```');
  });

  test('headings are those outside of code, without their marks', () => {
    expect(headingsOf('# A `b` *c*\n```sh\n# no\n```\n## [d](e.md) f ##')).toEqual([
      'A b c',
      'd f',
    ]);
  });

  test('fences tell language and what follows it', () => {
    expect(fencesOf('```sh run\na\n```\n\n```\nb\n```\n  ```ts\n  c\n  ```')).toEqual([
      { language: 'sh', info: 'run', code: 'a\n' },
      { language: '', info: '', code: 'b\n' },
      { language: 'ts', info: '', code: 'c\n' },
    ]);
  });
});

const document = (source: string, text: string): Document => ({
  source,
  address: source.replace(/^docs\//, '').replace(/\.md$/, ''),
  title: 'T',
  text,
});

describe('documents', () => {
  test('anchors are those of code hosts, the second of one name with a number', () => {
    expect([...anchorsOf('# `GET /v1`: what it is\n## A, b & c\n## A, b & c')]).toEqual([
      'get-v1-what-it-is',
      'a-b--c',
      'a-b--c-1',
    ]);
  });

  test('what leads nowhere is found', () => {
    const one = document('docs/one.md', '[a](two.md#there) [b](two.md#gone) [c](no.md) [d](#one)');
    const two = document('docs/two.md', '# There\n[e](https://host/)\n[f](one.md)');
    expect(brokenLinks(root, [one, two])).toEqual([
      'docs/one.md: two.md#gone',
      'docs/one.md: no.md',
      'docs/one.md: #one',
    ]);
  });

  test('links become those of the site, and what it does not show is only named', () => {
    write({ 'docs/x.json': '{}', 'docs/p.png': '', 'src/a.ts': '', 'examples/b.ts': '' });
    const needed: string[] = [];
    const page = document(
      'docs/guide/a.md',
      '<!-- for those who edit -->\n[s](../../src/a.ts) [e](../../examples/b.ts) [j](../x.json) ![p](../p.png) [r](../../README.md) [o](https://host/) [t](../b.md#c)',
    );
    const place = placeFinder(root, [page, document('docs/b.md', '# c')]);
    expect(pageOf(page, place, (path) => needed.push(path))).toBe(
      's [e](/examples#b) [j](/x.json){target="_self"} ![p](/p.png) [r](/) [o](https://host/) [t](/b#c)',
    );
    expect(needed).toEqual(['docs/x.json', 'docs/p.png']);
  });

  test('a page that is named nowhere is in the menu, too', () => {
    const menu = menuOf(new Map([['new-page', 'New']]));
    expect(menu).toEqual([
      { text: 'More', collapsed: true, items: [{ text: 'New', link: '/new-page' }] },
    ]);
  });
});

describe('a built site', () => {
  test('holds together', () => {
    write({
      'index.html': '<a href="/below/a">a</a><a href="https://host/">b</a><link href="/s.css">',
      's.css': '',
      'below/a.html': '<h1 id="top"></h1><a href="#top">t</a><a href="./b.html#x">b</a>',
      'below/b.html': '<h1 id="x"></h1>',
    });
    expect(checkSite(root, '/')).toEqual({ pages: 3, links: 4, outside: 1, problems: [] });
  });

  test('says what is wrong with it', () => {
    write({
      'index.html': '<a href="/site/a#gone">a</a><a href="/site/b">b</a><a href="/elsewhere">c</a>',
      'a.html': '',
      'lost.html': '',
    });
    expect(checkSite(root, '/site/').problems).toEqual([
      'index.html: "/site/a#gone" has no such place',
      'index.html: "/site/b" leads nowhere',
      'index.html: "/elsewhere" is not below /site/',
      'lost.html: no link leads here',
    ]);
  });
});
