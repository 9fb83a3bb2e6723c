import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLinesOf } from '../test/support/documented-commands.ts';
import { brokenLinks, documentsOf } from '../tools/site/documents.ts';
import { menuOf, type MenuItem } from '../tools/site/sections.ts';
import { COMMANDS } from './cli/commands.ts';
import { parseCommandLine } from './cli/parse/command.ts';

const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  // decisions speak of what was, and of what is to come
  .filter((name) => name.endsWith('.md') && !name.startsWith('adr'))
  .map((name) => join('docs', name));
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONVENTIONS.md',
  'CONTRIBUTING.md',
  'NOTICE',
  'assets/weights/README.md',
  'test/golden/README.md',
  ...pages,
];

/** Targets of links, and paths in code that begin with a folder of the repository. */
function pathsOf(document: string): string[] {
  const text = readFileSync(document, 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to]) =>
    join(dirname(document), to),
  );
  const named = [...text.matchAll(/\b(?:src|tools|docs|test|bench|examples)\/[\w./-]*\w/g)];
  return [...links, ...named.map(([path]) => path)];
}

test.each(documents)('what %s names is there', (document) => {
  expect(pathsOf(document).filter((path) => !existsSync(path))).toEqual([]);
});

const site = documentsOf('.');

test('links and anchors of every page of the site lead somewhere', () => {
  expect(brokenLinks('.', site)).toEqual([]);
});

test('the menu has every page once', () => {
  const all = (items: readonly MenuItem[]): string[] =>
    items.flatMap(({ link, items: below = [] }) => [
      ...(link === undefined ? [] : [link.slice(1)]),
      ...all(below),
    ]);
  const menu = menuOf(new Map(site.map(({ address, title }) => [address, title])));
  expect(all(menu).toSorted()).toEqual(site.map(({ address }) => address).toSorted());
});

const shown = [...site, { source: 'README.md', text: readFileSync('README.md', 'utf8') }]
  // what was, and of what is to come
  .filter(({ source }) => !source.includes('/adr/') && source !== 'CHANGELOG.md')
  .flatMap(({ source, text }) =>
    commandLinesOf(text).map((args) => ({ source, args, line: args.join(' ') })),
  );

test.each(shown)('$source: multiroi $line', async ({ args: [name, ...rest] }) => {
  const found = COMMANDS.find((command) => command.name === name);
  if (found === undefined) {
    expect(['help', '--help', '--version']).toContain(name);
    return;
  }
  parseCommandLine(await found.load(), rest);
});

test('the documents show command lines', () => {
  expect(shown.length).toBeGreaterThan(80);
});

test('the map names every folder of src, and no other', () => {
  const map = readFileSync('ARCHITECTURE.md', 'utf8');
  const [, list = ''] = /^src\/\n((?: {2}.*\n)+)/m.exec(map) ?? [];
  const named = [...list.matchAll(/^ {2}(\w+)\/ /gm)].map(([, folder]) => folder);
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(named.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});

interface Place {
  readonly file: string;
  readonly name: string;
}

/** `folder/file.ts:name` below src, and `:name` for one more of the file before it. */
function placesOf(text: string): Place[] {
  let file = '';
  return [...text.matchAll(/`([\w./-]+\.ts)?:(\w+)`/g)].map(([, path, name]) => {
    file = path ?? file;
    return { file, name };
  });
}

function sourceOf({ file }: Place): string {
  const path = join('src', file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const architecture = readFileSync('ARCHITECTURE.md', 'utf8');

test('every place that ARCHITECTURE.md names declares what it says', () => {
  const places = placesOf(architecture);
  const missing = places.filter((place) => {
    const kinds = 'function\\*?|class|const|interface|type';
    const declared = new RegExp(`^(export )?(async )?(${kinds}) ${place.name}\\b`, 'm');
    return !declared.test(sourceOf(place));
  });
  expect(missing).toEqual([]);
  expect(places.length).toBeGreaterThan(60);
});

const equations = Array.from({ length: 19 }, (_, i) => `Eq. ${i + 1}`);
const sections = Array.from({ length: 5 }, (_, i) => `§3.${i + 1}`);

test.each([...equations, ...sections])('%s of the paper stands where the map says', (number) => {
  const row = architecture.split('\n').find((line) => line.startsWith(`| ${number} |`));
  const places = placesOf(row ?? '');
  expect(places).not.toEqual([]);
  const literal = new RegExp(`${number.replace('.', '\\.')}(?!\\d)`);
  expect(places.filter((place) => !literal.test(sourceOf(place)))).toEqual([]);
});

test('every golden file has its row, and every row its file', () => {
  const folder = 'test/golden';
  const rows = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^\| `([^`]+)` \|/gm)];
  const files = readdirSync(folder).filter((name) => !/\.(?:test\.ts|md)$/.test(name));
  expect(rows.map(([, name]) => name).toSorted()).toEqual(files.toSorted());
});
