/**
 * @file Weights files: safetensors whose metadata say which network the weights are of (its whole
 * configuration) and in which body's shape space their betas are. Nothing else is needed to run them.
 */

import { readSafetensors, writeSafetensors } from '../format/index.ts';
import type { Weights } from '../platform/index.ts';
import { networkConfig, parseNetworkConfig, type NetworkConfig } from './config.ts';
import { releasedChoice } from './released.ts';

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
 * keys tell what it is.
 * @throws E_FORMAT, E_CONFIG
 */
export function readWeightsFile(bytes: Uint8Array): WeightsFile {
  const { tensors, metadata } = readSafetensors(bytes);
  const stored = metadata[CONFIG_KEY];
  const config =
    stored === undefined ? networkConfig(releasedChoice(tensors)) : parseNetworkConfig(stored);
  const body = metadata[BODY_KEY] ?? (stored === undefined ? RELEASED_BODY : OWN_BODY);
  return { config, body, tensors };
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
