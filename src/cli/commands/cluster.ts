/** @file `multiroi cluster`: files for Slurm and Kubernetes, from templates that are filled in. */

import { join, resolve } from 'node:path';
import { isBucketAddress } from '../../storage/index.ts';
import { OUTPUT_KINDS } from '../../result/index.ts';
import { defineCommand, type Command, type Context, type ExitCode } from '../parse/command.ts';
import { integer, required, someOf, text, UsageError, type ValuesOf } from '../parse/option.ts';

const OPTIONS = {
  input: text('dir|s3://…', 'the photographs, as every machine sees them'),
  out: text('dir|s3://…', 'where results go, as every machine sees it'),
  to: text('dir', 'where the files are written', { default: 'cluster', group: 'Output' }),
  save: someOf(OUTPUT_KINDS, 'what to write of each photograph', {
    default: ['json'],
    group: 'Output',
  }),
  tasks: integer('n', 'tasks of an array, and most pods', { min: 1, max: 10_000, default: 8 }),
  cpus: integer('n', 'cores a task or a pod', { min: 1, max: 256, default: 4 }),
  memory: integer('MB', 'memory a core', { min: 256, max: 1_000_000, default: 1500 }),
  hours: integer('h', 'longest time of a task (slurm)', { min: 1, max: 1000, default: 24 }),
  program: text('command', 'how a node starts this program (slurm)', { default: 'multiroi' }),
  image: text('ref', 'the image of the Dockerfile that is written too (k8s)', {
    default: 'multiroi',
  }),
  claim: text('name', 'the PersistentVolumeClaim that --input and --out lie in (k8s)', {
    default: 'multiroi',
  }),
  'redis-memory': integer('MB', 'what Redis may take (k8s)', {
    min: 64,
    max: 1_000_000,
    default: 1024,
  }),
};
type Run = Context<ValuesOf<typeof OPTIONS>>;

/** Versions that images are made with. */
const PACKAGES = 'bullmq@6.7.0 ioredis@6.0.0 @aws-sdk/client-s3@3.1175.0';

/** A word for a shell. */
const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
/** JSON is YAML, too, whatever is in it. */
const yaml = (value: unknown): string => JSON.stringify(value);

/** Replaces every `{{name}}`. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const found = values[name];
    if (found === undefined)
      throw new UsageError(`cluster: expected a value for ${name}, got none`);
    return found;
  });
}

/** @throws UsageError for a path that means another place on every machine, and for what would break out of a line. */
function requirePlace(name: string, place: string): string {
  if (/[\r\n\0]/.test(place)) throw new UsageError(`--${name}: expected one line, got several`);
  if (isBucketAddress(place) || place.startsWith('/')) return place;
  throw new UsageError(
    `--${name}: expected an absolute path or s3://bucket/prefix, got "${place}"`,
    'it has to mean the same on every machine',
  );
}

interface Written {
  readonly name: string;
  readonly text: string;
}

/** The folder that both paths lie in, to be mounted where it is. */
function volumesOf(places: readonly string[], claim: string): Record<'mounts' | 'volumes', string> {
  const paths = places.filter((place) => !isBucketAddress(place));
  if (paths.length === 0) return { mounts: '[]', volumes: '[]' };
  const mounts = [...new Set(paths)].map((path) => ({
    name: 'data',
    mountPath: path,
    // a claim has one root: below it the folders have the names that they have outside
    subPath: path.replace(/^\/+/, ''),
  }));
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: claim } }];
  return { mounts: yaml(mounts), volumes: yaml(volumes) };
}

async function filesOf({ values, io, version }: Run, what: string): Promise<Written[]> {
  const input = requirePlace('input', required(`cluster ${what}`, 'input', values.input));
  const out = requirePlace('out', required(`cluster ${what}`, 'out', values.out));
  const { files } = await io.platform();
  const template = async (name: string): Promise<string> =>
    new TextDecoder().decode(await files.asset(`cluster/${name}`));
  const shared = {
    tasks: String(values.tasks),
    cpus: String(values.cpus),
    memoryMb: String(values.memory * values.cpus),
    version,
  };
  if (what === 'slurm') {
    if (isBucketAddress(out)) {
      throw new UsageError('--out: expected a folder that all nodes see, got a bucket');
    }
    const own = {
      input: quoted(input),
      out: quoted(out),
      save: values.save.join(','),
      hours: String(values.hours),
      program: values.program,
    };
    const name = 'array.sbatch';
    return [{ name, text: fill(await template(name), { ...shared, ...own }) }];
  }
  const redis = 'redis://multiroi-redis:6379';
  const work = ['queue', 'work', '--out', out, '--save', values.save.join(','), '--redis', redis];
  const report = ['--workers', String(values.cpus), '--metrics', '0.0.0.0:9464', '--log', 'json'];
  const own = {
    input: yaml(input),
    out: yaml(out),
    save: yaml(values.save.join(',')),
    image: yaml(values.image.includes(':') ? values.image : `${values.image}:${version}`),
    workArguments: yaml([...work, ...report]),
    redisMb: String(values['redis-memory']),
    // what is copied on writing, and the buffers of connections, come on top
    redisLimitMb: String(values['redis-memory'] * 2),
    packages: PACKAGES,
    ...volumesOf([input, out], values.claim),
  };
  // parts of a list write a record into a folder
  const shards = isBucketAddress(out) ? [] : ['shards.yaml'];
  const names = ['Dockerfile', 'redis.yaml', 'add.yaml', 'work.yaml', ...shards];
  return Promise.all(
    names.map(async (name) => ({ name, text: fill(await template(name), { ...shared, ...own }) })),
  );
}

async function writeCluster(context: Run): Promise<ExitCode> {
  const { values, operands, io, log, json } = context;
  const [what = ''] = operands;
  if (what !== 'slurm' && what !== 'k8s') {
    throw new UsageError(`multiroi cluster: expected slurm or k8s, got "${what}"`);
  }
  const written = await filesOf(context, what);
  for (const { name, text: content } of written) {
    await io.write(join(resolve(io.cwd, values.to), name), content);
    log.info(`wrote ${join(values.to, name)}`);
  }
  json.push({ to: values.to, files: written.map(({ name }) => name) });
  return 0;
}

export const clusterCommand: Command = defineCommand({
  name: 'cluster',
  summary: 'Files for Slurm and Kubernetes: an array job, or a queue and its workers',
  description:
    'slurm writes an array job whose tasks are parts of one list (predict --shard), into a folder that all nodes see. k8s writes a Dockerfile, Redis, a Job that enters photographs, a Deployment of workers with a KEDA scaler on the length of the queue, and for those who want no Redis an indexed Job of parts. A Secret named multiroi holds REDIS_PASSWORD, and the AWS_… variables of a bucket. The files are short, and meant to be read; docs/archive.md says in which order they are used.',
  operands: { usage: '<slurm|k8s>', min: 1, max: 1 },
  options: OPTIONS,
  examples: [
    [
      'multiroi cluster slurm --input /data/photos --out /data/out --tasks 50',
      'cluster/array.sbatch',
    ],
    [
      'multiroi cluster k8s --input s3://bucket/photos --out s3://bucket/archive',
      'cluster/Dockerfile, redis.yaml, add.yaml, work.yaml',
    ],
  ],
  run: writeCluster,
});
