/** @file From operands (files, folders, globs, addresses, standard input, lists) to a list of images. */

import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isDynamicPattern } from 'tinyglobby';
import type { Logger } from '../../base/index.ts';
import { IMAGE_FORMATS, readText } from '../../format/index.ts';
import { UsageError } from '../parse/option.ts';
import type { FoundFiles, Skipped } from '../../node/index.ts';
import { findPhotographs } from './find-photographs.ts';
import { findMatching } from './find-matching.ts';
import { findObjects } from './find-objects.ts';
import type { Io } from './io.ts';
import type { NamedFile } from './names.ts';
import { sourceBytes, readOperand, sourceOf, type Source } from './operand.ts';
import { ResultFilter, type ResultPlaces } from './result-filter.ts';

/** One image to be read. */
export interface Input extends NamedFile {
  /** As it is reported: the operand, or the operand and what was found below it. */
  readonly label: string;
  readonly source: Source;
}

/** The images of a command, and what was met on the way to them. */
export interface Inputs {
  /** Each once, in natural order. */
  readonly inputs: readonly Input[];
  readonly skipped: readonly Skipped[];
}

const fileInput = (label: string, path: string, name: string): Input => ({
  label,
  path,
  name,
  source: { kind: 'file', path },
});

/** What was found below a folder, labelled as the operand was written. */
function labelled({ files, skipped }: FoundFiles, prefix: string): Inputs {
  return {
    inputs: files.map(({ path, name }) => fileInput(join(prefix, name), path, name)),
    skipped: skipped.map((each) => ({ ...each, file: join(prefix, each.file) })),
  };
}

/** What no system lets a file be called. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f]+/g;

/** A name for the results of an address: that of its file, or of its host. */
function nameOfUrl({ hostname, pathname }: URL): string {
  let last = pathname.split('/').at(-1) ?? '';
  try {
    last = decodeURIComponent(last);
  } catch {
    // a name with a stray % is a name
  }
  const name = last
    .replaceAll(FORBIDDEN, '_')
    .replace(/^\.+|\.+$/g, '')
    .slice(0, 100);
  return name === '' ? hostname : name;
}

async function ofOperand(operand: string, io: Io): Promise<Inputs> {
  const source = await sourceOf(operand, io);
  if (source.kind === 'web') {
    const name = nameOfUrl(source.url);
    // a place of its own, should another input have the same name
    const path = resolve('/', source.url.hostname, name);
    return { inputs: [{ label: operand, path, name, source }], skipped: [] };
  }
  if (source.kind === 'bucket') {
    const { objects, skipped } = await findObjects(source.address, io);
    const inputs = objects.map(({ address, name }): Input => ({
      label: address,
      path: resolve('/', address.slice('s3://'.length)),
      name,
      source: { kind: 'bucket', address },
    }));
    return { inputs, skipped };
  }
  if (source.kind === 'bytes') {
    const { name } = source;
    const label = operand === '-' ? operand : name;
    return { inputs: [{ label, path: resolve('/', name), name, source }], skipped: [] };
  }
  const { path } = source;
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isDirectory() === true) return labelled(await findPhotographs(path), operand);
  // a file that is there is itself, whatever its name looks like: `photo[1].jpg`
  if (entry === undefined && isDynamicPattern(operand)) {
    const found = await findMatching(operand, io.cwd);
    return labelled(found, isAbsolute(operand) ? found.root : relative(io.cwd, found.root));
  }
  // an absent file is kept: it fails by itself, with its name, and the others go on
  return { inputs: [fileInput(operand, path, basename(path))], skipped: [] };
}

/** The operands that a list names, one a line; those that are not found from here are looked for beside the list. */
async function operandsOf(list: string, io: Io): Promise<string[]> {
  const text = readText('inputs', await readOperand(list, io), list);
  const lines = text.split('\n').map((line) => line.trim());
  const besides = dirname(resolve(io.cwd, list));
  const operands = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return Promise.all(
    operands.map(async (operand) => {
      const isPlace = /^[a-z][a-z\d+.-]+:/i.test(operand) || operand === '-' || isAbsolute(operand);
      if (isPlace || list === '-') return operand;
      const isHere = await stat(resolve(io.cwd, operand)).then(
        () => true,
        () => false,
      );
      const isBeside =
        !isHere &&
        (await stat(join(besides, operand)).then(
          () => true,
          () => false,
        ));
      return isBeside ? relative(io.cwd, join(besides, operand)) : operand;
    }),
  );
}

