/**
 * @file The declarations that are packed: of those that the compiler wrote file by file, what an entry point leads to. A
 * consumer's compiler needs no other package for them.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** Schemas are declared as what they accept; the library that checks them is inside the scripts. */
const ZOD = `export type ZodType<T> = { readonly _output: T };\nexport * as z from './zod.js';\n`;
const IMPORT = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)'([^']+)'/g;

interface Declaration {
  readonly text: string;
  /** Names of other packages. */
  readonly foreign: readonly string[];
}

async function reachable(entries: readonly string[]): Promise<ReadonlyMap<string, Declaration>> {
  const found = new Map<string, Declaration>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const text = await readFile(path, 'utf8');
    // examples in docstrings import what a reader would
    const code = text.replaceAll(/\/\*[^]*?\*\//g, '');
    const names = [...code.matchAll(IMPORT)].map(([, , name = '']) => name);
    found.set(path, { text, foreign: names.filter((name) => !/^(\.|node:)/.test(name)) });
    for (const name of names.filter((each) => each.startsWith('.'))) {
      waiting.push(join(dirname(path), name.replace(/\.[jt]s$/, '.d.ts')));
    }
  }
  return found;
}

/**
 * Copies the declarations that an entry leads to from `dist` to `dist/types`; the compiler's own stay as they are, since it compares
 * them with what it has built.
 * @param installed packages that come with this one.
 * @throws when one of them needs another package.
 */
export async function packTypes(
  dist: string,
  entries: readonly string[],
  installed: readonly string[],
): Promise<void> {
  const found = await reachable(entries.map((name) => join(dist, 'entry', `${name}.d.ts`)));
  const target = join(dist, 'types');
  await rm(target, { recursive: true, force: true });
  for (const [path, { text, foreign }] of found) {
    const other = foreign.find((name) => name !== 'zod' && !installed.includes(name));
    if (other !== undefined) {
      throw new Error(`${relative(dist, path)} needs the types of '${other}', which is bundled`);
    }
    const to = join(target, relative(dist, path));
    const shim = relative(dirname(path), join(dist, 'zod.js'));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, text.replaceAll("'zod'", `'${shim}'`));
  }
  await writeFile(join(target, 'zod.d.ts'), ZOD);
}
