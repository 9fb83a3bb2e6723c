/** @file `multiroi convert`: the authors' checkpoints → weights of ours, every key accounted for. */

import { basename, resolve } from 'node:path';
import { messageOf, MultiRoiError } from '../../base/index.ts';
import { readTorchCheckpoint, writeSafetensors, type TorchCheckpoint } from '../../format/index.ts';
import {
  convertAdamState,
  convertCheckpoint,
  writeWeightsFile,
  type ConvertedCheckpoint,
} from '../../network/index.ts';
import { withFileSource } from '../../node/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { choice, oneOf, text } from '../parse/option.ts';
import { relationOption } from '../shared/network-options.ts';

/** Whose shape space the authors' betas are in. */
const BODY = 'smpl-neutral';

export const convertCommand: Command = defineCommand({
  name: 'convert',
  summary: "The authors' PyTorch or Jittor checkpoints to weights of this package",
  description:
    'Reads a checkpoint of the Multi-RoI authors (torch.save of any version, or a Jittor pickle) by range and without running anything in it, tells the network from its keys, and writes weights that carry their whole configuration: --weights needs nothing else. Every key is accounted for; one that is missing, misshapen or unexpected stops the conversion.',
  operands: { usage: '<in.pt>', min: 1, max: 1 },
  options: {
    out: text('w.safetensors', 'where to write; beside the checkpoint unless given', {
      group: 'Output',
    }),
    optimizer: text(
      'o.safetensors',
      "also write Adam's moments and step count, to go on training",
      {
        group: 'Output',
      },
    ),
    model: oneOf(['resnet50', 'hrnet-w48'], 'refuse a checkpoint of the other model', {
      group: 'Checkpoint',
    }),
    key: text('prefix', 'where in the file the network is, such as model.; found unless given', {
      group: 'Checkpoint',
    }),
    'roi-shape': oneOf(['rect', 'square'], 'what it was trained on: 256×192 or 224×224', {
      default: 'rect',
      group: 'Checkpoint',
    }),
    relation: relationOption('Checkpoint'),
    strict: choice('refuse keys that are not of the network; --no-strict leaves them out', {
      default: true,
      group: 'Checkpoint',
    }),
  },
  examples: [
    ['multiroi convert current.pt --out w.safetensors', 'converts, and says what every key became'],
    [
      'multiroi convert current.pt --out w.safetensors --optimizer adam.safetensors',
      'keeps the state of the optimiser too',
    ],
  ],
  run: async ({ values, operands: [path = ''], io, log, json }) => {
    const { model, key, relation, strict, optimizer } = values;
    const checkpoint = await withFileSource(resolve(io.cwd, path), (source) =>
      readTorchCheckpoint(source, { optimiser: optimizer !== undefined }),
    );
    const converted = convertCheckpoint(checkpoint, {
      roiShape: values['roi-shape'],
      strict: strict !== false,
      ...(model !== undefined && { model }),
      ...(key !== undefined && { prefix: key }),
      ...(relation !== undefined && { relation }),
    });
    const { config, weights, report, facts } = converted;
    const source = JSON.stringify({ file: basename(path), ...facts });
    const bytes = writeWeightsFile(
      { config, body: BODY, tensors: weights },
      { 'multiroi.source': source },
    );
    // before anything is written: whoever asks for both gets both or neither
    const state = optimizer === undefined ? undefined : adamStateOf(path, checkpoint, converted);
    const out = values.out ?? path.replace(/\.[^./\\]*$/, '') + '.safetensors';
    await io.write(resolve(io.cwd, out), bytes);
    if (optimizer !== undefined && state !== undefined) {
      await io.write(resolve(io.cwd, optimizer), writeSafetensors(state));
    }
    for (const line of told(path, converted)) log.info(line);
    log.info(`${out}: ${weights.size} tensors, ${(bytes.length / 2 ** 20).toFixed(0)} MB`);
    json.push({ file: path, out, config, facts, keys: report });
    return 0;
  },
});

/** The optimiser's state; its failure says how to have the weights all the same. */
function adamStateOf(
  path: string,
  checkpoint: TorchCheckpoint,
  converted: ConvertedCheckpoint,
): ReturnType<typeof convertAdamState> {
  try {
    return convertAdamState(checkpoint, converted);
  } catch (cause) {
    throw new MultiRoiError('E_FORMAT', messageOf(cause), {
      hint: `leave --optimizer out to convert the weights of ${path} without it`,
      cause,
    });
  }
}

/** What the file is and what became of its keys. */
function told(path: string, { config, report, prefix, facts }: ConvertedCheckpoint): string[] {
  const { model, preset, rois, frequencies, relation } = config;
  const where = prefix === '' ? '' : `, under "${prefix}"`;
  const epoch = facts['epoch'] === undefined ? '' : `, epoch ${facts['epoch']}`;
  const counters = report.unread.filter((name) => name.endsWith('num_batches_tracked'));
  const others = report.unread.filter((name) => !counters.includes(name));
  const list = (names: readonly string[]): string =>
    names.length > 0 ? ` (${names.join(', ')})` : '';
  return [
    `${path}: ${model}, preset ${preset}, ${rois} regions, ${frequencies} frequencies, encoding ${relation}${where}${epoch}`,
    `${report.matched.length} keys read, ${report.missing.length} missing, ${report.unexpected.length} unexpected${list(report.unexpected)}`,
    `${report.unread.length} known and not read: ${counters.length} batch counters, ${others.length} of no use to the forward pass${list(others)}`,
  ];
}
