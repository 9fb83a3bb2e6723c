/** @file `multiroi ablate`: the paper's ablations on a named benchmark, and the report of them. */

import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { ABLATIONS, CELLS, findAblation, renderAblation } from '../../evaluation/index.ts';
import { ablate } from '../../jobs/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { flag, integer, required, text } from '../parse/option.ts';

const told = ABLATIONS.map(({ name, about }) => `${name}: ${about}.`).join(' ');
const cells = CELLS.map(({ id, about }) => `${id} (${about})`).join('; ');

export const ablateCommand: Command = defineCommand({
  name: 'ablate',
  summary: "The paper's ablations on synthetic people, with a report beside its numbers",
  description: `Trains and scores every cell of Tables 2, 3 and 4 and Figure 8 with several seeds, all on the same cached features. A finished cell is a line of ablation-<benchmark>.jsonl in --out, with its errors on groups of held-out people; a run that is stopped or killed goes on with what is missing, on any machine that has the file, and lines of another definition are refused. ablation-<benchmark>.md is written from the lines: the tables beside the paper's, differences to the full method with bootstrap intervals paired by seed and people, and whether they agree with the paper, contradict it or are inside the noise. A person second speed is measured once and again with --measure; measure on an idle machine.\n\nBenchmarks. ${told}\n\nCells. ${cells}. Cells that several tables show are run once.`,
  operands: { usage: '<benchmark>', min: 1, max: 1 },
  options: {
    out: text('dir', 'folder of the rows and the report'),
    features: text('dir', 'cache of features, made when they are missing', {
      default: 'data/features',
    }),
    jobs: integer('n', 'cells at once, each on one thread; one a core unless given', {
      min: 1,
      max: 256,
    }),
    measure: flag('measure people a second again'),
  },
  examples: [
    ['multiroi ablate trial --out try', 'runs every part once, in a minute'],
    [
      'multiroi ablate synthetic-10k --out docs/results',
      'runs what is missing and writes the report again',
    ],
  ],
  run: async ({ values, operands: [name = ''], io, version, log, progress, json }) => {
    const shown = required('ablate', 'out', values.out);
    const benchmark = findAblation(name);
    const stem = join(resolve(io.cwd, shown), `ablation-${name}`);
    let bar: ReturnType<typeof progress> | undefined;
    const rows = await ablate({
      benchmark,
      rows: `${stem}.jsonl`,
      features: resolve(io.cwd, values.features),
      jobs: values.jobs ?? availableParallelism(),
      measure: values.measure,
      version,
      signal: io.signal,
      onMissing: (people) => {
        log.info(`ablate: features of ${people} people are missing`);
        bar = progress(people, 'people');
      },
      onPerson: (done) => bar?.update(done, ''),
      onCells: (count, steps) => {
        bar?.end();
        log.info(`ablate: ${count} cells to run`);
        bar = progress(steps, 'steps');
      },
      onStep: (done) => bar?.update(done, ''),
      onCell: (cell, seed, mpjpeMm) => {
        log.info(`${cell}, seed ${seed}: MPJPE ${mpjpeMm.toFixed(1)} mm`);
      },
    });
    bar?.end();
    const command = `multiroi ablate ${name} --out ${shown}`;
    await io.write(`${stem}.md`, renderAblation(benchmark, rows, command));
    log.info(`${stem}.md: ${rows.cells.length} rows`);
    json.push(rows);
    return 0;
  },
});