/** Where images are looked for. */
export interface FindOptions extends ResultPlaces {
  readonly operands: readonly string[];
  /** A file of operands, or `-`. */
  readonly list?: string | undefined;
}

const collator = new Intl.Collator('en', { numeric: true });

const SEARCHED = Object.values(IMAGE_FORMATS)
  .filter(({ photograph }) => photograph)
  .flatMap(({ extensions }) => extensions)
  .join(' ');

/** What was passed over, in a few words: `2 hidden, 1 not named like an image`. */
export function skippedText(skipped: readonly Skipped[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join(', ');
}

/** What an operand that holds no image says. */
function nothingIn(operand: string, skipped: readonly Skipped[]): UsageError {
  const over = skipped.length === 0 ? '' : `; passed over: ${skippedText(skipped)}`;
  return new UsageError(
    `inputs: expected images, got none ("${operand}")${over}`,
    `files ending in ${SEARCHED} are looked for`,
  );
}

/** Of the inputs of an operand those that are no results of earlier runs. */
async function withoutResults(
  found: Inputs,
  operand: string,
  results: ResultFilter,
): Promise<Inputs> {
  const inputs: Input[] = [];
  const skipped = [...found.skipped];
  for (const input of found.inputs) {
    // what is named outright is meant
    const isResult = input.label !== operand && (await results.isResult(input));
    if (isResult) skipped.push({ file: input.label, reason: 'a result of an earlier run' });
    else inputs.push(input);
  }
  return { inputs, skipped };
}

/** Tells of what was passed over: as a warning where photographs may be among it, else only to who asked for everything. */
export function tellSkipped(skipped: readonly Skipped[], log: Logger): void {
  for (const { file, reason, warns } of skipped) {
    const line = `${file}: passed over, ${reason}`;
    if (warns === true) log.warn(line);
    else log.debug(line);
  }
}

/**
 * Every image the operands name, each once, in natural order (`img2` before `img10`), and what was passed over: that an operand
 * holds no image, too, if others do.
 * @throws UsageError when there are no operands, and when none of them holds an image.
 */
export async function findInputs(options: FindOptions, io: Io): Promise<Inputs> {
  const { list } = options;
  const operands = [...options.operands, ...(list === undefined ? [] : await operandsOf(list, io))];
  if (operands.length === 0) {
    const got = list === undefined ? 'nothing' : `a list without names ("${list}")`;
    throw new UsageError(`inputs: expected images, folders or patterns, got ${got}`);
  }
  const results = new ResultFilter(options);
  const byPath = new Map<string, Input>();
  const skipped: Skipped[] = [];
  const empty: UsageError[] = [];
  for (const operand of operands) {
    const found = await withoutResults(await ofOperand(operand, io), operand, results);
    skipped.push(...found.skipped);
    if (found.inputs.length === 0) {
      empty.push(nothingIn(operand, found.skipped));
      skipped.push({ file: operand, reason: 'no images in it', warns: true });
    }
    for (const input of found.inputs) {
      const key = input.source.kind === 'web' ? input.label : input.path;
      if (!byPath.has(key)) byPath.set(key, input);
    }
  }
  const [nothing] = empty;
  if (byPath.size === 0 && nothing !== undefined) throw nothing;
  const inputs = [...byPath.values()].toSorted(
    (a, b) => collator.compare(a.path, b.path) || (a.path < b.path ? -1 : 1),
  );
  return { inputs, skipped: skipped.toSorted((a, b) => collator.compare(a.file, b.file)) };
}

/** The bytes of an input. */
export function readInput({ source }: Input, io: Io): Promise<Uint8Array> {
  return sourceBytes(source, io);
}
