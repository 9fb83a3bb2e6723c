/** @file A data set of synthetic people: JPEGs and one SPIN npz beside them. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readBody } from '../../body/index.ts';
import { createRecorder } from '../../synthetic/index.ts';
import type { PersonRecord } from '../../dataset/index.ts';
import { throwIfAborted } from '../../base/index.ts';
import { nodeFiles, nodeImages } from '../../node/index.ts';
import { forgetSet, PEOPLE_FILE, SetFolder, type WriteFile } from './set-folder.ts';
import { synthesiseInThreads, type SynthesisOptions } from './synthesis-workers.ts';

/** Pictures of a folder, so that file managers can still show it. */
const PICTURES_A_FOLDER = 1000;
/** What a killed run loses is less than this many pictures, a second or two. */
const PICTURES_A_PART = 20;

/** Which pictures of a recipe go into which folder. */
export interface WriteSyntheticOptions extends SynthesisOptions {
  /** Folder to write to; made when absent. */
  readonly out: string;
  /** Of the package: another may make other pictures. */
  readonly version: string;
  /** Go on with the set in the folder, or leave a finished one as it is; else what is there is replaced. */
  readonly resume?: boolean;
  /** Writes a file whole; default: to the disk. */
  readonly write?: WriteFile;
  /** After every picture; pictures of an earlier run are counted at once. */
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

/** All that decides what is in a set. */
async function settingsOf(options: WriteSyntheticOptions): Promise<object> {
  const { version, recipe, seed, start = 0, count, poses } = options;
  const captured = poses && {
    sha256: createHash('sha256')
      .update(await nodeFiles.read(poses.file))
      .digest('hex'),
    split: poses.split,
  };
  return { multiroi: version, seed, start, count, recipe, poses: captured ?? null };
}

/** Makes the pictures that a folder lacks, and the records of their people. */
async function makePictures(
  folder: SetFolder,
  nameOf: (i: number) => string,
  options: WriteSyntheticOptions,
): Promise<void> {
  const { recipe, seed, start = 0, count, poses, threads, signal, onPicture } = options;
  const record = createRecorder(await readBody(nodeFiles, 'open'));
  const first = await folder.firstMissing();
  if (first > 0) onPicture?.(first, nameOf(first - 1));
  if (first === count) return;
  const samples = synthesiseInThreads({
    recipe,
    seed,
    poses,
    start: start + first,
    count: count - first,
    signal,
    ...(threads !== undefined && { threads }),
  });
  for await (const { index, sample } of samples) {
    throwIfAborted('synth', signal);
    const i = index - start;
    const name = nameOf(i);
    const people = sample.people.map((person) => record(sample, person, name));
    await folder.add(i, await nodeImages.encodeJpeg(sample.image, sample.jpegQuality), people);
    onPicture?.(i + 1, name);
  }
}

/**
 * Writes the pictures of every index, and then the table with every person in them: a folder without a table is no
 * data set.
 * @throws E_CONFIG when `resume` finds a set of other options; E_IO, E_ABORT, and whatever making a picture throws.
 * @example
 * ```ts
 * import { findRecipe, writeSynthetic } from 'multiroi/train';
 *
 * const { people, table } = await writeSynthetic({
 *   version: '1',
 *   out: 'people',
 *   recipe: findRecipe('standard'),
 *   seed: 'mine',
 *   count: 1,
 *   threads: 1,
 * });
 * console.log(`${table}: ${people.length} people`);
 * ```
 */
export async function writeSynthetic(options: WriteSyntheticOptions): Promise<SyntheticSet> {
  const { out, recipe, start = 0, count, write, resume = false } = options;
  const settings = await settingsOf(options);
  if (!resume) await forgetSet(out);
  const nameOf = (i: number): string => pictureName(recipe.name, start + i);
  const folder = new SetFolder({
    folder: out,
    size: count,
    partSize: PICTURES_A_PART,
    nameOf,
    write,
  });
  const isFinished = await folder.settle(settings);
  if (!isFinished) {
    await makePictures(folder, nameOf, options);
    await folder.finish((await folder.joined()).table);
  }
  return { table: join(out, PEOPLE_FILE), people: await folder.read() };
}
