/** @file The files of people that a folder holds, and the pictures they name. */

import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { readBody, type BodyModel } from '../../../body/index.ts';
import {
  COCO_DEFAULTS,
  joinPseudoTruth,
  parseCocoKeypoints,
  parseSpinNpz,
  parseThreeDpw,
  type PersonRecord,
} from '../../../dataset/index.ts';
import { MultiRoiError } from '../../../base/index.ts';
import { walkFolder, type FoundFiles } from '../../../node/index.ts';
import { readText } from '../../../format/index.ts';
import type { Logger } from '../../../base/index.ts';
import type { PixelImage } from '../../../platform/index.ts';
import type { Io } from '../../shared/io.ts';
import { UsageError } from '../../parse/option.ts';

const COCO = /(?:^|\/)person_keypoints_(\w+)\.json$/;

/** 3DPW's own files lie in folders of this name, beside `imageFiles`. */
const SEQUENCES = /(?:^|\/)sequenceFiles(?:\/[^/]+)?\/[^/]+\.pkl$/;

const slashed = (path: string): string => path.replaceAll('\\', '/');

/** Whether a path is one of a file of people: SPIN npz, COCO keypoints under COCO's own name, a sequence of 3DPW. */
function isPeopleFile(path: string): boolean {
  return path.endsWith('.npz') || COCO.test(slashed(path)) || SEQUENCES.test(slashed(path));
}

const NOTHING: FoundFiles = { files: [], skipped: [] };

/**
 * Files of people below a folder, or the file itself.
 * @throws UsageError when there is none.
 */
export async function findPeopleFiles(
  cwd: string,
  operand: string,
  log: Logger,
): Promise<string[]> {
  const path = resolve(cwd, operand);
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isFile() === true) return [path];
  const { files, skipped } = entry === undefined ? NOTHING : await walkFolder(path);
  for (const { file, reason } of skipped.filter(({ warns }) => warns === true)) {
    log.warn(`${join(operand, file)}: passed over, ${reason}`);
  }
  const found = files
    .map((file) => file.path)
    .filter(isPeopleFile)
    .toSorted();
  if (found.length > 0) return found;
  throw new UsageError(
    `data: expected a data set, got none ("${operand}")`,
    'files ending in .npz, person_keypoints_*.json and sequenceFiles/*/*.pkl are looked for',
  );
}

/** Bodies by name, or the open one for those that were not imported: it poses the same poses. */
async function sequenceBodies(
  io: Io,
  log: Logger,
): Promise<{ readonly male: BodyModel; readonly female: BodyModel }> {
  const { files } = await io.platform();
  const body = async (name: string): Promise<BodyModel> =>
    readBody(files, name).catch((error: unknown) => {
      if (!(error instanceof MultiRoiError && error.code === 'E_IO')) throw error;
      log.warn(`data: ${name} is not imported; its people are posed on the open body`);
      return readBody(files, 'open');
    });
  return { male: await body('smpl-male'), female: await body('smpl-female') };
}

/** Reads people of any layout; bodies are read when a file first needs them, and once. */
export class PeopleReader {
  readonly #io: Io;
  readonly #log: Logger;
  #bodies: ReturnType<typeof sequenceBodies> | undefined;

  constructor(io: Io, log: Logger) {
    this.#io = io;
    this.#log = log;
  }

  /** The people of a file. @throws E_FORMAT listing everything that is malformed. */
  async read(path: string, bytes: Uint8Array): Promise<PersonRecord[]> {
    if (path.endsWith('.npz')) return parseSpinNpz(bytes);
    if (path.endsWith('.pkl')) {
      this.#bodies ??= sequenceBodies(this.#io, this.#log);
      return parseThreeDpw(bytes, await this.#bodies);
    }
    // COCO names the folder of the pictures in the name of the annotations: person_keypoints_train2014.json
    const folder = COCO.exec(slashed(path))?.[1] ?? '';
    const text = readText('parseCocoKeypoints', bytes, path);
    return parseCocoKeypoints(text, { ...COCO_DEFAULTS, folder });
  }
}

/** People with the bodies of a file of pseudo ground truth, and how many found theirs. */
export interface WithBodies {
  readonly people: readonly PersonRecord[];
  readonly joined: {
    readonly file: string;
    readonly matched: number;
    readonly unused: number;
  } | null;
}

/** Joins `--bodies` to people. @throws E_FORMAT as the file of bodies is malformed. */
export async function withBodies(
  io: Io,
  people: readonly PersonRecord[],
  bodies: string | undefined,
): Promise<WithBodies> {
  if (bodies === undefined) return { people, joined: null };
  const { files } = await io.platform();
  const path = resolve(io.cwd, bodies);
  const { records, matched, unused } = joinPseudoTruth(
    people,
    parseSpinNpz(await files.read(path)),
  );
  return { people: records, joined: { file: shown(io.cwd, path), matched, unused } };
}

/** Folders of annotations; pictures lie beside them. */
const ANNOTATIONS = /^(.*)\/(?:annotations|sequenceFiles(?:\/[^/]+)?)\/[^/]+$/;

/** The folder that the paths of pictures are relative to: what `--images` says, or that of the data set. */
export function picturesFolder(cwd: string, file: string, images: string | undefined): string {
  if (images !== undefined) return resolve(cwd, images);
  return ANNOTATIONS.exec(slashed(file))?.[1] ?? dirname(file);
}

/** People whose pictures are looked for, at most: a set lies in one place, but may lack some of its pictures. */
const PROBES = 20;

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

/**
 * People of a COCO file with the paths of their pictures from a folder: below the one that the file's name tells, as
 * COCO is unpacked, or beside the file, or in `images`. Where none is found, as the name tells.
 */
export async function findPictures<T extends Pick<PersonRecord, 'image'>>(
  file: string,
  folder: string,
  people: readonly T[],
): Promise<readonly T[]> {
  const told = COCO.exec(slashed(file))?.[1];
  if (told === undefined) return people;
  const within = (place: string, { image }: T): string =>
    [place, image.slice(told.length + 1)].filter((part) => part !== '').join('/');
  for (const place of [told, '', 'images', `images/${told}`]) {
    for (const person of people.slice(0, PROBES)) {
      if (!(await isFile(join(folder, within(place, person))))) continue;
      return people.map((each) => ({ ...each, image: within(place, each) }));
    }
  }
  return people;
}

/** A picture with its pixels as they are stored, which is what annotations speak of. */
export async function readPicture(io: Io, folder: string, name: string): Promise<PixelImage> {
  const { files, images } = await io.platform();
  return images.decode(await files.read(join(folder, name)), name, {
    upright: false,
    mostMissing: 0,
  });
}

/** A path as messages show it. */
export function shown(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}
