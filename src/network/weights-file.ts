/**
 * @file Weights files: safetensors whose metadata say which network the weights are of (its whole
 * configuration) and in which body's shape space their betas are. Nothing else is needed to run them.
 */

import { throwFormat } from '../base/index.ts';
import { fileKind, readSafetensors, writeSafetensors } from '../format/index.ts';
import type { Weights } from '../platform/index.ts';
import { networkConfig, parseNetworkConfig, type NetworkConfig } from './config.ts';
import { belowPrefix, networkPrefixes, releasedChoice } from './released.ts';

/** Metadata key of the configuration, as JSON. */
export const CONFIG_KEY = 'multiroi.config';
/** Metadata key of the body that the weights were trained with. */
export const BODY_KEY = 'multiroi.body';

/** What our own weights are trained with, and what the authors' were. */
const OWN_BODY = 'open';
const RELEASED_BODY = 'smpl-neutral';

/** A file that --weights takes: a network with everything that decides its graph. */
export interface WeightsFile {
  readonly config: NetworkConfig;
  /** Name of the body whose betas the network regresses. */
  readonly body: string;
  readonly tensors: Weights;
}

/**
 * Reads a weights file. One without a configuration is taken for a checkpoint of the authors', whose
 * keys tell what it is, whatever stands before them.
 * @throws E_FORMAT, E_CONFIG
 */
export function readWeightsFile(bytes: Uint8Array): WeightsFile {
  requireSafetensors(bytes);
  const { tensors: all, metadata } = readSafetensors(bytes);
  const stored = metadata[CONFIG_KEY];
  if (stored !== undefined) {
    const body = metadata[BODY_KEY] ?? OWN_BODY;
    return { config: parseNetworkConfig(stored), body, tensors: all };
  }
  const prefixes = networkPrefixes(all);
  const tensors = prefixes.length === 1 ? belowPrefix(all, prefixes[0]) : all;
  const config = networkConfig(releasedChoice(tensors));
  return { config, body: metadata[BODY_KEY] ?? RELEASED_BODY, tensors };
}

const CHECKPOINTS: readonly (string | undefined)[] = ['a zip archive', 'a Python pickle'];

/** @throws E_FORMAT that names a file of another kind, and says how a checkpoint becomes weights. */
function requireSafetensors(bytes: Uint8Array): void {
  const kind = fileKind(bytes);
  if (kind === undefined || kind === 'a safetensors file') return;
  const isCheckpoint = CHECKPOINTS.includes(kind);
  throwFormat(
    'weights',
    'a safetensors file',
    isCheckpoint ? `${kind}, as PyTorch saves them` : kind,
    {
      hint: isCheckpoint
        ? 'make weights of it first: multiroi convert <file> --out w.safetensors'
        : 'give weights as multiroi convert and multiroi train write them',
    },
  );
}

/** Writes a weights file. @param notes further metadata, for people: where the weights come from. */
export function writeWeightsFile(
  { config, body, tensors }: WeightsFile,
  notes: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  return writeSafetensors(tensors, {
    ...notes,
    [CONFIG_KEY]: JSON.stringify(config),
    [BODY_KEY]: body,
  });
}
