/** @file The options of `multiroi queue`. */

import {
  OUTPUT_KINDS,
  type GlbKind,
  type Material,
  type OutputKind,
} from '../../../result/index.ts';
import {
  A_FILE,
  flag,
  integer,
  someOf,
  text,
  UsageError,
  value,
  type OptionsFor,
} from '../../parse/option.ts';
import { filesFromOption, glbOption, materialOption } from '../../shared/common-options.ts';
import { logOption, tracesOption, type ObservabilityValues } from '../../shared/observability.ts';
import { modelOptions, type ModelValues } from '../../shared/model-options.ts';

/** What every verb needs: where Redis is. */
export interface RedisValues {
  readonly redis: string | undefined;
  readonly 'redis-ca': string | undefined;
  readonly 'redis-cert': string | undefined;
  readonly 'redis-key': string | undefined;
  readonly queue: string;
}

/** `--redis` and what goes with it. */
export const redisOptions: OptionsFor<RedisValues> = {
  redis: text(
    'url',
    'redis://host:port, or rediss:// for TLS; REDIS_URL unless given; REDIS_PASSWORD and REDIS_USERNAME let in',
    { group: 'Redis' },
  ),
  'redis-ca': text('ca.pem', 'who has signed the certificate of Redis', {
    group: 'Redis',
    reads: A_FILE,
  }),
  'redis-cert': text('cert.pem', 'the certificate to show', { group: 'Redis', reads: A_FILE }),
  'redis-key': text('key.pem', 'its key', { group: 'Redis', reads: A_FILE }),
  queue: text('name', 'which queue of this Redis', { default: 'images', group: 'Redis' }),
};

/** Where something listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

function parseAddress(given: string, name: string): Address {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(given) ?? [];
  if (host === '' || Number(port) > 65_535) {
    throw new UsageError(`${name}: expected host:port, such as 127.0.0.1:9464, got "${given}"`);
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

/** Of all verbs; each takes what it needs. */
export interface QueueValues extends RedisValues, ModelValues, ObservabilityValues {
  readonly 'files-from': string | undefined;
  readonly batch: number;
  readonly out: string | undefined;
  readonly save: readonly OutputKind[];
  readonly glb: GlbKind;
  readonly material: Material;
  readonly workers: number | undefined;
  readonly tries: number;
  readonly 'lock-seconds': number;
  readonly 'until-empty': boolean | undefined;
  readonly metrics: Address | undefined;
  readonly watch: boolean | undefined;
  readonly code: string | undefined;
  readonly all: boolean | undefined;
}

export const queueOptions: OptionsFor<QueueValues> = {
  ...redisOptions,
  'files-from': filesFromOption,
  batch: integer('n', 'images a worker takes at a time (add, retry)', {
    min: 1,
    max: 10_000,
    default: 32,
  }),
  out: text('dir|s3://…', 'the archive of results (work); the table of failures (export)', {
    group: 'Output',
  }),
  save: someOf(OUTPUT_KINDS, 'what to write; verts adds vertices to the npz', {
    default: ['json'],
    group: 'Output',
  }),
  glb: glbOption,
  material: materialOption,
  workers: integer('n', 'processes, each with a model of its own; a core each unless given', {
    min: 1,
    max: 1024,
    group: 'Work',
  }),
  tries: integer('n', 'an image that failed, or ended its worker, so often is set aside', {
    min: 1,
    max: 100,
    default: 3,
    group: 'Work',
  }),
  'lock-seconds': integer('s', 'a worker that was not heard of for so long loses its batch', {
    min: 2,
    max: 3600,
    default: 60,
    group: 'Work',
  }),
  'until-empty': flag('end when nothing is left to do', 'Work'),
  metrics: value<Address>(
    'host:port',
    'where /metrics (Prometheus) and /healthz are served while work goes on',
    parseAddress,
    { group: 'Work' },
  ),
  log: logOption,
  traces: tracesOption,
  watch: flag('show the status until everything is done (status)'),
  code: text('E_…', 'only images that failed so (retry)'),
  all: flag('strike everything, what was done and set aside, too (drain)'),
  ...modelOptions,
};
