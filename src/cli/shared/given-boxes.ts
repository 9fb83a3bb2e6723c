/** @file `--boxes`: whose boxes a file holds, and whom it names in vain. */

import { dirname, relative, resolve } from 'node:path';
import { MultiRoiError, type Logger } from '../../base/index.ts';
import { BoxesIndex, readBoxes, type Detection } from '../../detect/index.ts';
import { count, readTextOf } from './common-options.ts';
import type { Input } from './inputs.ts';
import type { Io } from './io.ts';

/** Names that are told as examples. */
const EXAMPLES = 3;

/** The boxes of a file, asked for image by image. */
export class GivenBoxes {
  readonly #index: BoxesIndex;
  readonly #path: string;
  /** What names of the file may be relative to: the working folder, and its own. */
  readonly #folders: readonly string[];

  constructor(index: BoxesIndex, path: string, cwd: string) {
    this.#index = index;
    this.#path = path;
    this.#folders = [cwd, dirname(resolve(cwd, path))];
  }

  /**
   * The boxes of an input: by the name it was given, by its place in its folder, by its path.
   * @throws E_CONFIG for an image that the file does not name.
   */
  of({ label, name, path }: Input): readonly Detection[] {
    const relatives = this.#folders.map((folder) => relative(folder, path));
    const found = this.#index.find([label, name, ...relatives, path]);
    if (found !== undefined) return found;
    const names = this.#index.unused.slice(0, EXAMPLES).join(', ');
    const others = names === '' ? '' : `, which names ${names}`;
    throw new MultiRoiError(
      'E_CONFIG',
      `boxes: expected boxes of "${name.replaceAll('\\', '/')}", got none in the boxes file${others}`,
      { hint: 'an image without people has an empty list: "name.jpg": []' },
    );
  }

  /** Warns of boxes that no image has asked for. */
  tellUnused(log: Logger): void {
    const { unused } = this.#index;
    if (unused.length === 0) return;
    const names = unused.slice(0, EXAMPLES).join(', ');
    const rest = unused.length > EXAMPLES ? ', …' : '';
    log.warn(
      `${this.#path}: ${count(unused.length, 'name is', 'names are')} of no image here (${names}${rest})`,
    );
  }
}

/**
 * The people of `--boxes`, if given; tells what the file was taken for.
 * @throws E_FORMAT that lists every problem.
 */
export async function givenBoxes(
  path: string | undefined,
  io: Io,
  log: Logger,
): Promise<GivenBoxes | undefined> {
  if (path === undefined) return undefined;
  const { boxes, kind, notes } = readBoxes(await readTextOf('readBoxes', path, io), path);
  const people = [...boxes.values()].reduce((sum, each) => sum + each.length, 0);
  const told = `${count(people, 'person', 'people')} on ${count(boxes.size, 'image', 'images')}`;
  log.info([`${path}: ${told}, read as ${kind}`, ...notes].join('; '));
  return new GivenBoxes(new BoxesIndex(boxes), path, io.cwd);
}
