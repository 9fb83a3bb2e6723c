/**
 * @file The authors' checkpoints as weights of ours: where in the file the network is, which network it
 * is, and what became of every key. Covers `torch.save` of the released trainer (`model`, `optimizer`,
 * `epoch`, …), bare state_dicts, and the Jittor port's pickles, whose modules have the same names.
 */

import type { RelationMode } from '../camera/index.ts';
import { MultiRoiError, throwFormat, throwIssues, type Issue } from '../base/index.ts';
import { float32Of, kindOf, type TorchCheckpoint } from '../format/index.ts';
import { ADAM_MEAN_PREFIX, ADAM_SQUARE_PREFIX, ADAM_STEP } from '../graph/index.ts';
import type { HostTensor, Weights } from '../platform/index.ts';
import { networkConfig, type NetworkConfig } from './config.ts';
import type { ModelName } from './encoders/index.ts';
import { belowPrefix, networkPrefixes, releasedChoice, TELLING_KEY } from './released.ts';
import { loadWeights, type KeyReport } from './weights.ts';

/** What a checkpoint's keys do not tell. */
export interface ConvertOptions {
  /** Refuse a checkpoint of another model; default: whatever its keys say. */
  readonly model?: ModelName;
  /** Where in the file the network is, such as `model.`; default: where its keys are. */
  readonly prefix?: string;
  /** What the images were cut to, which no key tells. Default `rect`, as in all published commands. */
  readonly roiShape?: NetworkConfig['roiShape'];
  /** How the checkpoint's machine rounded the encoding; default: the preset's. */
  readonly relation?: RelationMode;
  /** false: keys that are not the network's are left out and reported. Default true: they are refused. */
  readonly strict?: boolean;
}

/** A checkpoint as a network of this package. */
export interface ConvertedCheckpoint {
  readonly config: NetworkConfig;
  /** float32, by the network's names, which are the authors'. */
  readonly weights: Weights;
  /** Keys without the prefix. */
  readonly report: KeyReport;
  readonly prefix: string;
  /** Numbers beside the network: `epoch`, `total_step_count`. */
  readonly facts: Readonly<Record<string, number>>;
}

const FACTS = ['epoch', 'batch_idx', 'batch_size', 'total_step_count'];

/**
 * Picks the network out of a checkpoint.
 * @throws E_FORMAT listing every key that is missing, misshapen or (strict) unexpected; E_CONFIG when
 * it is another model than was asked for.
 */
