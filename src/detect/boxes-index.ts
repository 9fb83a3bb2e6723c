/** @file Whose boxes a file holds: its names and an image's, compared as names of one file are. */

import { foldedName, plainName } from '../base/index.ts';
import type { BoxesByImage } from './boxes-file.ts';
import type { ImageKey } from './boxes-reader.ts';
import type { Detection } from './types.ts';

/** COCO's pictures are called by their numbers: `000000000139.jpg`, `COCO_val2014_000000000042.jpg`. */
const NUMBERED = /(?:^|[/_])0*(\d+)\.\w+$/;

/** Finds boxes by name. */
export class BoxesIndex {
  readonly #boxes: BoxesByImage;
  /** Keys of the file by their plain names, which several may share. */
  readonly #plain = new Map<string, ImageKey[]>();
  /** Plain names by what they are without regard to case. */
  readonly #folded = new Map<string, Set<string>>();
  readonly #unused: Set<ImageKey>;

  constructor(boxes: BoxesByImage) {
    this.#boxes = boxes;
    this.#unused = new Set(boxes.keys());
    for (const key of boxes.keys()) {
      if (typeof key === 'number') continue;
      const plain = plainName(key);
      const keys = this.#plain.get(plain);
      if (keys === undefined) this.#plain.set(plain, [key]);
      else keys.push(key);
      const folded = foldedName(key);
      this.#folded.set(folded, (this.#folded.get(folded) ?? new Set()).add(plain));
    }
  }

  /**
   * The people of an image; undefined when the file does not name it.
   * @param names of the image, the likeliest first: each is tried as it is, plain, and without regard to case.
   */
  find(names: readonly string[]): readonly Detection[] | undefined {
    const keys = this.#keysOf(names);
    if (keys === undefined) return undefined;
    for (const key of keys) this.#unused.delete(key);
    return keys.flatMap((key) => this.#boxes.get(key) ?? []);
  }

  /** Names of the file that no image has answered to. */
  get unused(): readonly ImageKey[] {
    return [...this.#unused];
  }

  #keysOf(names: readonly string[]): readonly ImageKey[] | undefined {
    for (const name of names) {
      const found = this.#plain.get(plainName(name));
      if (found !== undefined) return found;
    }
    for (const name of names) {
      const [plain, ...others] = this.#folded.get(foldedName(name)) ?? [];
      // two names that differ in case alone are two files
      if (plain !== undefined && others.length === 0) return this.#plain.get(plain);
    }
    for (const name of names) {
      const number = Number(NUMBERED.exec(plainName(name))?.[1] ?? Number.NaN);
      if (this.#boxes.has(number)) return [number];
    }
    return undefined;
  }
}
