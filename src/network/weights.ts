/**
 * @file Weights by name: what a network expects, what a file holds, and every difference reported aloud.
 * Networks name their parameters as the authors' modules do, so their checkpoints need no renaming;
 * the files of 2D-pose pretraining differ by a prefix and by the heads they carry.
 */

import { relationLength } from '../camera/index.ts';
import { MultiRoiError, throwIssues, type Issue } from '../base/index.ts';
import { float32Of } from '../format/index.ts';
import { Graph } from '../graph/index.ts';
import type { HostTensor, Weights } from '../platform/index.ts';
import { encoderWidth, inputSize, type NetworkConfig } from './config.ts';
import { ENCODERS } from './encoders/index.ts';
import { foldBatchNorm } from './fold.ts';
import { startBuild, type Fold, type Normalisation } from './layers.ts';
import { buildNetwork } from './network.ts';
import { dequantiseWeights } from './quantised.ts';

/** What became of every key of a file. */
export interface KeyReport {
  /** Read into the network. */
  readonly matched: readonly string[];
  /** Known and unread: counters, tables, and layers that the authors' forward pass never calls. */
  readonly unread: readonly string[];
  /** Wanted by the network, not in the file. */
  readonly missing: readonly string[];
  /** In the file, not of this network. */
  readonly unexpected: readonly string[];
  /** Of another shape than the network's, or not finite; `path` is the key. */
  readonly misfits: readonly Issue[];
}

/** Weights of a file as a network names them, and which keys did not match. */
export interface LoadedWeights {
  /** The matched keys, as float32, and what `quantisationIn` reads. */
  readonly weights: Weights;
  readonly report: KeyReport;
}

type Shapes = ReadonlyMap<string, readonly number[]>;

/** Names and shapes of every parameter and state of a network, its projection included. */
export function expectedWeights(config: NetworkConfig): Shapes {
  return describe(config, 'frozen').shapes;
}

/** A network's weights with batch normalisation folded, those of its projection, too. @throws E_CONFIG as `foldBatchNorm` */
export function foldedWeights(config: NetworkConfig, weights: Weights): Weights {
  return foldBatchNorm(weights, describe(config, 'frozen').folds);
}

function describe(
  config: NetworkConfig,
  normalisation: Normalisation,
): { readonly shapes: Shapes; readonly folds: readonly Fold[] } {
  const graph = new Graph('expected');
  const M = config.rois;
  const { encode } = ENCODERS[config.model];
  const source =
    encode === null
      ? { features: graph.input('features', [1, M, encoderWidth(config)]) }
      : { images: graph.input('images', [1, M, 3, ...inputSize(config)]) };
  const inputs = {
    ...source,
    boxes: graph.input('boxes', [1, M, 3]),
    relation: graph.input('relation', [1, M, M, relationLength(config.frequencies)]),
  };
  // the features of a frozen encoder have nothing to learn from the contrastive loss
  const mode = { normalisation, projection: encode !== null };
  const { folds } = buildNetwork(graph, config, inputs, mode);
  return { shapes: shapesOf(graph), folds };
}

function shapesOf(graph: Graph): Shapes {
  return new Map(graph.variables().map(({ name, tensor }) => [name, tensor.shape]));
}

/** Keys that a checkpoint may hold beside the expected ones; null: of any shape. */
function unreadKeys(
  config: NetworkConfig,
  expected: Shapes,
): Map<string, readonly number[] | null> {
  const table = [1, 2 * config.frequencies, 1];
  const unread = new Map<string, readonly number[] | null>([
    ['pos_enc._freqs', table],
    ['pos_enc._phases', table],
    // the Jittor port's table of the same numbers
    ['pos_enc.freq', null],
    ...Object.entries(ENCODERS[config.model].unread),
  ]);
  for (const name of expected.keys()) {
    const counter = name.replace(/running_mean$/, 'num_batches_tracked');
    if (counter !== name) unread.set(counter, []);
  }
  return unread;
}

/** What a run that diverged has left; null when every number is finite. */
function notFinite(data: Float32Array): string | null {
  let count = 0;
  let first = -1;
  for (let i = 0; i < data.length; i++) {
    // infinities and NaN alone differ from themselves here
    if (data[i] - data[i] === 0) continue;
    if (count++ === 0) first = i;
  }
  if (count === 0) return null;
  return `expected finite numbers, got ${data[first]} (element ${first}; ${count} of ${data.length}); such weights come from a run that diverged`;
}

