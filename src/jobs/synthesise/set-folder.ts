/**
 * @file The folder of a set of synthetic people while it grows. What the set is of is written first, the table of all
 * people last; between the two their records are stored in parts, so that a run that was stopped or killed goes on, and
 * loses less than a part.
 *
 *   synth.json  images/  (parts/)  people.npz
 */

import { readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MultiRoiError } from '../../base/index.ts';
import { parseSpinNpz, writeSpinNpz, type PersonRecord } from '../../dataset/index.ts';
import { removeTemporary, writeWhole } from '../../node/index.ts';

/** The table of a folder. */
export const PEOPLE_FILE = 'people.npz';
const SETTINGS_FILE = 'synth.json';
const PARTS = 'parts';

/** Writes a file whole. */
export type WriteFile = (path: string, bytes: Uint8Array | string) => Promise<void>;

/** What a folder holds. */
export type SetState = 'nothing' | 'unfinished' | 'finished';

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** @param folder of a set. */
export async function setState(folder: string): Promise<SetState> {
  if (await isThere(join(folder, PEOPLE_FILE))) return 'finished';
  const begun = [SETTINGS_FILE, PARTS].map((name) => isThere(join(folder, name)));
  return (await Promise.all(begun)).includes(true) ? 'unfinished' : 'nothing';
}

/** Takes away what makes a folder a set; pictures are written over. */
export async function forgetSet(folder: string): Promise<void> {
  for (const name of [PEOPLE_FILE, PARTS, SETTINGS_FILE]) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** A set, by its pictures. */
export interface SetFolderOptions {
  readonly folder: string;
  /** Pictures. */
  readonly size: number;
  /** Pictures whose records are stored together: what is lost when a run is stopped. */
  readonly partSize: number;
  /** Path of picture i below the folder. */
  readonly nameOf: (i: number) => string;
  readonly write?: WriteFile | undefined;
}

/** A folder that a set grows in. */
export class SetFolder {
  readonly #options: SetFolderOptions;
  readonly #write: WriteFile;
  #part: PersonRecord[] = [];

  constructor(options: SetFolderOptions) {
    this.#options = options;
    this.#write = options.write ?? writeWhole;
  }

  #path(...names: string[]): string {
    return join(this.#options.folder, ...names);
  }

  #partPath(start: number): string {
    return this.#path(PARTS, `${String(start).padStart(5, '0')}.npz`);
  }

  /**
   * Notes what the set is of, before anything else.
   * @param settings all that decides what is in it.
   * @returns whether it is there already.
   * @throws E_CONFIG when the folder holds one of something else.
   */
  async settle(settings: object): Promise<boolean> {
    const { folder } = this.#options;
    const text = `${JSON.stringify(settings, null, 2)}\n`;
    const path = this.#path(SETTINGS_FILE);
    const before = await readFile(path, 'utf8').catch(() => undefined);
    const state = await setState(folder);
    if (before === undefined ? state !== 'nothing' : before !== text) {
      throw new MultiRoiError(
        'E_CONFIG',
        `synth --resume: expected the set that began in "${folder}", got other options or another version`,
        {
          hint: 'give the options of the first run, or begin anew with --overwrite',
          details: { began: before, now: text },
        },
      );
    }
    await removeTemporary(folder);
    if (before === undefined) await this.#write(path, text);
    if (state === 'finished') await this.clear();
    return state === 'finished';
  }

  /** Clears away what a killed run was writing. @returns the first picture that no part holds. */
  async firstMissing(): Promise<number> {
    const { size, partSize, nameOf, folder } = this.#options;
    let start = 0;
    while (start < size && (await isThere(this.#partPath(start)))) start += partSize;
    const written = Array.from({ length: Math.max(0, Math.min(partSize, size - start)) }, (_, i) => nameOf(start + i)); // oxfmt-ignore
    for (const each of new Set([PARTS, ...written.map(dirname)])) {
      await removeTemporary(join(folder, each));
    }
    return Math.min(start, size);
  }

  /** Writes a picture, one after the other, and stores its people with those of its part. */
  async add(i: number, picture: Uint8Array, people: readonly PersonRecord[]): Promise<void> {
    const { size, partSize, nameOf } = this.#options;
    await this.#write(this.#path(nameOf(i)), picture);
    this.#part.push(...people);
    if ((i + 1) % partSize !== 0 && i + 1 !== size) return;
    await this.#write(
      this.#partPath(Math.floor(i / partSize) * partSize),
      writeSpinNpz(this.#part),
    );
    this.#part = [];
  }

  /** Puts the parts together. @returns everybody, and the table that is yet to be written. */
  async joined(): Promise<{
    readonly people: readonly PersonRecord[];
    readonly table: Uint8Array;
  }> {
    const { size, partSize } = this.#options;
    const people: PersonRecord[] = [];
    for (let start = 0; start < size; start += partSize) {
      people.push(...parseSpinNpz(await readFile(this.#partPath(start))));
    }
    return { people, table: writeSpinNpz(people) };
  }

  /** Writes the table: from here on the set is there. */
  async finish(table: Uint8Array): Promise<void> {
    await this.#write(this.#path(PEOPLE_FILE), table);
    await this.clear();
  }

  /** What is not needed once the table is there; a run that was killed may have left it. */
  clear(): Promise<void> {
    return rm(this.#path(PARTS), { recursive: true, force: true });
  }

  /** Everybody of a finished set. */
  async read(): Promise<readonly PersonRecord[]> {
    return parseSpinNpz(await readFile(this.#path(PEOPLE_FILE)));
  }
}
