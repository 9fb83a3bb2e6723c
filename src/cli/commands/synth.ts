/** @file `multiroi synth`: synthetic people with their ground truth, as a data set. */

import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findRecipe, RECIPES } from '../../dataset/index.ts';
import { PEOPLE_FILE, writeSynthetic } from '../../node/index.ts';
import { defineCommand, type Command } from '../_command.ts';
import { flag, integer, oneOf, text, UsageError } from '../_option.ts';
import { count, printJson } from '../_shared.ts';

export const synth: Command = defineCommand({
  name: 'synth',
  summary: 'Synthetic people with ground truth, as a data set',
  description:
    'Renders people made of the open body: pose, shape, clothes, light, camera and background are drawn from a recipe. Writes JPEG pictures and people.npz in the layout of SPIN (imgname, center, scale, part, S, pose, shape, focal_length, …). The same recipe, seed and index give the same picture, whatever the number of threads.',
  operands: { usage: '', min: 0, max: 0 },
  options: {
    count: integer('n', 'how many pictures', { min: 1, max: 10_000_000, default: 100 }),
    start: integer('i', 'index of the first picture', { min: 0, default: 0 }),
    seed: text('s', 'what everything is drawn from', { default: '0' }),
    recipe: oneOf(
      RECIPES.map(({ name }) => name),
      'what kind of pictures',
      { default: 'standard' },
    ),
    poses: text('file.npz', 'captured poses to draw from, instead of the built-in prior'),
    split: oneOf(['train', 'heldout', 'all'], 'which clips of --poses', { default: 'train' }),
    threads: integer('n', 'pictures made at once; one a core unless given', { min: 1, max: 256 }),
    out: text('dir', 'folder for the data set', { default: 'synthetic' }),
    overwrite: flag('replace the data set that is there'),
  },
  examples: [
    ['multiroi synth --count 1000 --out data', 'makes 1000 pictures'],
    ['multiroi synth --recipe seated --seed 7 --count 20', 'makes 20 of sitting people'],
  ],
  run: async ({ values, io, log, progress }) => {
    const out = resolve(io.cwd, values.out);
    const table = join(out, PEOPLE_FILE);
    const taken = await stat(table).then(
      () => true,
      () => false,
    );
    if (taken && !values.overwrite) {
      throw new UsageError(
        `synth: expected no data set, got "${table}"`,
        'replace it with --overwrite, or choose another folder with --out',
      );
    }
    const bar = progress(values.count, 'pictures');
    const { people } = await writeSynthetic({
      out,
      write: io.write,
      recipe: findRecipe(values.recipe),
      seed: values.seed,
      start: values.start,
      count: values.count,
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
    if (values.json)
      printJson(io, [{ pictures: values.count, people: people.length, out: values.out }]);
    return 0;
  },
});
