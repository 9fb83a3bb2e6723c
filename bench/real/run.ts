/** @file What the benches of real frames share: options, one or two builds in a run, files of scores, comparisons. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { loadLibrary, type Library } from './library.ts';
import { readScores, writeScores, type Item, type Scores } from './scores.ts';
import { printDifferences, printScores, type Summary } from './summary.ts';

/** Options that every bench takes, as `parseArgs` reads them. */
export const OPTIONS = {
  quality: { type: 'string' },
  mirror: { type: 'boolean' },
  refine: { type: 'boolean' },
  'no-refine': { type: 'boolean' },
  rois: { type: 'string' },
  weights: { type: 'string' },
  finder: { type: 'boolean' },
  shift: { type: 'boolean' },
  threshold: { type: 'string' },
  limit: { type: 'string' },
  threads: { type: 'string', default: '1' },
  build: { type: 'string', multiple: true },
  out: { type: 'string', multiple: true },
  compare: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

/** What is measured, checked. */
export interface Choice {
  readonly load: {
    readonly quality: 'standard' | 'best' | undefined;
    readonly weights: string | undefined;
    readonly rois: number | undefined;
    readonly threads: number;
  };
  readonly mirror: boolean | undefined;
  /** Undefined: whatever the build does by default. */
  readonly refine: boolean | undefined;
  readonly finder: boolean;
  readonly shift: boolean;
  readonly threshold: number;
  readonly limit: number;
  /** The options in words. */
  readonly label: string;
}

export interface Bench<T extends Item> {
  readonly name: string;
  /** Below ../shared. */
  readonly folder: string;
  readonly summary: Summary;
  /** Options of `OPTIONS` that mean nothing to this bench. */
  readonly without: readonly (keyof typeof OPTIONS)[];
  measure(library: Library, choice: Choice, folder: string): Promise<Scores<T>>;
  /** What is printed of a run below its table. */
  details(scores: Scores<T>): void;
}

type Values = ReturnType<typeof parse>['values'];

function parse() {
  return parseArgs({ options: OPTIONS, allowPositionals: true });
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= 0)) throw new Error(`--${name}: expected a number of 0 or more, got ${text}`);
  return value;
}

function choiceOf(values: Values): Choice {
  const { quality, finder = false, shift = false, refine, mirror, weights } = values;
  if (quality !== undefined && quality !== 'standard' && quality !== 'best') {
    throw new Error(`--quality: expected standard or best, got ${quality}`);
  }
  if (finder && shift) throw new Error('--shift: expected given boxes, got --finder with it');
  const told = ['quality', 'weights', 'rois', 'mirror', 'refine', 'no-refine', 'finder', 'shift']
    .concat('threshold', 'limit')
    .flatMap((name) => {
      const value = Object.entries(values).find(([key]) => key === name)?.[1];
      return value === undefined ? [] : [`--${name}${value === true ? '' : ` ${String(value)}`}`];
    });
  return {
    load: {
      quality,
      weights,
      rois: numberOf('rois', values.rois),
      threads: numberOf('threads', values.threads) ?? 1,
    },
    mirror,
    refine: values['no-refine'] === true ? false : refine,
    finder,
    shift,
    threshold: numberOf('threshold', values.threshold) ?? 0,
    limit: numberOf('limit', values.limit) ?? Infinity,
    label: told.length === 0 ? 'defaults' : told.join(' '),
  };
}

/** `limit` of the items, evenly from first to last, so that every source is among them. */
export function spread<T>(items: readonly T[], limit: number): T[] {
  if (limit >= items.length) return [...items];
  return Array.from({ length: limit }, (_, i) => items[Math.floor((i * items.length) / limit)]);
}

async function compareFiles<T extends Item>(bench: Bench<T>, paths: readonly string[]) {
  if (paths.length !== 2) throw new Error(`--compare: expected two files, got ${paths.length}`);
  const [a, b] = await Promise.all(paths.map((path) => readScores<T>(path, bench.name)));
  for (const scores of [a, b]) printScores(scores, bench.summary);
  printDifferences(a, b, bench.summary);
}

/** The whole of a bench's command line. */
export async function runBench<T extends Item>(bench: Bench<T>): Promise<void> {
  const { values, positionals } = parse();
  const idle = bench.without.filter((name) => values[name] !== undefined);
  if (idle.length > 0) throw new Error(`${bench.name}: --${idle[0]} means nothing here`);
  if (values.compare) return compareFiles(bench, positionals);
  const choice = choiceOf(values);
  const folder = fileURLToPath(new URL(`../../../shared/${bench.folder}/`, import.meta.url));
  if (!existsSync(folder)) {
    console.log(`skipped: ../shared/${bench.folder} is not here`);
    return;
  }
  const { build: builds = [], out: outs = [] } = values;
  if (outs.length > Math.max(1, builds.length)) {
    throw new Error(`--out: expected at most one for each build, got ${outs.length}`);
  }
  if (builds.length > 1) return compareBuilds(bench, builds, outs);
  const scores = await bench.measure(await loadLibrary(builds[0]), choice, folder);
  printScores(scores, bench.summary);
  bench.details(scores);
  if (outs.length > 0) await writeScores(outs[0], scores);
}

/** Each build in a process of its own, because two copies of ONNX Runtime abort in one; then item by item. */
async function compareBuilds<T extends Item>(
  bench: Bench<T>,
  builds: readonly string[],
  outs: readonly string[],
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'multiroi-bench-'));
  try {
    const runs: Scores<T>[] = [];
    for (const [i, build] of builds.entries()) {
      const out = outs[i] ?? join(scratch, `${i}.json`);
      await runAlone(['--build', build, '--out', out]);
      runs.push(await readScores<T>(out, bench.name));
    }
    for (const later of runs.slice(1)) printDifferences(runs[0], later, bench.summary);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** This command line once more, with one build. */
async function runAlone(own: readonly string[]): Promise<void> {
  const { tokens } = parseArgs({ options: OPTIONS, allowPositionals: true, tokens: true });
  const shared = tokens.flatMap((token) => {
    if (token.kind !== 'option' || token.name === 'build' || token.name === 'out') return [];
    return token.value === undefined ? [`--${token.name}`] : [`--${token.name}`, token.value];
  });
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...shared, ...own], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0)
    throw new Error(`--build ${own[1]}: expected a run to its end, got exit code ${code}`);
}

/** A line on a terminal that says how far a run is; nothing in a log. */
export function tellProgress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done}/${all}${done === all ? '\n' : ''}`);
}
