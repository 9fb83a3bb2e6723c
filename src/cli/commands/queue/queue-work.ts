/** @file `multiroi queue work`: workers, one in this process or several in processes of their own. */

import { availableParallelism } from 'node:os';
import { archiveHead } from '../../../archive/index.ts';
import type { Logger, Span } from '../../../base/index.ts';
import { startTraces } from '../../../node/index.ts';
import {
  QueueWorker,
  serveMetrics,
  superviseWorkers,
  type QueuedImage,
} from '../../../queue/index.ts';
import { MultiRoi, photoOutputs } from '../../../reconstruct/index.ts';
import type { Platform } from '../../../platform/index.ts';
import type { Context, ExitCode } from '../../parse/command.ts';
import { required, UsageError } from '../../parse/option.ts';
import { givenBoxes, type GivenBoxes } from '../../shared/given-boxes.ts';
import type { Input } from '../../shared/inputs.ts';
import { loadOptionsOf, reconstructOptionsOf } from '../../shared/model-options.ts';
import { loggerOf } from '../../shared/observability.ts';
import { resultFacts } from '../../shared/result-facts.ts';
import { storagesOf } from '../../shared/storages.ts';
import { withQueue } from './open-queue.ts';
import type { QueueValues } from './queue-options.ts';

type Run = Context<QueueValues>;

/** Options that change where and how the work is done, not what its results say. */
const INDIFFERENT = [
  'redis',
  'redis-ca',
  'redis-cert',
  'redis-key',
  'queue',
  'files-from',
  'batch',
  'out',
  'workers',
  'tries',
  'lock-seconds',
  'until-empty',
  'metrics',
  'log',
  'traces',
  'watch',
  'code',
  'all',
  'threads',
  'json',
  'quiet',
  'debug',
  'help',
];

/** Makes an image's files. */
function maker(
  hmr: MultiRoi,
  platform: Platform,
  { values, io }: Run,
  boxes: GivenBoxes | undefined,
): (
  bytes: Uint8Array,
  image: QueuedImage,
  span: Span,
) => Promise<{
  files: Awaited<ReturnType<typeof photoOutputs>>['files'];
  people: number;
  warnings?: readonly string[] | undefined;
}> {
  const options = reconstructOptionsOf(values);
  const { save: kinds, glb, material } = values;
  return async (bytes, { file, url }, span) => {
    const input: Input = {
      label: file,
      name: file,
      path: url,
      source: { kind: 'bytes', bytes, name: file },
    };
    const given = boxes === undefined ? {} : { boxes: boxes.of(input) };
    const asked = {
      ...options,
      ...given,
      file,
      signal: io.signal,
      onStage: (stage: string, startMs: number, endMs: number) =>
        span.part(stage, performance.timeOrigin + startMs, performance.timeOrigin + endMs),
    };
    const { result, files } = await photoOutputs(
      hmr,
      bytes,
      asked,
      { kinds, glb, material },
      platform,
    );
    return { files, people: result.people.length, warnings: result.warnings };
  };
}

async function workHere(context: Run, out: string, log: Logger): Promise<ExitCode> {
  const { values, io, version } = context;
  const platform = await io.platform();
  // a core a worker: what parts the work is processes
  const threads = values.threads ?? 1;
  const { env } = io;
  const service = 'multiroi-worker';
  const traces = await startTraces({ endpoint: values.traces, service, version, env, log });
  const hmr = await MultiRoi.load(platform, await loadOptionsOf({ ...values, threads }, io, log));
  try {
    const boxes = await givenBoxes(values.boxes, io, log);
    const facts = await resultFacts(values, INDIFFERENT, io);
    const head = archiveHead({ version, model: hmr.model, files: facts.files, ...facts.options });
    const storages = await storagesOf(io);
    await withQueue({ values, io, log }, true, async (queue) => {
      const worker = new QueueWorker({
        queue,
        head,
        version,
        inputs: storages,
        out: await storages.open(out),
        make: maker(hmr, platform, context, boxes),
        maxTries: values.tries,
        lockSeconds: values['lock-seconds'],
        untilEmpty: values['until-empty'] === true,
        signal: io.signal,
        traces,
        log,
      });
      await worker.run();
      const { images, people, failed } = worker.state;
      log.info(`worker: ${images} images done, ${people} people, ${failed} set aside`);
    });
    return io.signal.aborted ? 130 : 0;
  } finally {
    await Promise.all([hmr.dispose(), traces.close()]);
  }
}

/** This program's own command line, for one worker. */
function ownCommand(): [string, ...string[]] {
  const [program, script = '', ...args] = process.argv;
  return [
    program ?? process.execPath,
    ...process.execArgv,
    script,
    ...withoutOwn(args),
    '--workers',
    '1',
  ];
}

/** Options that are the parent's. */
const OWN = /^--(workers|metrics)(=|$)/;

function withoutOwn(args: readonly string[]): string[] {
  const isOption = (arg: string | undefined): boolean => arg !== undefined && OWN.test(arg);
  return args.filter((arg, i) => {
    const before = args[i - 1];
    return !isOption(arg) && !(isOption(before) && before?.includes('=') === false);
  });
}

/** Metrics are told for as long as `use` takes. */
async function withMetrics<T>(context: Run, log: Logger, use: () => Promise<T>): Promise<T> {
  const { values, io } = context;
  const { metrics } = values;
  if (metrics === undefined) return use();
  return withQueue({ values, io, log }, true, async (queue) => {
    const server = await serveMetrics(queue, metrics, log);
    try {
      return await use();
    } finally {
      await server.close();
    }
  });
}

/** Works until it is told to stop, or with `--until-empty` until nothing is left. */
export async function work(context: Run): Promise<ExitCode> {
  const { values, io } = context;
  const out = required('queue work', 'out', values.out);
  if (values.save.length === 0) throw new UsageError('--save: expected something to write');
  const log = loggerOf(context);
  const count = values.workers ?? availableParallelism();
  return withMetrics<ExitCode>(context, log, async () => {
    if (count === 1) return workHere(context, out, log);
    log.info(`${count} workers: ${out}`);
    await superviseWorkers({
      count,
      command: ownCommand(),
      env: io.env,
      cwd: io.cwd,
      signal: io.signal,
      say: (text) => io.stderr.write(text),
      log,
    });
    return io.signal.aborted ? 130 : 0;
  });
}