export function convertCheckpoint(
  checkpoint: TorchCheckpoint,
  options: ConvertOptions = {},
): ConvertedCheckpoint {
  const { model, roiShape, relation, strict = true } = options;
  const prefix = options.prefix ?? prefixIn(checkpoint);
  const found = belowPrefix(checkpoint.tensors, prefix);
  const choice = releasedChoice(found);
  if (model !== undefined && model !== choice.model) {
    throw new MultiRoiError(
      'E_CONFIG',
      `convertCheckpoint: expected a checkpoint of ${model}, got one of ${choice.model}`,
    );
  }
  const config = networkConfig({
    ...choice,
    ...(roiShape !== undefined && { roiShape }),
    ...(relation !== undefined && { relation }),
  });
  const { report } = loadWeights(config, found, { strict });
  // without these there is no network, strict or not
  const wanted = new Map([...found].filter(([name]) => !report.unexpected.includes(name)));
  const { weights } = loadWeights(config, wanted);
  const facts = FACTS.flatMap((name) => {
    const value = checkpoint.values.get(name);
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  return { config, weights, report, prefix, facts: Object.fromEntries(facts) };
}

/** What stands before the network's keys. @throws E_FORMAT with what the file holds instead. */
function prefixIn({ tensors, values }: TorchCheckpoint): string {
  const prefixes = networkPrefixes(tensors);
  const [prefix] = prefixes;
  if (prefix !== undefined && prefixes.length === 1) return prefix;
  if (prefix !== undefined) {
    const got = `${prefixes.length} (${prefixes.map((each) => `"${each}"`).join(', ')})`;
    throwFormat('convertCheckpoint', `one network with "${TELLING_KEY}"`, got, {
      hint: 'say which one with --key, by what its keys begin with',
    });
  }
  const keys = [...tensors.keys()].slice(0, 3).join(', ');
  const others = [...values]
    .slice(0, 3)
    .map(([path, value]) => `${path || 'it'} is ${kindOf(value)}`);
  const got =
    keys === '' ? `no tensor at all: ${others.join(', ') || 'empty'}` : `first keys: ${keys}`;
  return throwFormat('convertCheckpoint', `one network with "${TELLING_KEY}"`, `none (${got})`, {
    hint: 'give a checkpoint of the Multi-RoI authors; files of 2D-pose pretraining are read by training',
  });
}

/** Registered buffers, which PyTorch's optimisers do not see. */
const BUFFER = /(^init_(pose|shape|cam)$|^pos_enc\.|running_(mean|var)$|num_batches_tracked$)/;

/**
 * Adam's moments and step count of a checkpoint read with its optimiser, by the names that
 * `graph/adam.ts` gives them. PyTorch numbers them by the order of the parameters.
 * @throws E_FORMAT when it holds none, or they do not fit the parameters.
 */
export function convertAdamState(
  checkpoint: TorchCheckpoint,
  { prefix, weights }: Pick<ConvertedCheckpoint, 'prefix' | 'weights'>,
): Map<string, HostTensor> {
  const keys = [...belowPrefix(checkpoint.tensors, prefix).keys()];
  const parameters = keys.filter((key) => !BUFFER.test(key) && !key.startsWith('optimizer.'));
  const issues: Issue[] = [];
  const listed = checkpoint.values.get('optimizer.param_groups.0.params');
  if (!Array.isArray(listed) || listed.length !== parameters.length) {
    const got = Array.isArray(listed) ? String(listed.length) : 'none';
    const message = `expected ${parameters.length} parameters in one group, got ${got}`;
    throwIssues('E_FORMAT', 'convertAdamState', [{ path: 'optimizer', message }]);
  }
  const state = new Map<string, HostTensor>();
  const steps = new Set<number>();
  for (const [i, name] of parameters.entries()) {
    const weight = weights.get(name);
    // a layer that the forward pass never calls has no gradient, and Adam no state of it
    if (weight === undefined) continue;
    for (const [theirs, ours] of [
      ['exp_avg', ADAM_MEAN_PREFIX],
      ['exp_avg_sq', ADAM_SQUARE_PREFIX],
    ]) {
      const path = `optimizer.state.${i}.${theirs}`;
      const moment = checkpoint.tensors.get(path);
      if (moment?.shape.join() === weight.shape.join()) {
        const data = float32Of(path, moment);
        state.set(`${ours}${name}`, { type: 'float32', shape: weight.shape, data });
      } else {
        const got = moment === undefined ? 'none' : `[${moment.shape.join(', ')}]`;
        issues.push({ path, message: `expected [${weight.shape.join(', ')}], got ${got}` });
      }
    }
    steps.add(stepOf(checkpoint, i));
  }
  const [step = NaN] = steps;
  if (steps.size !== 1 || !Number.isFinite(step)) {
    const message = `expected one number of steps, got ${[...steps].join(', ')}`;
    issues.push({ path: 'optimizer.state', message });
  }
  throwIssues('E_FORMAT', 'convertAdamState', issues);
  state.set(ADAM_STEP, { type: 'float32', shape: [], data: Float32Array.of(step) });
  return state;
}

/** A number in old files, a tensor in new ones. */
function stepOf({ tensors, values }: TorchCheckpoint, index: number): number {
  const path = `optimizer.state.${index}.step`;
  const value = values.get(path) ?? tensors.get(path)?.data[0];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN;
}
