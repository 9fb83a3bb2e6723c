/**
 * @file The examples in docstrings: all are compiled, and those that can run in Node run against the built package. What an
 * example says behind a `console.log` is what it prints.
 */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { docstringExamples } from '../support/docstring-examples.ts';
import type { ExampleRun } from '../support/run-examples.ts';

const exec = promisify(execFile);
const built = existsSync('dist/entry/node.js') && existsSync('models/manifest.json');
const FOLDER = '.cache/docstring-examples';
/** How many there are and how many of them run; the others are for browsers, or named in `NOT_RUN`. */
const COUNT = { examples: 63, run: 48 };
/** Examples that Node could run, and why it does not. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'src/result/retarget.ts retargetResult': 'SMPL may not be passed on',
  'src/jobs/ablate/ablate.ts ablate': 'takes minutes',
  'src/reconstruct/platform-multi-roi.ts motion': 'needs a video, and ffmpeg',
};
const MOST_LINES = 12;

const examples = docstringExamples().map((example, i) => ({
  ...example,
  file: resolve(FOLDER, `${String(i).padStart(3, '0')}.ts`),
}));
const runnable = examples.filter(({ of, web }) => !web && NOT_RUN[of] === undefined);

beforeAll(async () => {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const { file, code } of examples) await writeFile(file, code);
});

test('there are so many, and so many run', () => {
  expect({ examples: examples.length, run: runnable.length }).toEqual(COUNT);
  expect(Object.keys(NOT_RUN).filter((of) => !examples.some((each) => each.of === of))).toEqual([]);
});

test('they are short', () => {
  const long = examples.filter(({ code }) => code.trim().split('\n').length > MOST_LINES);
  expect(long.map(({ of }) => of)).toEqual([]);
});

test('they compile', async () => {
  const entries = ['node', 'train', 'web', 'viewer'].map((name) => [
    `multiroi/${name}`,
    [`../../src/entry/${name}.ts`],
  ]);
  const compilerOptions = {
    composite: false,
    noEmit: true,
    emitDeclarationOnly: false,
    // top-level await beside others: each file is a module of its own
    moduleDetection: 'force',
    lib: ['es2023', 'dom', 'dom.iterable'],
    rootDir: '../..',
    noUncheckedIndexedAccess: false,
    paths: { multiroi: ['../../src/entry/multiroi.ts'], ...Object.fromEntries(entries) },
  };
  const references = ['core', 'node', 'web'].map((name) => ({
    path: `../../tsconfig.${name}.json`,
  }));
  const config = {
    extends: '../../tsconfig.test.json',
    compilerOptions,
    include: ['*.ts'],
    exclude: [],
    references,
  };
  await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  const tsc = resolve('node_modules/typescript/bin/tsc');
  const problems = await exec(process.execPath, [tsc, '-p', FOLDER, '--pretty', 'false']).then(
    () => [],
    ({ stdout }: { readonly stdout: string }) => stdout.trim().split('\n'),
  );
  const named = problems.map((line) =>
    line.replace(/^\S*?(\d+)\.ts/, (_, i: string) => examples[Number(i)]?.of ?? i),
  );
  expect(named).toEqual([]);
});

describe.skipIf(!built)('in Node', () => {
  let cwd = '';
  let runs: ExampleRun[] = [];

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'multiroi-docstrings-'));
    const script = resolve('test/support/run-examples.ts');
    const photo = resolve('test/fixtures/astronaut.png');
    const files = runnable.map(({ file }) => file);
    const loader = import.meta.resolve('tsx');
    const { stdout } = await exec(process.execPath, ['--import', loader, script, photo, ...files], {
      cwd,
    });
    runs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ExampleRun);
  }, 600_000);

  afterAll(() => rm(cwd, { recursive: true, force: true }));

  test.each(runnable)('$of', ({ file, expected }) => {
    const { printed = [], error } = runs.find((run) => run.file === file) ?? {};
    expect(error).toBeNull();
    expect(printed).toEqual(expect.arrayContaining([...expected]));
  });
});
