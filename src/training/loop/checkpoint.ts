/** @file Checkpoints: every variable of a run (weights, running statistics, Adam's moments) in one safetensors file. */

import { MultiRoiError } from '../../base/index.ts';
import { float16FromFloat32, readSafetensors, writeSafetensors } from '../../format/index.ts';
import { expectedWeights, writeWeightsFile, type NetworkConfig } from '../../network/index.ts';
import type { HostTensor } from '../../platform/index.ts';
import type { TrainingState } from './fit.ts';
import type { RunConfig } from '../config/run-config.ts';

const STEP_KEY = 'multiroi.step';
const ENGINE_KEY = 'multiroi.engine';
const PRECISION_KEY = 'multiroi.mixedPrecision';
const PROVIDER_KEY = 'multiroi.provider';

/**
 * What computes an encoder's steps: ONNX Runtime, as one graph with all that follows it; or the native engine (docs/training.md).
 * Checkpoints of both are alike.
 */
export const ENGINES = ['graph', 'native'] as const;
/** One of {@link ENGINES}. */
export type TrainingEngine = (typeof ENGINES)[number];

/**
 * What an encoder's activations and convolutions are computed in where that is not float32; variables, their gradients and
 * moments always are.
 */
export const MIXED_PRECISIONS = ['none', 'bfloat16'] as const;
/** One of {@link MIXED_PRECISIONS}. */
export type MixedPrecision = (typeof MIXED_PRECISIONS)[number];

/** What computes the steps of a run. */
export interface Arithmetic {
  readonly engine: TrainingEngine;
  readonly mixedPrecision: MixedPrecision;
  /** What ONNX Runtime computes its graphs on; absent: its default. */
  readonly provider?: string | undefined;
}

/** A state as safetensors bytes: every variable by name, float32, and in the metadata the step and what computed it. */
export function encodeCheckpoint(
  { step, variables }: TrainingState,
  { engine = 'graph', mixedPrecision = 'none', provider }: Partial<Arithmetic> = {},
): Uint8Array<ArrayBuffer> {
  return writeSafetensors(variables, {
    [STEP_KEY]: String(step),
    [ENGINE_KEY]: engine,
    [PRECISION_KEY]: mixedPrecision,
    ...(provider !== undefined && { [PROVIDER_KEY]: provider }),
  });
}

/** @throws E_FORMAT */
export function decodeCheckpoint(bytes: Uint8Array): TrainingState {
  const { tensors, metadata } = readSafetensors(bytes);
  const step = Number(metadata[STEP_KEY]);
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new MultiRoiError(
      'E_FORMAT',
      `train: expected a checkpoint with its step, got ${String(metadata[STEP_KEY])}`,
    );
  }
  return { step, variables: tensors };
}

/** The network's weights out of a state. */
export function weightsOf(
  { variables }: TrainingState,
  config: NetworkConfig,
): Map<string, HostTensor> {
  const tensors = new Map<string, HostTensor>();
  for (const name of expectedWeights(config).keys()) {
    const value = variables.get(name);
    // a projection that no loss reads is not trained, and not part of the state
    if (value !== undefined) tensors.set(name, value);
  }
  return tensors;
}

/** The same as a file that --weights takes. */
export function encodeWeights(
  state: TrainingState,
  { network, body, precision }: Pick<RunConfig, 'network' | 'body' | 'precision'>,
): Uint8Array<ArrayBuffer> {
  const tensors = weightsOf(state, network);
  if (precision === 'float16') {
    for (const [name, { shape, data }] of tensors) {
      const half = float16FromFloat32(data as Float32Array);
      tensors.set(name, { type: 'float16', shape, data: half });
    }
  }
  return writeWeightsFile({ config: network, body, tensors }, { [STEP_KEY]: String(state.step) });
}

/** A checkpoint in a folder's list. */
export interface KeptCheckpoint {
  readonly file: string;
  readonly step: number;
  /** Mean loss over the steps since the one before. */
  readonly loss: number;
}

/** A folder's list with one more: the last `keep` and the one of the lowest loss stay. */
export function withCheckpoint(
  kept: readonly KeptCheckpoint[],
  added: KeptCheckpoint,
  keep: number,
): KeptCheckpoint[] {
  const all = [...kept.filter(({ step }) => step < added.step), added];
  const best = bestOf(all);
  return all.filter((entry, i) => i >= all.length - keep || entry === best);
}

/** The checkpoint of the lowest loss. */
export function bestOf(kept: readonly KeptCheckpoint[]): KeptCheckpoint | undefined {
  return kept.reduce<KeptCheckpoint | undefined>(
    (best, entry) => (best === undefined || entry.loss < best.loss ? entry : best),
    undefined,
  );
}
