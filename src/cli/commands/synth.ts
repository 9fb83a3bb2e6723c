/** @file `multiroi synth`: synthetic people with their ground truth, as a data set. */

import { resolve } from 'node:path';
import {
  BENCHMARK_NAMES,
  benchmarkSize,
  findRecipe,
  findSyntheticBenchmark,
  RECIPES,
} from '../../synthetic/index.ts';
import { forgetSet, setState, writeBenchmark, writeSynthetic } from '../../jobs/index.ts';
import { defineCommand, type Command, type Context } from '../parse/command.ts';
import {
  A_FILE,
  flag,
  integer,
  oneOf,
  text,
  UsageError,
  type Options,
  type ValuesOf,
} from '../parse/option.ts';
import { count } from '../shared/common-options.ts';

const options = {
  benchmark: oneOf(BENCHMARK_NAMES, 'the pictures of a frozen benchmark, every one checked'),
  count: integer('n', 'how many pictures', { min: 1, max: 10_000_000, default: 100 }),
  start: integer('i', 'index of the first picture', { min: 0, default: 0 }),
  seed: text('s', 'what everything is drawn from', { default: '0' }),
  recipe: oneOf(
    RECIPES.map(({ name }) => name),
    'what kind of pictures',
    { default: 'standard' },
  ),
  poses: text('file.npz', 'captured poses to draw from, instead of the built-in prior', {
    reads: A_FILE,
  }),
  split: oneOf(['train', 'heldout', 'all'], 'which clips of --poses', { default: 'train' }),
  threads: integer('n', 'pictures made at once; one a core unless given', { min: 1, max: 256 }),
  out: text('dir', 'folder for the data set', { default: 'synthetic' }),
  resume: flag('go on with the data set in --out, or begin it'),
  overwrite: flag('replace the data set that is there'),
} satisfies Options;

type Values = ValuesOf<typeof options>;

/** Refuses to write over a data set, or over the beginning of one. */
async function requireFolder(out: string, shown: string): Promise<void> {
  const state = await setState(out);
  if (state === 'nothing') return;
  throw new UsageError(
    `synth: expected no data set, got ${state === 'finished' ? 'one' : 'an unfinished one'} ("${shown}")`,
    state === 'finished'
      ? 'replace it with --overwrite, or choose another folder with --out'
      : 'go on with --resume, or begin anew with --overwrite',
  );
}

/** Makes a benchmark, goes on making it, or checks the one that is there. */
async function makeBenchmark(
  name: string,
  { values, io, log, progress, json }: Context<Values>,
): Promise<void> {
  const benchmark = findSyntheticBenchmark(name);
  const out = resolve(io.cwd, values.out);
  if (values.overwrite) await forgetSet(out);
  const bar = progress(benchmarkSize(benchmark), 'pictures');
  const { people, checked } = await writeBenchmark({
    benchmark,
    out,
    write: io.write,
    signal: io.signal,
    ...(values.threads !== undefined && { threads: values.threads }),
    onPicture: (done, picture) => bar.update(done, picture),
  });
  bar.end();
  const told = count(people.length, 'person', 'people');
  log.info(
    `${benchmark.name}: ${told}, every picture ${checked ? 'still ' : ''}as it must be: ${values.out}`,
  );
  json.push({ benchmark: benchmark.name, people: people.length, checked, out: values.out });
}

export const synth: Command = defineCommand({
  name: 'synth',
  summary: 'Synthetic people with ground truth, as a data set',
  description:
    'Renders people made of the open body: pose, shape, clothes, light, camera and background are drawn from a recipe. Writes JPEG pictures and people.npz in the layout of SPIN (imgname, center, scale, part, S, pose, shape, focal_length, …). The same recipe, seed and index give the same picture, whatever the number of threads; a run that was stopped or killed goes on with --resume, and synth.json tells what the set is of. --benchmark makes the pictures that everybody measures on, as PNG, with the stratum of each person and a manifest: it continues where it was stopped, refuses a pixel that is not the benchmark’s, and checks a set that is whole.',
  operands: { usage: '', min: 0, max: 0 },
  options,
  exclusive: [
    ['benchmark', 'count'],
    ['benchmark', 'start'],
    ['benchmark', 'seed'],
    ['benchmark', 'recipe'],
    ['benchmark', 'poses'],
    ['benchmark', 'split'],
    ['benchmark', 'resume'],
    ['resume', 'overwrite'],
  ],
  examples: [
    ['multiroi synth --count 1000 --out data', 'makes 1000 pictures'],
    ['multiroi synth --benchmark synthetic-v1 --out v1', 'makes the benchmark, or checks it'],
    ['multiroi synth --count 1000 --out data --resume', 'goes on with them'],
    ['multiroi synth --recipe seated --seed 7 --count 20', 'makes 20 of sitting people'],
  ],
  run: async (context) => {
    const { values, io, version, log, progress, json } = context;
    if (values.benchmark !== undefined) {
      await makeBenchmark(values.benchmark, context);
      return 0;
    }
    const out = resolve(io.cwd, values.out);
    if (!values.overwrite && !values.resume) await requireFolder(out, values.out);
    const bar = progress(values.count, 'pictures');
    const { people } = await writeSynthetic({
      out,
      write: io.write,
      recipe: findRecipe(values.recipe),
      seed: values.seed,
      start: values.start,
      count: values.count,
      version,
      resume: values.resume,
      signal: io.signal,
      ...(values.threads !== undefined && { threads: values.threads }),
      ...(values.poses !== undefined && {
        poses: { file: resolve(io.cwd, values.poses), split: values.split },
      }),
      onPicture: (done, name) => {
        if (done === 1) log.debug(`synth: the first picture is ${name}`);
        bar.update(done, name);
      },
    });
    bar.end();
    const told = `${count(values.count, 'picture', 'pictures')}, ${count(people.length, 'person', 'people')}`;
    log.info(`${told}: ${values.out}`);
    json.push({ pictures: values.count, people: people.length, out: values.out });
    return 0;
  },
});
