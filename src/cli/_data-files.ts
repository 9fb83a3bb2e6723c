/** @file The files of people that a folder holds, and the pictures they name. */

import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import {
  COCO_DEFAULTS,
  parseCocoKeypoints,
  parseSpinNpz,
  type PersonRecord,
} from '../dataset/index.ts';
import type { PixelImage } from '../platform.ts';
import type { Io } from './_io.ts';
import { UsageError } from './_option.ts';

const COCO = /(?:^|\/)person_keypoints_(\w+)\.json$/;

/** Whether a name is one of a file of people: SPIN npz, or COCO keypoints under COCO's own name. */
function isPeopleFile(path: string): boolean {
  return path.endsWith('.npz') || COCO.test(path.replaceAll('\\', '/'));
}

/**
 * Files of people below a folder, or the file itself.
 * @throws UsageError when there is none.
 */
export async function findPeopleFiles(cwd: string, operand: string): Promise<string[]> {
  const path = resolve(cwd, operand);
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isFile() === true) return [path];
  const entries =
    entry === undefined ? [] : await readdir(path, { recursive: true, withFileTypes: true });
  const found = entries
    .filter((file) => file.isFile() && isPeopleFile(file.name))
    .map((file) => join(file.parentPath, file.name))
    .toSorted();
  if (found.length > 0) return found;
  throw new UsageError(
    `data: expected a data set, got none ("${operand}")`,
    'files ending in .npz and person_keypoints_*.json are looked for',
  );
}

/** The people of a file. @throws E_FORMAT listing everything that is malformed. */
export function parsePeople(path: string, bytes: Uint8Array): PersonRecord[] {
  if (path.endsWith('.npz')) return parseSpinNpz(bytes);
  // COCO names the folder of the pictures in the name of the annotations: person_keypoints_train2014.json
  const folder = COCO.exec(path.replaceAll('\\', '/'))?.[1] ?? '';
  return parseCocoKeypoints(new TextDecoder().decode(bytes), { ...COCO_DEFAULTS, folder });
}

/** The folder that the paths of pictures are relative to: what `--images` says, or the file's own. */
export function picturesFolder(cwd: string, file: string, images: string | undefined): string {
  return images === undefined ? dirname(file) : resolve(cwd, images);
}

/** A picture with its pixels as they are stored, which is what annotations speak of. */
export async function readPicture(io: Io, folder: string, name: string): Promise<PixelImage> {
  const { files, images } = await io.platform();
  return images.decode(await files.read(join(folder, name)), name, { upright: false });
}

/** A path as messages show it. */
export function shown(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}
