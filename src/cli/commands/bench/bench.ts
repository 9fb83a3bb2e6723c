/** @file `multiroi bench`: how long everything takes on this machine. */

import { availableParallelism, cpus } from 'node:os';
import { createSynthesiser, findRecipe, loadSynthesisAssets } from '../../../synthetic/index.ts';
import type { Platform } from '../../../platform/index.ts';
import { BENCH_STAGES, measure, type BenchRow } from './measure.ts';
import { defineCommand, type Command } from '../../parse/command.ts';
import {
  loadOptionsOf,
  MODEL_EXCLUSIVE,
  modelOptions,
  reconstructOptionsOf,
} from '../../shared/model-options.ts';
import { integer } from '../../parse/option.ts';
import { readOperand } from '../../shared/operand.ts';
import { count } from '../../shared/common-options.ts';
import { table } from '../../shared/table.ts';

/** A person in a picture that every installation can make, as JPEG. */
async function builtInImage(platform: Platform): Promise<Uint8Array> {
  const synthesiser = createSynthesiser(await loadSynthesisAssets(platform));
  const { image, jpegQuality } = synthesiser.synthesise(findRecipe('upright'), 'bench', 0);
  return platform.images.encodeJpeg(image, jpegQuality);
}

function tableOf(rows: readonly BenchRow[]): string {
  const cell = (ms: number | undefined): string => (ms === undefined ? '' : ms.toFixed(1));
  const heads = rows.flatMap(({ rois }) => [`M=${rois} cold`, `M=${rois} warm`]);
  const lines = BENCH_STAGES.map((stage) => [
    stage,
    ...rows.flatMap(({ cold, warm }) => [cell(cold[stage]), cell(warm[stage])]),
  ]);
  const last = (what: string, value: (row: BenchRow) => string): string[] => [
    what,
    ...rows.flatMap((row) => ['', value(row)]),
  ];
  return table([
    ['ms', ...heads],
    ...lines,
    last('people/s', ({ peoplePerSecond }) => peoplePerSecond?.toFixed(1) ?? '–'),
    last('peak MB', ({ peakMb }) => peakMb.toFixed(0)),
  ]);
}

const { rois: _, boxes: __, ...benchModelOptions } = modelOptions;

export const bench: Command = defineCommand({
  name: 'bench',
  summary: 'How long each stage takes on this machine',
  description:
    'Reconstructs one image again and again, from its bytes to its files, with one region per person and with five. Cold is the first run, in which networks are compiled; warm is the median of the runs that follow. The peak of memory is that of the whole process so far. Quote figures with the machine, and measure on an idle one.',
  operands: { usage: '[image]', min: 0, max: 1 },
  options: {
    repeat: integer('n', 'warm runs', { min: 1, max: 10_000, default: 10 }),
    ...benchModelOptions,
  },
  exclusive: MODEL_EXCLUSIVE.map((names) =>
    names.filter((name): name is keyof typeof benchModelOptions => name !== 'boxes'),
  ),
  examples: [
    ['multiroi bench', 'measures on a picture that it makes'],
    ['multiroi bench photo.jpg --repeat 50 --json', 'measures on a photograph, for a program'],
  ],
  run: async ({ values, operands: [path], io, version, log, json }) => {
    const platform = await io.platform();
    const bytes = path === undefined ? await builtInImage(platform) : await readOperand(path, io);
    const model = { ...values, rois: undefined, boxes: undefined };
    const rows = await measure(
      {
        bytes,
        load: await loadOptionsOf(model, io, log),
        options: { ...reconstructOptionsOf(model), file: path ?? 'built-in image' },
        kinds: ['json', 'glb', 'overlay'],
        repeat: values.repeat,
      },
      [1, 5],
      io,
    );
    const machine = {
      multiroi: version,
      node: process.versions.node,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      threads: values.threads ?? availableParallelism(),
      provider: values.provider ?? 'cpu',
    };
    if (values.json) json.push({ image: { file: path ?? null }, machine, rows });
    else {
      const people = count(rows[0]?.people ?? 0, 'person', 'people');
      io.stdout.write(
        `${tableOf(rows)}\n\n${people}; ${machine.cpu}, ${count(machine.threads, 'thread', 'threads')}, ${machine.provider}; Node ${machine.node}, multiroi ${version}\n`,
      );
    }
    return 0;
  },
});
