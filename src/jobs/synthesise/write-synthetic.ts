/** @file A data set of synthetic people: JPEGs and one SPIN npz beside them. */

import { join } from 'node:path';
import { readBody } from '../../body/index.ts';
import { createRecorder } from '../../synthetic/index.ts';
import { writeSpinNpz, type PersonRecord } from '../../dataset/index.ts';
import { throwIfAborted } from '../../base/index.ts';
import { nodeFiles, writeWhole } from '../../node/index.ts';
import { nodeImages } from '../../node/index.ts';
import { synthesiseInThreads, type SynthesisOptions } from './synthesis-workers.ts';

/** The table of a folder. */
export const PEOPLE_FILE = 'people.npz';
/** Pictures of a folder, so that file managers can still show it. */
const PICTURES_A_FOLDER = 1000;

/** Which pictures of a recipe go into which folder. */
export interface WriteSyntheticOptions extends SynthesisOptions {
  /** Folder to write to; made when absent. */
  readonly out: string;
  /** Writes a file whole; default: to the disk. */
  readonly write?: (path: string, bytes: Uint8Array | string) => Promise<void>;
  /** After every picture. */
  readonly onPicture?: (done: number, name: string) => void;
}

/** A data set that is whole on the disk. */
export interface SyntheticSet {
  /** Path of the table. */
  readonly table: string;
  readonly people: readonly PersonRecord[];
}

function pictureName(recipe: string, index: number): string {
  const folder = String(Math.floor(index / PICTURES_A_FOLDER)).padStart(4, '0');
  return `images/${folder}/${recipe}_${String(index).padStart(7, '0')}.jpg`;
}

/**
 * Writes the pictures of every index, and then the table with every person in them: a folder without a table is no
 * data set.
 * @throws E_IO, E_ABORT, and whatever making a picture throws.
 * @example
 * ```ts
 * import { findRecipe, writeSynthetic } from 'multiroi/train';
 *
 * const { people, table } = await writeSynthetic({
 *   out: 'people',
 *   recipe: findRecipe('standard'),
 *   seed: 'mine',
 *   count: 1,
 *   threads: 1,
 * });
 * console.log(`${table}: ${people.length} people`);
 * ```
 */
export async function writeSynthetic({
  out,
  write = writeWhole,
  onPicture,
  ...options
}: WriteSyntheticOptions): Promise<SyntheticSet> {
  const record = createRecorder(await readBody(nodeFiles, 'open'));
  const people: PersonRecord[] = [];
  let done = 0;
  for await (const { index, sample } of synthesiseInThreads(options)) {
    throwIfAborted('synth', options.signal);
    const name = pictureName(options.recipe.name, index);
    await write(join(out, name), await nodeImages.encodeJpeg(sample.image, sample.jpegQuality));
    for (const person of sample.people) people.push(record(sample, person, name));
    onPicture?.(++done, name);
  }
  const table = join(out, PEOPLE_FILE);
  await write(table, writeSpinNpz(people));
  return { table, people };
}
