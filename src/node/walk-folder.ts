/**
 * @file The files below a folder: links are followed and loops are not, what cannot be read is passed over, and everything
 * that is passed over is told.
 */

import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Dirent, Stats } from 'node:fs';

/** What was met and is not taken. */
export interface Skipped {
  /** By its name below the folder; a folder ends with a slash. */
  readonly file: string;
  readonly reason: string;
  /** Whether somebody should be told even if they did not ask: what they want may be in it. */
  readonly warns?: boolean;
}

/** A file below a folder. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Below the folder. */
  readonly name: string;
}

/** What a walk has met. */
export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly Skipped[];
}

/** What walking calls; tests hand in a folder that may not be read. */
export type WalkCalls = {
  readonly readdir: (path: string, options: { withFileTypes: true }) => Promise<Dirent[]>;
  readonly realpath: (path: string) => Promise<string>;
  readonly stat: (path: string) => Promise<Stats>;
};

/** Folders that systems keep for themselves: thumbnails, bins, halves of files. */
const SYSTEM_FOLDERS = /^(@eaDir|__MACOSX|\$RECYCLE\.BIN|System Volume Information|lost\+found)$/;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ENOENT: 'a link to nothing',
  ELOOP: 'a link to itself',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const kindOf = (entry: Dirent | Stats): string =>
  entry.isFIFO() ? 'a pipe' : entry.isSocket() ? 'a socket' : 'a device';

interface Folder {
  /** As it was reached. */
  readonly path: string;
  readonly name: string;
  /** Without links. */
  readonly real: string;
}

/** A walk through one folder and all below it. */
class Walk {
  readonly files: FoundFile[] = [];
  readonly skipped: Skipped[] = [];
  readonly #calls: WalkCalls;
  readonly #seen = new Set<string>();
  readonly #links: FoundFile[] = [];
  #folders: Folder[];
  readonly #root: string;

  constructor(root: Folder, calls: WalkCalls) {
    this.#folders = [root];
    this.#root = root.real;
    this.#calls = calls;
  }

  #skip(file: string, reason: string, warns = false): void {
    this.skipped.push({ file, reason, ...(warns && { warns }) });
  }

  async run(): Promise<void> {
    while (this.#folders.length > 0) {
      const folders = this.#folders;
      this.#folders = [];
      for (const folder of folders) await this.#enter(folder);
      // what a link leads to keeps its own name if it has one here
      if (this.#folders.length === 0) await this.#follow();
    }
  }

  async #enter({ path, name, real }: Folder): Promise<void> {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    let entries: Dirent[];
    try {
      entries = await this.#calls.readdir(path, { withFileTypes: true });
    } catch (error) {
      const code = codeOf(error);
      this.#skip(`${name}/`, REASONS[code] ?? `cannot be read (${code})`, true);
      return;
    }
    for (const entry of entries) {
      const at = { path: join(path, entry.name), name: join(name, entry.name) };
      const mark = entry.isDirectory() ? '/' : '';
      if (entry.name.startsWith('.')) this.#skip(at.name + mark, 'hidden');
      else if (entry.isSymbolicLink()) await this.#link(at);
      else if (entry.isDirectory()) {
        if (SYSTEM_FOLDERS.test(entry.name)) this.#skip(`${at.name}/`, 'a folder of the system');
        else this.#folders.push({ ...at, real: join(real, entry.name) });
      } else if (entry.isFile()) this.files.push(at);
      else this.#skip(at.name, kindOf(entry));
    }
  }

  /** A link to a file is that file by another name; one to a folder waits until all other folders are known. */
  async #link(link: FoundFile): Promise<void> {
    try {
      const target = await this.#calls.stat(link.path);
      if (target.isFile()) this.files.push(link);
      else if (target.isDirectory()) this.#links.push(link);
      else this.#skip(link.name, kindOf(target));
    } catch (error) {
      const code = codeOf(error);
      this.#skip(link.name, REASONS[code] ?? `cannot be read (${code})`);
    }
  }

  async #follow(): Promise<void> {
    for (const link of this.#links.splice(0)) {
      const real = await this.#calls.realpath(link.path);
      const known = this.#seen.has(real) || isBelow(this.#root, real);
      if (known) this.#skip(`${link.name}/`, 'a link back to folders that are looked into');
      else this.#folders.push({ ...link, real });
    }
  }
}

/**
 * Every file below a folder that is not hidden, each once, in no order.
 * @param folder absolute.
 * @returns names below the folder; what was passed over, too.
 */
export async function walkFolder(
  folder: string,
  calls: WalkCalls = { readdir, realpath, stat },
): Promise<FoundFiles> {
  const walk = new Walk({ path: folder, name: '', real: await calls.realpath(folder) }, calls);
  await walk.run();
  return walk;
}

/** Whether `path` lies in `folder`. */
export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && way.split(sep)[0] !== '..';
}
