/** @file `multiroi export-onnx`: a network as one ONNX file, and how close it is to the network. */

import { resolve } from 'node:path';
import { exportOnnx } from '../../pipeline/index.ts';
import { defineCommand, type Command } from '../_command.ts';
import { executionOptions, sessionOptionsOf } from '../_model-options.ts';
import { readWeights, weightsOption } from '../_network-options.ts';
import { integer, oneOf, required, text } from '../_option.ts';
import { printJson } from '../_shared.ts';

export const exportOnnxCommand: Command = defineCommand({
  name: 'export-onnx',
  summary: 'A network as an ONNX model for other runtimes, with a parity report',
  description: [
    'Writes the network with its weights as one ONNX model: batch normalisation folded, outputs rotmats [B, 24, 3, 3], betas [B, 10], cameras [B, M, 3] and attention [B, M, M]. Its metadata hold the configuration (multiroi.config) and how to make images, boxes and relation (multiroi.inputs).',
    'The written model and the network as it was trained then run on the same seeded inputs; the largest difference of every output is printed, and written beside the model as <name>.parity.json.',
  ].join('\n'),
  operands: { usage: '', min: 0, max: 0 },
  options: {
    out: text('f.onnx', 'where to write', { group: 'Output' }),
    precision: oneOf(
      ['fp32', 'fp16'],
      'how weights are stored; fp16 halves the file, arithmetic stays float32',
      { default: 'fp32', group: 'Output' },
    ),
    people: integer('B', 'people of one run', { min: 1, max: 64, default: 1, group: 'Output' }),
    seed: integer('n', 'of the inputs that are compared', { min: 0, default: 0, group: 'Output' }),
    weights: weightsOption,
    ...executionOptions,
  },
  examples: [
    ['multiroi export-onnx --weights w.safetensors --out w.onnx', 'float32'],
    [
      'multiroi export-onnx --weights w.safetensors --out w16.onnx --precision fp16',
      'half the size',
    ],
  ],
  run: async ({ values, io, log }) => {
    const weights = required('export-onnx', 'weights', values.weights);
    const out = required('export-onnx', 'out', values.out);
    const { precision, people, seed } = values;
    const { runtime } = await io.platform();
    const { model, parity } = await exportOnnx(runtime, await readWeights(io, weights), {
      precision,
      people,
      seed,
      ...sessionOptionsOf(values),
    });
    const report = { file: out, precision, people, seed, bytes: model.length, parity };
    const path = resolve(io.cwd, out);
    await io.write(path, model);
    await io.write(
      `${path.replace(/\.onnx$/, '')}.parity.json`,
      `${JSON.stringify(report, null, 2)}\n`,
    );
    log.info(`${out}: ${precision}, ${(model.length / 2 ** 20).toFixed(0)} MB`);
    for (const { output, maxAbsDifference, maxAbs } of parity) {
      log.info(
        `  ${output}: largest difference ${maxAbsDifference.toExponential(1)}, largest number ${maxAbs.toPrecision(3)}`,
      );
    }
    if (values.json) printJson(io, [report]);
    return 0;
  },
});
