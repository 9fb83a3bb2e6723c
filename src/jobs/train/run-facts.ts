/** @file What a run was, for its folder; and whether a resumed run is the one that began there. */

import { availableParallelism, cpus } from 'node:os';
import { MultiRoiError, throwIssues, type Issue } from '../../base/index.ts';
import { nativeFacts, requireNative } from '../../native/index.ts';
import type { Arithmetic, TrainingEngine } from '../../training/index.ts';
import { nodeRuntime, runtimeVersion } from '../../node/index.ts';
import { readRunFacts, type RunFacts } from './run-folder.ts';
import type { TrainRunOptions } from './run-options.ts';

/** Numbers are the same for the same versions and machine. */
export async function environment(
  version: string,
  engine: TrainingEngine,
): Promise<Pick<RunFacts, 'versions' | 'machine'>> {
  const native = engine === 'native' ? nativeFacts() : undefined;
  return {
    versions: {
      multiroi: version,
      node: process.versions.node,
      onnxruntime: runtimeVersion(),
      ...(native?.here === true && { onednn: native.version }),
    },
    machine: {
      platform: `${process.platform}-${process.arch}`,
      processor: cpus()[0]?.model ?? 'unknown',
      cores: String(availableParallelism()),
    },
  };
}

/**
 * What computes the encoder's steps of a run, see `TrainRunOptions`.
 * @throws E_CONFIG for the native engine in a run on features, which has no encoder to train, for bfloat16 in the
 * graph, and for a provider that the runtime has not; E_UNSUPPORTED where the engine is not built, or the processor does not multiply such numbers.
 */
export async function arithmeticOf(
  options: Pick<
    TrainRunOptions,
    'engine' | 'mixedPrecision' | 'provider' | 'resume' | 'out' | 'config'
  >,
): Promise<Arithmetic> {
  const { config } = options;
  const past: Partial<Arithmetic> = options.resume ? await readRunFacts(options.out) : {};
  const wanted = options.engine ?? past.engine ?? 'graph';
  const native = nativeFacts();
  const engine =
    wanted === 'auto' ? (config.kind === 'images' && native.here ? 'native' : 'graph') : wanted;
  // another engine begins in its own precision
  const kept = engine === (past.engine ?? 'graph') ? past.mixedPrecision : undefined;
  const mixedPrecision = options.mixedPrecision ?? kept ?? 'none';
  if (engine === 'native') {
    if (config.kind === 'features') {
      throw new MultiRoiError(
        'E_CONFIG',
        'train: expected a run on images for the native engine, got one on features of a frozen encoder',
        { hint: 'train it with --engine graph' },
      );
    }
    requireNative(mixedPrecision);
  } else if (mixedPrecision !== 'none') {
    throw new MultiRoiError(
      'E_CONFIG',
      `train: expected the native engine for ${mixedPrecision}, got the graph, which computes in float32`,
      { hint: 'add --engine native' },
    );
  }
  const provider = options.provider ?? past.provider;
  if (provider !== undefined) requireProvider(provider);
  return { engine, mixedPrecision, ...(provider !== undefined && { provider }) };
}

/** Before data are read and graphs made. */
function requireProvider(provider: string): void {
  const { providers } = nodeRuntime.facts();
  if (providers.includes(provider)) return;
  throw new MultiRoiError(
    'E_CONFIG',
    `train: expected a provider of ${providers.join(', ')}, got '${provider}'`,
  );
}

/** @throws E_CONFIG for a resumed run of another configuration. */
export async function factsOf(
  options: TrainRunOptions,
  steps: number,
  arithmetic: Arithmetic,
): Promise<RunFacts> {
  const { name, command, config, seed, out, version } = options;
  const facts: RunFacts = {
    name,
    command,
    seed,
    ...arithmetic,
    ...(await environment(version, arithmetic.engine)),
    startedAt: new Date().toISOString(),
    steps,
    config,
  };
  if (!options.resume) return facts;
  const past = await readRunFacts(out);
  const free = new Set([
    'config.checkpoint',
    'config.logEvery',
    'config.data.folder',
    // a rate that falls until the end depends on where that is
    ...(config.schedule.warmUp === 0 && config.schedule.decay === 'none' ? ['config.length'] : []),
  ]);
  const issues = differences({ seed: past.seed, config: past.config }, { seed, config }, free);
  throwIssues('E_CONFIG', 'train --resume', issues);
  return { ...facts, startedAt: past.startedAt };
}

/** @param free paths that may change: how long a run is and what it writes, not what it computes. */
function differences(past: unknown, now: unknown, free: ReadonlySet<string>, path = ''): Issue[] {
  if (free.has(path)) return [];
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject(past) && isObject(now)) {
    const names = new Set([...Object.keys(past), ...Object.keys(now)]);
    return [...names].flatMap((name) =>
      differences(past[name], now[name], free, path === '' ? name : `${path}.${name}`),
    );
  }
  const [a, b] = [JSON.stringify(past), JSON.stringify(now)];
  return a === b
    ? []
    : [{ path, message: `expected ${String(a)}, with which the run began, got ${String(b)}` }];
}
