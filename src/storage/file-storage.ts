/** @file A folder as storage. */

import { opendir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ioError, nodeFiles, writeWhole } from '../node/index.ts';
import { requireKey, type Storage, type StoredObject } from './storage.ts';

/** A file that has no name yet, of a process that is at work or was killed. */
const TEMPORARY = /^\.multiroi-.*\.tmp$/;

const isAbsent = (cause: NodeJS.ErrnoException): boolean =>
  cause.code === 'ENOENT' || cause.code === 'ENOTDIR';

/** The objects of a folder on this machine, or on one that is mounted. */
export class FileStorage implements Storage {
  readonly url: string;
  readonly #root: string;

  /** @param root absolute; made when something is written. */
  constructor(root: string) {
    this.#root = root;
    this.url = `${pathToFileURL(root).href.replace(/\/+$/, '')}/`;
  }

  #pathOf(key: string): string {
    return join(this.#root, ...requireKey(key).split('/'));
  }

  read(key: string): Promise<Uint8Array> {
    return nodeFiles.read(this.#pathOf(key));
  }

  write(key: string, content: Uint8Array | string): Promise<void> {
    return writeWhole(this.#pathOf(key), content);
  }

  async stat(key: string): Promise<StoredObject | undefined> {
    return this.#statPath(key, this.#pathOf(key));
  }

  async #statPath(key: string, path: string): Promise<StoredObject | undefined> {
    const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      if (isAbsent(cause)) return undefined;
      throw ioError('stat', 'a readable file', path, cause);
    });
    if (found?.isFile() !== true) return undefined;
    return { key, bytes: found.size, modified: found.mtime };
  }

  async *list(prefix = ''): AsyncIterable<StoredObject> {
    // a prefix may end within a name: its last whole folder is walked
    const folders = prefix.split('/').slice(0, -1);
    if (folders.length > 0) requireKey(folders.join('/'));
    for await (const path of this.#walk(join(this.#root, ...folders))) {
      const key = relative(this.#root, path).split(sep).join('/');
      if (!key.startsWith(prefix)) continue;
      const found = await this.#statPath(key, path);
      if (found !== undefined) yield found;
    }
  }

  async *#walk(folder: string): AsyncIterable<string> {
    const entries = await opendir(folder).catch((cause: NodeJS.ErrnoException) => {
      if (isAbsent(cause)) return undefined;
      throw ioError('list', 'a readable folder', folder, cause);
    });
    for await (const entry of entries ?? []) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) yield* this.#walk(path);
      else if (!TEMPORARY.test(entry.name)) yield path;
    }
  }
}
