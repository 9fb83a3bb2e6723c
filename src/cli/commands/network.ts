/** @file `multiroi network`: the bare network on arrays, to compare with other implementations. */

import { resolve } from 'node:path';
import { readNpz, writeNpz, type NdArray } from '../../format/index.ts';
import { runNetwork } from '../../inference/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { executionOptions, sessionOptionsOf } from '../shared/model-options.ts';
import { readWeights, relationOption, weightsOption } from '../shared/network-options.ts';
import { A_FILE, flag, required, text } from '../parse/option.ts';

export const networkCommand: Command = defineCommand({
  name: 'network',
  summary: 'The bare network on arrays, to compare with other implementations',
  description: [
    'Reads images [B, M, 3, H, W], float32, normalised, and boxes [B, M, 3], float32 box information, from an .npz; B and M are the file’s. The relative encoding is made from the boxes. The light model takes features [B, M, 1465] instead of images.',
    'Writes features [B, M, D], attention [B, M, M], rotmat [B, K, 24, 3, 3], betas [B, K, 10], cam [B, M, 3] (s, tx, ty) and, with --z, z [B, M, D]. K is M in preset official, where every region has its own mesh and that of region 0 is the person’s; in preset paper it is 1.',
  ].join('\n'),
  operands: { usage: '', min: 0, max: 0 },
  options: {
    inputs: text('in.npz', 'images (or features) and boxes', { group: 'Input', reads: A_FILE }),
    outputs: text('out.npz', 'where to write', { group: 'Output' }),
    z: flag('also write z, the projection of the contrastive loss', 'Output'),
    weights: weightsOption,
    relation: relationOption('Model'),
    ...executionOptions,
  },
  examples: [
    [
      'multiroi network --weights w.safetensors --inputs in.npz --outputs out.npz --z',
      'runs every person of in.npz through the network',
    ],
  ],
  run: async ({ values, io, log, json }) => {
    const weights = required('network', 'weights', values.weights);
    const inputs = required('network', 'inputs', values.inputs);
    const outputs = required('network', 'outputs', values.outputs);
    const { files, runtime } = await io.platform();
    const arrays = readNpz(await files.read(resolve(io.cwd, inputs)), {
      only: ['images', 'features', 'boxes'],
    });
    const results = await runNetwork(runtime, await readWeights(io, weights), arrays, {
      z: values.z,
      ...(values.relation !== undefined && { relation: values.relation }),
      ...sessionOptionsOf(values),
    });
    await io.write(resolve(io.cwd, outputs), writeNpz(results as ReadonlyMap<string, NdArray>));
    const shapes = [...results].map(([name, { shape }]) => ({ name, shape }));
    log.info(
      `${outputs}: ${shapes.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')}`,
    );
    json.push({ file: inputs, out: outputs, arrays: shapes });
    return 0;
  },
});
