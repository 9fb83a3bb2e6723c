/** @file A folder of predictions as the page lists it: results, arrays of peers, the photographs they name. */

import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, extname, relative, resolve, sep } from 'node:path';
import { parseResult } from '../../result/index.ts';
import { BROWSER_FORMATS, formatOfName, readText } from '../../format/index.ts';
import { ioError, walkFolder } from '../../node/index.ts';

/** A list longer than this is no use to anybody. */
const MOST = 5000;

/** A result that the page can list. */
export interface ResultEntry {
  /** Below the folder, with `/`. */
  readonly name: string;
  readonly kind: 'json' | 'npz';
}

/** Results below a folder, by number, and the photographs that they name. */
export interface ResultFolder {
  readonly entries: readonly ResultEntry[];
  /** Folders in it that cannot be looked into, a line each. */
  readonly unread: readonly string[];
  pathOf(index: number): string | undefined;
  /** The photograph of a result; undefined when it is not to be found. */
  photoOf(index: number): Promise<string | undefined>;
  /** What a list shows of a result: its overlay beside it, else its photograph. */
  pictureOf(index: number): Promise<string | undefined>;
}

const collator = new Intl.Collator('en', { numeric: true });

/** What predict writes of itself, and data sets, are no results. */
const isResult = (name: string): boolean =>
  extname(name) === '.npz' ||
  (extname(name) === '.json' &&
    !/(^|\/)(run(\.\d+-of-\d+)?|people|report|config)\.json$/.test(name));

/** A single result instead of a folder of them. */
async function fileAlone(path: string): Promise<boolean> {
  const entry = await stat(path).catch(() => undefined);
  return entry?.isFile() === true && /\.(json|npz)$/.test(path);
}

async function filesBelow(
  folder: string,
): Promise<{ readonly paths: readonly string[]; readonly unread: readonly string[] }> {
  const fail = (cause: unknown): never => {
    throw ioError('view', 'a readable folder of results', folder, cause);
  };
  const { files, skipped } = await walkFolder(folder).catch(fail);
  const unread = skipped.filter(({ warns }) => warns === true);
  const own = unread.find(({ file }) => file === '/');
  if (own !== undefined) fail(new Error(own.reason));
  return {
    paths: files.map(({ path }) => path),
    unread: unread.map(({ file, reason }) => `${file}: passed over, ${reason}`),
  };
}

/**
 * Lists a folder, or one file as if it lay in a folder alone.
 * @throws E_IO when it cannot be read.
 */
export async function findResults(path: string, cwd: string): Promise<ResultFolder> {
  const alone = await fileAlone(path);
  const folder = alone ? dirname(path) : path;
  const { paths, unread } = alone ? { paths: [path], unread: [] } : await filesBelow(folder);
  const named = paths
    .map((path) => ({ path, name: relative(folder, path).split(sep).join('/') }))
    .filter(({ name }) => alone || isResult(name));
  const jsons = new Set(named.filter(({ name }) => name.endsWith('.json')).map(({ name }) => name));
  const listed = named
    // an npz beside its json says the same
    .filter(({ name }) => !(name.endsWith('.npz') && jsons.has(name.replace(/npz$/, 'json'))))
    .toSorted((a, b) => collator.compare(a.name, b.name))
    .slice(0, MOST);
  const photoOf = async (index: number): Promise<string | undefined> => {
    const path = listed[index]?.path;
    if (path === undefined || !path.endsWith('.json')) return undefined;
    return photographOf(path, [cwd, folder, dirname(resolve(folder))]);
  };
  const here = new Set(paths);
  return {
    unread,
    entries: listed.map(({ name }) => ({ name, kind: name.endsWith('.npz') ? 'npz' : 'json' })),
    pathOf: (index) => listed[index]?.path,
    photoOf,
    pictureOf: async (index) => {
      const overlay = listed[index]?.path.replace(/\.\w+$/, '_overlay.png');
      return overlay !== undefined && here.has(overlay) ? overlay : photoOf(index);
    },
  };
}

/**
 * The photograph that a result names. A result is a file from outside: only images below the given folders
 * are found, whatever it says.
 */
async function photographOf(
  resultPath: string,
  folders: readonly string[],
): Promise<string | undefined> {
  let file: string;
  try {
    const text = readText('parseResult', await readFile(resultPath), resultPath);
    // written on Windows, it may be read elsewhere
    file = parseResult(text).image.file.replaceAll('\\', '/');
  } catch {
    // the page reads the same file and says what is wrong with it
    return undefined;
  }
  const format = formatOfName(file);
  if (format === undefined || !BROWSER_FORMATS.includes(format)) return undefined;
  for (const folder of [...folders, dirname(resultPath)]) {
    const root = await realpath(folder);
    // disks differ in how they compose letters
    for (const name of new Set([file, file.normalize('NFC'), file.normalize('NFD')])) {
      // links are followed before the path is judged
      const path = await realpath(resolve(root, name)).catch(() => undefined);
      const allowed = path !== undefined && path.startsWith(root + sep);
      if (allowed && (await stat(path)).isFile()) return path;
    }
  }
  return undefined;
}
