/** @file `multiroi queue`: photographs by many workers on many machines, through Redis. */

import { defineCommand, type Command, type Context, type ExitCode } from '../../parse/command.ts';
import { UsageError } from '../../parse/option.ts';
import { MODEL_EXCLUSIVE } from '../../shared/model-options.ts';
import { queueOptions, type QueueValues } from './queue-options.ts';

type Verb = (context: Context<QueueValues>, operands: readonly string[]) => Promise<ExitCode>;

/** Loaded when they are called: help needs neither Redis nor a model. */
const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  add: async () => (await import('./queue-add.ts')).addImages,
  work: async () => (await import('./queue-work.ts')).work,
  status: async () => (await import('./queue-status.ts')).showStatus,
  retry: async () => (await import('./queue-verbs.ts')).retryFailed,
  drain: async () => (await import('./queue-verbs.ts')).drainQueue,
  export: async () => (await import('./queue-verbs.ts')).exportFailures,
};

export const queueCommand: Command = defineCommand({
  name: 'queue',
  summary: 'Photographs by many workers on many machines, through Redis',
  description: [
    'add enters images (files, folders, patterns, lists, s3://bucket/prefix): each once, by the digest of its content, however often it is added. work starts workers that make results into an archive: a folder that all machines see, or a bucket; results are keyed by digest, and a receipt beside them says what was made of which image. A worker that is killed, a Redis that restarts and a connection that breaks lose nothing and double nothing. Workers of another version, model or options are refused.',
    'An image whose bytes are wrong is set aside at once, one that fails otherwise or ends its worker after --tries. status tells how it stands; export writes a table of what was set aside, retry puts it back, drain takes out what nobody has begun.',
    'The packages bullmq and ioredis are needed (npm install bullmq ioredis), and @aws-sdk/client-s3 for buckets. docs/archive.md tells more.',
  ].join('\n'),
  operands: {
    usage: '<add <image|folder|glob|s3://…>…|work|status|retry|drain|export>',
    min: 1,
    max: Infinity,
  },
  options: queueOptions,
  exclusive: MODEL_EXCLUSIVE,
  examples: [
    ['multiroi queue add photos', 'enters every photograph of a folder'],
    ['multiroi queue work --out archive', 'starts a worker a core, until it is told to stop'],
    ['multiroi queue work --out archive --until-empty', 'the same, until everything is done'],
    ['multiroi queue status --watch', 'shows rate, time left, failures and workers'],
    ['multiroi queue export --out failures.csv', 'writes what was set aside, and why'],
  ],
  run: async (context) => {
    const [name = '', ...operands] = context.operands;
    const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (load === undefined) {
      throw new UsageError(
        `multiroi queue: expected ${Object.keys(VERBS).join(', ')}, got "${name}"`,
      );
    }
    if (name !== 'add' && operands.length > 0) {
      throw new UsageError(`multiroi queue ${name}: expected no operands, got "${operands[0]}"`);
    }
    return (await load())(context, operands);
  },
});
