import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

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

test('the map names every folder of src, and no other', () => {
  const map = readFileSync('ARCHITECTURE.md', 'utf8');
  const named = [...map.matchAll(/^ {2}(\w+)\/ /gm)].map(([, folder]) => folder);
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(named.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});
