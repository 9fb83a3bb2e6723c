/** @file `multiroi quantise`: weights of the paper's networks on 8 bits, and what that costs. */

import { resolve } from 'node:path';
import { quantiseRun } from '../../jobs/index.ts';
import { writeWeightsFile } from '../../network/index.ts';
import { ioError, type FoundFiles } from '../../node/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { integer, required, text } from '../parse/option.ts';
import { findPhotographs } from '../shared/find-photographs.ts';
import { executionOptions, sessionOptionsOf } from '../shared/model-options.ts';
import { readWeights, weightsOption } from '../shared/network-options.ts';

const SYNTHETIC = 'synthetic';

/** @throws E_IO unless it is a folder that can be read. */
function photographsIn(path: string, name: string): Promise<FoundFiles> {
  return findPhotographs(path).catch((cause: unknown) => {
    throw ioError('quantise', 'a folder of photographs', name, cause);
  });
}

export const quantiseCommand: Command = defineCommand({
  name: 'quantise',
  summary: 'Weights of resnet50 or hrnet-w48 on 8 bits, and what rounding costs',
  description: [
    "Rounds the encoder's convolutions to 8 bits: smaller files, and faster where the processor multiplies bytes (AVX-512 VNNI, AVX-VNNI, ARM's dot products). Fusion and heads stay float32. The result is taken wherever weights are (--weights, the page, export-onnx), but not to train on.",
    'Scales come from what activations range over on examples: people on photographs of a folder, or synthetic ones. Every third person is kept from that, and float and 8-bit answers are compared on them: the difference of features, and of joints in mm.',
  ].join('\n'),
  operands: { usage: '', min: 0, max: 0 },
  options: {
    weights: weightsOption,
    calibrate: text('dir', 'a folder of photographs with people; or: synthetic', {
      default: SYNTHETIC,
      group: 'Input',
      reads: { what: 'folder', except: (given) => given === SYNTHETIC },
    }),
    people: integer('n', 'people looked at, at most', {
      min: 3,
      max: 10_000,
      default: 48,
      group: 'Input',
    }),
    seed: integer('n', 'of synthetic people', { min: 0, default: 0, group: 'Input' }),
    out: text('q.safetensors', 'where to write', { group: 'Output' }),
    ...executionOptions,
  },
  examples: [
    [
      'multiroi quantise --weights w.safetensors --calibrate photos --out w8.safetensors',
      'calibrates on the people in photos',
    ],
    ['multiroi quantise --weights w.safetensors --out w8.safetensors', 'on synthetic people'],
  ],
  run: async ({ values, io, log, progress, json }) => {
    const weights = required('quantise', 'weights', values.weights);
    const out = required('quantise', 'out', values.out);
    const { calibrate, people, seed } = values;
    const folder =
      calibrate === SYNTHETIC ? null : await photographsIn(resolve(io.cwd, calibrate), calibrate);
    const bar = progress(people, 'people');
    const { file, calibrated, error } = await quantiseRun({
      platform: await io.platform(),
      file: await readWeights(io, weights),
      photographs: folder?.files.map(({ path }) => path) ?? null,
      people,
      seed,
      signal: io.signal,
      onPerson: (done) => bar.update(done, calibrate),
      ...sessionOptionsOf(values),
    });
    bar.end();
    const bytes = writeWeightsFile(file, {
      'multiroi.rounding': JSON.stringify({
        calibrate: folder === null ? SYNTHETIC : 'photographs',
        calibrated,
        error,
      }),
    });
    await io.write(resolve(io.cwd, out), bytes);
    const { features, jointsMm } = error;
    log.info(
      `${out}: ${(bytes.length / 2 ** 20).toFixed(0)} MB, calibrated on ${calibrated} people`,
    );
    log.info(
      `of ${error.people} other people features differ by ${(100 * features).toFixed(1)} %, joints by ${jointsMm.mean.toFixed(1)} mm (at most ${jointsMm.worst.toFixed(1)} mm a person)`,
    );
    json.push({ weights, out, bytes: bytes.length, calibrated, error });
    return 0;
  },
});