/** Compares a file with what is wanted, key by key. */
function match(
  weights: Weights,
  expected: Shapes,
  unread: ReadonlyMap<string, readonly number[] | null>,
): LoadedWeights {
  const taken = new Map<string, HostTensor>();
  const report = {
    matched: [] as string[],
    unread: [] as string[],
    missing: [...expected.keys()].filter((name) => !weights.has(name)),
    unexpected: [] as string[],
    misfits: [] as Issue[],
  };
  for (const [name, tensor] of weights) {
    const shape = expected.get(name) ?? unread.get(name);
    if (shape === undefined) {
      report.unexpected.push(name);
    } else if (shape !== null && shape.join() !== tensor.shape.join()) {
      const message = `expected [${shape.join(', ')}], got [${tensor.shape.join(', ')}]`;
      report.misfits.push({ path: name, message });
    } else if (expected.has(name)) {
      const data = float32Of(`weights "${name}"`, tensor);
      const message = notFinite(data);
      if (message !== null) report.misfits.push({ path: name, message });
      else report.matched.push(name);
      taken.set(name, { type: 'float32', shape: tensor.shape, data });
    } else {
      report.unread.push(name);
    }
  }
  return { weights: taken, report };
}

/**
 * Picks the weights of a network from those of a file. Those of an 8-bit network have batch normalisation folded, and what rounds it beside them.
 * @param strict false: differences are reported only, and the caller fills what is missing.
 * @throws E_FORMAT with every key that is missing, unexpected, of another shape or not finite.
 */
export function loadWeights(
  config: NetworkConfig,
  weights: Weights,
  { strict = true }: { readonly strict?: boolean } = {},
): LoadedWeights {
  const { float, quantisation } = dequantiseWeights(weights);
  const expected = describe(config, quantisation.size > 0 ? 'folded' : 'frozen').shapes;
  const { weights: matched, report } = match(float, expected, unreadKeys(config, expected));
  const loaded = { weights: new Map([...matched, ...quantisation]), report };
  if (strict) {
    const { missing, unexpected, misfits } = loaded.report;
    throwIssues('E_FORMAT', `loadWeights (${config.model}, preset ${config.preset})`, [
      ...missing.map((path) => ({ path, message: 'expected a tensor, got none' })),
      ...unexpected.map((path) => ({ path, message: 'expected no such key' })),
      ...misfits,
    ]);
  }
  return loaded;
}

/** ResNet and HRNet both have it, whoever wrote the file. */
const ENCODER_KEY = 'layer1.0.conv1.weight';

/** What stands before an encoder's keys: `state_dict.backbone.`, `module.`; empty where nothing tells. */
function encoderPrefix(file: Weights): string {
  const prefixes = [...file.keys()]
    .filter((key) => key === ENCODER_KEY || key.endsWith(`.${ENCODER_KEY}`))
    .map((key) => key.slice(0, -ENCODER_KEY.length));
  if (prefixes.length <= 1) return prefixes[0] ?? '';
  throw new MultiRoiError(
    'E_FORMAT',
    `pretrainedEncoder: expected one encoder, got ${prefixes.length} (${prefixes.map((each) => `"${each}"`).join(', ')})`,
    { hint: 'save the one that is meant by itself' },
  );
}

/**
 * Encoder weights from a 2D-pose pretraining file: MMPose's ResNet (`backbone.layer1…` beside a
 * `head.…`) or the HRNet authors' (`stage2…` without prefix), under this network's names. What the
 * file lacks — HRNet's concatenation head and the last module's coarse outputs — is in `missing`.
 * @throws E_FORMAT when no key is the encoder's, or one has another shape.
 */
export function pretrainedEncoder(config: NetworkConfig, file: Weights): LoadedWeights {
  const { encode, prefix } = ENCODERS[config.model];
  if (encode === null) {
    throw new MultiRoiError(
      'E_CONFIG',
      `pretrainedEncoder: expected a model with a trainable encoder, got ${config.model}`,
    );
  }
  const graph = new Graph('encoder');
  encode(startBuild(graph, 'frozen'), graph.input('images', [1, 3, ...inputSize(config)]));
  const before = encoderPrefix(file);
  const renamed = new Map<string, HostTensor>();
  for (const [name, tensor] of file) {
    const bare = name.startsWith(before) ? name.slice(before.length) : name;
    renamed.set(prefix + bare.replace(/^(state_dict\.)?(module\.)?(backbone\.)?/, ''), tensor);
  }
  const expected = shapesOf(graph);
  const loaded = match(renamed, expected, unreadKeys(config, expected));
  if (loaded.report.matched.length === 0) {
    const first = [...file.keys()].slice(0, 3).join(', ');
    throw new MultiRoiError(
      'E_FORMAT',
      `pretrainedEncoder: expected keys of ${config.model}, got none of them (first keys: ${first})`,
    );
  }
  throwIssues('E_FORMAT', 'pretrainedEncoder', loaded.report.misfits);
  return loaded;
}
