/** @file How large a tree of sources is, and how it hangs together: the rows of docs/house.md. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { circlesOf, filesBelow, originsOf, readSource, type SourceFile } from './source-graph.ts';

/** Functions of more lines are counted. */
const LONG = 60;

/** A number of the table, and what it may grow to. */
export interface Row {
  readonly name: string;
  readonly value: number;
  /** The largest value that is let through, by the value that was written down before. */
  readonly most: (before: number) => number;
}

export interface House {
  readonly rows: readonly Row[];
  readonly circles: readonly (readonly string[])[];
  readonly long: readonly {
    readonly path: string;
    readonly name: string;
    readonly lines: number;
  }[];
}

const never = (): number => 0;
const same = (before: number): number => before;
const byShare =
  (share: number) =>
  (before: number): number =>
    Math.ceil(before * (1 + share));

/** Sources of a tree but its tests. @param root holds `src`. */
export function sourcesOf(root: string): SourceFile[] {
  return filesBelow(join(root, 'src'), /\.ts$/)
    .map((path) => relative(root, path).replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => readSource(root, path));
}

/** Top folder of a source; `src` for files beside the folders. */
const folderOf = (path: string): string => path.split('/').slice(1, -1)[0] ?? 'src';

/** Everything that is loaded with a file: own files and packages. */
function loadedWith(start: string, read: (path: string) => SourceFile | undefined): Set<string> {
  const loaded = new Set<string>();
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    for (const { from, file, kind } of read(path)?.imports ?? []) {
      if (kind !== 'value') continue;
      if (file !== null) waiting.push(file);
      else if (!from.startsWith('.')) loaded.add(`package ${from.match(/^(@[^/]+\/)?[^/]+/)?.[0]}`);
    }
  }
  return loaded;
}

/** Built entry points, from `exports` and `bin` of package.json; below `dist`. */
function entriesOf(root: string): string[] {
  const { exports = {}, bin = {} } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as {
    exports?: Record<string, unknown>;
    bin?: Record<string, string>;
  };
  return [...JSON.stringify([exports, bin]).matchAll(/"(?:\.\/)?(dist\/[^"]+\.js)"/g)]
    .map(([, path]) => path ?? '')
    .filter((path, i, all) => all.indexOf(path) === i);
}

/** Rows of what importing each entry point loads: sources, and once they are built, files and packages. */
function entryRows(root: string, files: ReadonlyMap<string, SourceFile>): Row[] {
  return entriesOf(root).flatMap((built) => {
    const source = built.replace(/^dist/, 'src').replace(/\.js$/, '.ts');
    const name = built.replace(/^dist\/|\.js$/g, '');
    const rows: Row[] = [];
    if (files.has(source)) {
      const { size } = loadedWith(source, (path) => files.get(path));
      rows.push({ name: `${name}: sources and packages`, value: size, most: byShare(0.03) });
    }
    if (existsSync(join(root, built))) {
      const read = new Map<string, SourceFile>();
      const { size } = loadedWith(built, (path) => {
        if (path.startsWith('package ')) return undefined;
        const known = read.get(path) ?? readSource(root, path);
        read.set(path, known);
        return known;
      });
      rows.push({ name: `${name}: built files and packages`, value: size, most: byShare(0.1) });
    }
    return rows;
  });
}

/** Measures a tree. @param root absolute; holds `src` and package.json. */
export function measureHouse(root: string): House {
  const sources = sourcesOf(root);
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const arrows = new Set<string>();
  for (const { path, imports } of sources) {
    for (const { file } of imports) {
      if (file === null || !byPath.has(file)) continue;
      const [from, to] = [folderOf(path), folderOf(file)];
      if (from !== to) arrows.add(`${from} ${to}`);
    }
  }
  const circles = circlesOf(sources);
  const long = sources.flatMap(({ path, functions }) =>
    functions.filter(({ lines }) => lines > LONG).map((each) => ({ path, ...each })),
  );
  const own = sources.flatMap(({ exports }) => exports.filter(({ from }) => from === null));
  const tests = filesBelow(join(root, 'src'), /\.test\.ts$/).length;
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const rows: Row[] = [
    {
      name: 'folders',
      value: new Set(sources.map(({ path }) => folderOf(path))).size,
      most: byShare(0.04),
    },
    { name: 'arrows between folders', value: arrows.size, most: byShare(0.05) },
    { name: 'circles of files', value: circles.length, most: never },
    { name: 'files', value: sources.length, most: byShare(0.05) },
    { name: 'lines', value: sum(sources.map(({ lines }) => lines)), most: byShare(0.05) },
    {
      name: 'lines of the longest file without docstrings',
      value: Math.max(...sources.map(({ codeLines }) => codeLines)),
      most: byShare(0.05),
    },
    { name: `functions over ${LONG} lines`, value: long.length, most: same },
    { name: 'exports', value: own.length, most: byShare(0.05) },
    {
      name: 'exports without documentation',
      value: own.filter(({ documented }) => !documented).length,
      most: same,
    },
    { name: 'files of unit tests', value: tests, most: byShare(1) },
    ...entryRows(root, byPath),
  ];
  return { rows, circles, long };
}

/** Names that files of a tree export with several meanings, each with the files that declare it. */
export function ambiguousExports(sources: readonly SourceFile[]): Map<string, readonly string[]> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const origins = new Map<string, Set<string>>();
  for (const { path } of sources) {
    for (const [name, origin] of originsOf(path, byPath)) {
      if (origin.split('#')[1] !== name) continue;
      origins.set(name, (origins.get(name) ?? new Set()).add(origin.split('#')[0] ?? ''));
    }
  }
  return new Map(
    [...origins]
      .filter(([, files]) => files.size > 1)
      .map(([name, files]) => [name, [...files].toSorted()]),
  );
}

/** The table as Markdown. */
export function houseTable(rows: readonly Row[]): string {
  return [
    '| what | number |',
    '| --- | --- |',
    ...rows.map((row) => `| ${row.name} | ${row.value} |`),
  ].join('\n');
}

/** The numbers of a table that was written down. */
export function readTable(markdown: string): Map<string, number> {
  return new Map(
    [...markdown.matchAll(/^\| (.+?) \| (\d+) \|$/gm)].map(([, name, value]) => [
      name ?? '',
      Number(value),
    ]),
  );
}

/** What has grown beyond its bound, one sentence each. */
export function grownRows(rows: readonly Row[], before: ReadonlyMap<string, number>): string[] {
  return rows.flatMap(({ name, value, most }) => {
    const past = before.get(name);
    const limit = most(past ?? Infinity);
    return value <= limit ? [] : [`${name}: expected at most ${limit}, got ${value}`];
  });
}
