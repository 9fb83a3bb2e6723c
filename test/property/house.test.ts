import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import {
  ambiguousExports,
  grownRows,
  measureHouse,
  readTable,
  sourcesOf,
} from '../../tools/house/measure.ts';
import { publicSurface } from '../../tools/house/public-surface.ts';
import { circlesOf } from '../../tools/house/source-graph.ts';
import { ENTRY_HOSTS } from '../../tools/layers.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const sources = sourcesOf(repository);

test('no file imports itself by way of others, types included', () => {
  expect(circlesOf(sources)).toEqual([]);
});

/** Functions of numbers in `base` and `math` are operators of tensors in `graph`; Node's `MultiRoi` is the other one with its platform. */
const TWICE = ['MultiRoi', 'cos', 'exp', 'log', 'sigmoid', 'sin'];

test('an exported name means one thing', () => {
  const found = [...ambiguousExports(sources)].filter(([name]) => !TWICE.includes(name));
  expect(found).toEqual([]);
});

test('everything that a user of the package meets is documented', () => {
  const entries = Object.values(ENTRY_HOSTS).flat();
  const surface = publicSurface(
    repository,
    sources,
    entries.map((name) => `src/entry/${name}.ts`),
  );
  expect(surface.length).toBeGreaterThan(700);
  const bare = surface.filter(({ doc }) => doc === null);
  expect(bare.map(({ path, name }) => `${path} ${name}`)).toEqual([]);
});

describe('a small tree', () => {
  const root = mkdtempSync(join(tmpdir(), 'multiroi-house-'));
  const files = {
    'package.json': '{"exports":{".":"./dist/a/one.js"}}',
    'src/a/one.ts': `import { two } from '../b/two.ts';\n/** Documented. */\nexport const one = two;\n`,
    'src/a/index.ts': `export { one } from './one.ts';\n`,
    'src/b/two.ts': `import type { Three } from './three.ts';\nexport const two: Three = 2;\nexport const one = 3;\n`,
    'src/b/three.ts': `import 'fflate';\nexport type Three = number | typeof import('./two.ts');\nexport function long() {\n${'//\n'.repeat(60)}}\n`,
    'src/b/index.ts': `export * from './two.ts';\nexport * from './three.ts';\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  afterAll(() => rmSync(root, { recursive: true }));

  test('is measured', () => {
    const { rows, long } = measureHouse(root);
    const numbers = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    expect(numbers).toMatchObject({
      folders: 2,
      'arrows between folders': 1,
      files: 5,
      exports: 5,
      'exports without documentation': 4,
      'functions over 60 lines': 1,
      'a/one: sources and packages': 2,
    });
    expect(long[0]).toEqual({ path: 'src/b/three.ts', name: 'long', lines: 62 });
  });

  test('names with two meanings are found, and passed-on ones are not', () => {
    expect([...ambiguousExports(sourcesOf(root))]).toEqual([
      ['one', ['src/a/one.ts', 'src/b/two.ts']],
    ]);
  });

  test('what its user meets is found: exports, types behind them, public methods', () => {
    writeFileSync(
      join(root, 'src/a/api.ts'),
      `import type { Three } from '../b/index.ts';
/** Documented. */
export function api(given: Given, ...more: Three[]): void { const hidden: Hidden = given; }
interface Given extends Base { /** Documented. */ named(): Result; }
interface Base { bare: string }
/** Documented. */
type Result = readonly Map<string, { inner: Inner }>[];
type Inner = 1;
interface Hidden { deep: Inner }
export class Held { #secret(): Hidden { return {}; } method(): void {} private old(): Hidden {} }
`,
    );
    const surface = publicSurface(root, sourcesOf(root), ['src/a/api.ts']);
    const named = surface.map(({ name, doc }) => (doc === null ? `${name}!` : name));
    expect(named.toSorted()).toEqual([
      'Base!',
      'Given!',
      'Given.named',
      'Held!',
      'Held.method!',
      'Inner!',
      'Result',
      'Three!',
      'api',
    ]);
    rmSync(join(root, 'src/a/api.ts'));
  });

  test('circles are found', () => {
    writeFileSync(
      join(root, 'src/b/three.ts'),
      `import type { two } from './two.ts';\nexport type Three = typeof two;\n`,
    );
    expect(circlesOf(sourcesOf(root))).toEqual([['src/b/three.ts', 'src/b/two.ts']]);
    const { rows } = measureHouse(root);
    const before = readTable('| circles of files | 1 |\n| files | 4 |\n');
    expect(grownRows(rows, before)).toEqual(['circles of files: expected at most 0, got 1']);
  });
});
