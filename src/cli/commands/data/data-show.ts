/** @file `multiroi data show`: people of a data set as a network sees them. */

import { basename, extname, join, resolve } from 'node:path';
import { PAPER5 } from '../../../camera/index.ts';
import {
  AUGMENTATION,
  cropStrip,
  cutSample,
  drawAugmentation,
  NO_AUGMENTATION,
  sampleOptions,
} from '../../../training/index.ts';
import { halfPicture, halfRecord } from '../../../dataset/index.ts';
import { throwFormat, throwIfAborted } from '../../../base/index.ts';
import type { Logger } from '../../../base/index.ts';
import { networkConfig, type ModelName, type PresetName } from '../../../network/index.ts';
import { Rng } from '../../../base/index.ts';
import {
  findPeopleFiles,
  findPictures,
  PeopleReader,
  picturesFolder,
  readPicture,
  shown,
  withBodies,
} from './data-files.ts';
import type { Io } from '../../shared/io.ts';

/** What `data show` was asked. */
export interface ShowOptions {
  readonly operand: string;
  readonly images: string | undefined;
  readonly bodies: string | undefined;
  readonly out: string;
  readonly start: number;
  readonly count: number;
  readonly model: ModelName;
  readonly preset: PresetName;
  readonly half: boolean;
  /** Null shows people as they are. */
  readonly augmentSeed: string | null;
}

export interface ShownPerson {
  readonly person: number;
  readonly image: string;
  readonly file: string;
}

/** Writes one picture a person: the crops of every RoI, joints drawn. */
export async function showData(io: Io, log: Logger, options: ShowOptions): Promise<ShownPerson[]> {
  const { files, images } = await io.platform();
  const [path = ''] = await findPeopleFiles(io.cwd, options.operand, log);
  const read = await new PeopleReader(io, log).read(path, await files.read(path));
  const { people } = await withBodies(io, read, options.bodies);
  const folder = picturesFolder(io.cwd, path, options.images);
  const records = await findPictures(path, folder, people);
  const { model, preset, start, count } = options;
  if (start >= records.length) {
    const wanted = start === 0 ? 'people' : `more than ${start} people`;
    throwFormat('data show', wanted, `${records.length} ("${shown(io.cwd, path)}")`);
  }
  const cutting = sampleOptions(networkConfig({ model, preset }), PAPER5);
  const written: ShownPerson[] = [];
  for (const [i, stored] of records.slice(start, start + count).entries()) {
    throwIfAborted('data show', io.signal);
    const whole = await readPicture(io, folder, stored.image);
    const record = options.half ? halfRecord(stored) : stored;
    const picture = options.half ? halfPicture(whole) : whole;
    const person = start + i;
    const rng = new Rng(options.augmentSeed ?? '').fork(person);
    const augmentation =
      options.augmentSeed === null
        ? NO_AUGMENTATION
        : drawAugmentation(AUGMENTATION, cutting.rois, rng.fork('augmentation'));
    const strip = cropStrip(cutSample(record, picture, cutting, rng, augmentation));
    const name = `${basename(path, extname(path))}_${String(person).padStart(6, '0')}.png`;
    const file = join(resolve(io.cwd, options.out), name);
    await io.write(file, await images.encodePng(strip));
    written.push({ person, image: stored.image, file: shown(io.cwd, file) });
  }
  return written;
}
