/** @file Options and steps of the commands that work on the network itself. */

import { resolve } from 'node:path';
import { RELATION_MODES, type RelationMode } from '../../camera/index.ts';
import { readWeightsFile, type WeightsFile } from '../../network/index.ts';
import type { Io } from './io.ts';
import { A_FILE, oneOf, text, type ValueOption } from '../parse/option.ts';

/** `--relation`. */
export function relationOption(group: string): ValueOption<RelationMode | undefined> {
  return oneOf(
    RELATION_MODES,
    "arithmetic of the relative encoding: exact, PyTorch's on a CPU, CUDA's; the weights' own unless given",
    { group },
  );
}

/** `--weights` of commands that cannot do without. */
export const weightsOption: ValueOption<string | undefined> = text(
  'w.safetensors',
  'weights, as `multiroi convert` and `multiroi train` write them',
  { group: 'Model', reads: A_FILE },
);

/** Reads a weights file. */
export async function readWeights(io: Io, path: string): Promise<WeightsFile> {
  const { files } = await io.platform();
  return readWeightsFile(await files.read(resolve(io.cwd, path)));
}
