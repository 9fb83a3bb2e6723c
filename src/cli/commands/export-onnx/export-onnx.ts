/** @file `multiroi export-onnx`: a network as one ONNX file, and how close it is to the network. */

import { join, resolve } from 'node:path';
import type { Logger } from '../../../base/index.ts';
import type { Io } from '../../shared/io.ts';
import { exportOnnx } from '../../../inference/index.ts';
import { modelsOf, type LoadOptions } from '../../../reconstruct/index.ts';
import { tritonConfig } from './triton.ts';
import { defineCommand, type Command } from '../../parse/command.ts';
import { executionOptions, qualityOption, sessionOptionsOf } from '../../shared/model-options.ts';
import { readWeights, weightsOption } from '../../shared/network-options.ts';
import { integer, oneOf, required, text } from '../../parse/option.ts';

/** `<dir>/<name>/1/model.onnx` and `<dir>/<name>/config.pbtxt` of every model of the pipeline. */
async function writeRepository(
  io: Io,
  log: Logger,
  shown: string,
  { weights, quality }: Pick<LoadOptions, 'quality'> & { readonly weights: string | undefined },
): Promise<void> {
  const models = await modelsOf(await io.platform(), {
    weights: weights === undefined ? undefined : resolve(io.cwd, weights),
    quality,
  });
  for (const model of models) {
    const folder = resolve(io.cwd, shown, model.name);
    await io.write(join(folder, '1', 'model.onnx'), model.bytes);
    await io.write(join(folder, 'config.pbtxt'), tritonConfig(model));
    log.info(`${shown}: ${model.name}, ${(model.bytes.length / 2 ** 20).toFixed(1)} MB`);
  }
}

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
    triton: text(
      'dir',
      'instead: a model repository of every network that predict runs, for inference servers',
      { group: 'Output' },
    ),
    precision: oneOf(
      ['fp32', 'fp16'],
      'how weights are stored; fp16 halves the file, arithmetic stays float32',
      { default: 'fp32', group: 'Output' },
    ),
    people: integer('B', 'people of one run', { min: 1, max: 64, default: 1, group: 'Output' }),
    seed: integer('n', 'of the inputs that are compared', { min: 0, default: 0, group: 'Output' }),
    weights: weightsOption,
    quality: { ...qualityOption, help: `with --triton, ${qualityOption.help}` },
    ...executionOptions,
  },
  exclusive: [
    ['out', 'triton'],
    ['quality', 'out'],
  ],
  examples: [
    ['multiroi export-onnx --weights w.safetensors --out w.onnx', 'float32'],
    ['multiroi export-onnx --triton models', 'a repository of the light model'],
    [
      'multiroi export-onnx --weights w.safetensors --out w16.onnx --precision fp16',
      'half the size',
    ],
  ],
  run: async (context) => {
    const { values, io, log, json } = context;
    if (values.triton !== undefined) {
      await writeRepository(context.io, context.log, values.triton, values);
      return 0;
    }
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
    json.push(report);
    return 0;
  },
});
