/** @file Pictures that are results of earlier runs, which are no photographs. */

import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SUFFIXES } from '../../result/index.ts';
import { isBelow } from '../../node/index.ts';
import type { NamedFile } from './names.ts';

const PICTURE_SUFFIXES = Object.values(SUFFIXES).filter((suffix) => suffix.endsWith('.png'));

/** Whether a picture lies beside the result that it belongs to. */
async function isBesideResult(path: string, suffix: string): Promise<boolean> {
  try {
    const text = await readFile(`${path.slice(0, -suffix.length)}.json`, 'utf8');
    const result = JSON.parse(text) as Record<string, unknown>;
    return 'schemaVersion' in result && 'people' in result;
  } catch {
    return false;
  }
}

/** Where results of runs may lie. */
export interface ResultPlaces {
  /** Absolute: where this run writes. */
  readonly out?: string | undefined;
  /** Absolute paths of what earlier runs have written to a folder, by their records. */
  readonly resultsIn: (folder: string) => Promise<readonly string[]>;
}

/** Tells pictures that are results of earlier runs from photographs. */
export class ResultFilter {
  readonly #places: ResultPlaces;
  readonly #results = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(places: ResultPlaces) {
    this.#places = places;
  }

  #resultsIn(folder: string): Promise<ReadonlySet<string>> {
    const known = this.#results.get(folder);
    if (known !== undefined) return known;
    const found = this.#places.resultsIn(folder).then((paths) => new Set(paths));
    this.#results.set(folder, found);
    return found;
  }

  async isResult({ path, name }: NamedFile): Promise<boolean> {
    const suffix = PICTURE_SUFFIXES.find((each) => path.endsWith(each));
    if (suffix === undefined) return false;
    const { out } = this.#places;
    // a folder of results inside that of the photographs holds nothing else of this name
    const root = path.slice(0, path.length - name.length);
    if (out !== undefined && isBelow(path, out) && isBelow(out, root)) return true;
    const folders = out === undefined ? [] : [out];
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      folders.push(folder);
      if (!isBelow(folder, root)) break;
    }
    for (const folder of folders) if ((await this.#resultsIn(folder)).has(path)) return true;
    return isBesideResult(path, suffix);
  }
}
