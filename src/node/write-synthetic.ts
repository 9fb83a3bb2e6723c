/** @file A folder of synthetic people: JPEGs and one SPIN npz beside them. */

import { join } from 'node:path';
import { createRecorder, writeSpinNpz, type PersonRecord } from '../dataset/index.ts';
import { loadBody } from '../body/index.ts';
import type { OnProgress } from '../log.ts';
import { nodeFiles, writeWhole } from './files.ts';
import { nodeImages } from './images.ts';
import { synthesiseInThreads, type SynthesisOptions } from './synthesis-workers.ts';

export interface WriteSyntheticOptions extends SynthesisOptions {
  /** Folder to write to; made when absent. */
  readonly out: string;
  readonly onProgress?: OnProgress;
}

export interface SyntheticSet {
  /** Path of the npz. */
  readonly npz: string;
  readonly pictures: number;
  readonly people: number;
}

/**
 * Writes `images/<index>.jpg` for every index and `<recipe>.npz` with every person in them. The npz
 * comes last, so a folder that has one is whole.
 * @throws E_IO, E_ABORT, and whatever making a picture throws.
 */
export async function writeSynthetic({
  out,
  onProgress,
  ...options
}: WriteSyntheticOptions): Promise<SyntheticSet> {
  const record = createRecorder(loadBody(await nodeFiles.asset('body/open.safetensors')));
  const records: PersonRecord[] = [];
  let pictures = 0;
  for await (const { index, sample } of synthesiseInThreads(options)) {
    const name = `images/${String(index).padStart(6, '0')}.jpg`;
    await writeWhole(
      join(out, name),
      await nodeImages.encodeJpeg(sample.image, sample.jpegQuality),
    );
    for (const person of sample.people) records.push(record(sample, person, name));
    pictures++;
    onProgress?.(pictures, options.count, 'pictures');
  }
  const npz = join(out, `${options.recipe.name}.npz`);
  await writeWhole(npz, writeSpinNpz(records));
  return { npz, pictures, people: records.length };
}
