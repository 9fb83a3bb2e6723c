/**
 * @file `multiroi.config.{json,js,mjs,ts}`: options that need not be typed. It is looked for in the working folder and in those above it; what is on the
 * command line goes first.
 *
 *   { "predict": { "out": "results", "quality": "best", "refine": false }, "serve": { "port": 9000 } }
 */

import { extname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, MultiRoiError } from '../../base/index.ts';
import { nodeFiles } from '../../node/index.ts';
import { readText } from '../../format/index.ts';
import { COMMON_OPTIONS, type Command } from '../parse/command.ts';
import { UsageError, type Option, type Options } from '../parse/option.ts';
import { nearest } from '../parse/suggest.ts';

/** Whoever asks for these asks now. */
const NOT_IN_FILES: readonly string[] = ['json', 'help', 'config'];

/** Where a configuration is, and what it says of each command. */
export interface ConfigFile {
  /** As it is shown: relative to the working folder. */
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
}

async function importConfig(path: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    return module.default;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      throw new MultiRoiError(
        'E_UNSUPPORTED',
        `config: expected a Node that imports TypeScript, got ${process.version} ("${path}")`,
        { hint: 'use Node 22.18 or newer, or write multiroi.config.js or .json', cause },
      );
    }
    throw new MultiRoiError(
      'E_FORMAT',
      `config: expected a module, got ${messageOf(cause)} ("${path}")`,
      {
        cause,
      },
    );
  }
}

async function contentOf(path: string): Promise<unknown> {
  if (extname(path) !== '.json') return importConfig(path);
  const text = readText('config', await nodeFiles.read(path), path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MultiRoiError(
      'E_FORMAT',
      `config: expected JSON, got ${messageOf(cause)} ("${path}")`,
      {
        cause,
      },
    );
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a configuration.
 * @throws E_IO for a file that is absent, E_FORMAT for one that is no configuration, E_UNSUPPORTED for TypeScript on a Node that does not
 * import it.
 */
export async function readConfig(path: string, cwd: string): Promise<ConfigFile> {
  const content = await contentOf(path);
  const name = relative(cwd, path);
  if (!isObject(content)) {
    throw new MultiRoiError(
      'E_FORMAT',
      `config: expected an object by command, got ${Array.isArray(content) ? 'a list' : typeof content} ("${name}")`,
      {
        hint: 'for example { "predict": { "out": "results" } }; a module exports it as its default',
      },
    );
  }
  return { name, content };
}

/** A value of a file as it would be typed. */
function typed(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const isList = Array.isArray(value) && value.every((each) => typeof each !== 'object');
  return isList ? value.join(',') : undefined;
}

function parsed(option: Option, value: unknown, name: string): unknown {
  if (option.kind === 'flag') {
    if (typeof value === 'boolean') return value;
    throw new UsageError(`${name}: expected true or false, got ${JSON.stringify(value)}`);
  }
  // an option that may be given several times is a list of what would be typed
  if (option.many === true && Array.isArray(value)) {
    return value.flatMap((each) => parsed(option, each, name) as unknown[]);
  }
  const text = typed(value);
  if (text !== undefined) return option.parse(text, name);
  throw new UsageError(`${name}: expected ${option.placeholder}, got ${JSON.stringify(value)}`);
}

/**
 * What a configuration says of a command, by option, parsed as the command line is.
 * @param commands names that may stand in the file.
 * @throws UsageError for commands and options that are not known, and for values that make no sense.
 */
export function configuredOptions(
  { name: file, content }: ConfigFile,
  command: Command,
  commands: readonly string[],
): Readonly<Record<string, unknown>> {
  for (const name of Object.keys(content)) {
    if (name === '$schema' || commands.includes(name)) continue;
    const meant = nearest(name, commands);
    throw new UsageError(
      `${file}: expected commands, got "${name}"`,
      meant === undefined ? 'see multiroi --help' : `did you mean "${meant}"?`,
    );
  }
  const own = Object.hasOwn(content, command.name) ? content[command.name] : {};
  if (!isObject(own)) {
    throw new UsageError(
      `${file}: expected options of ${command.name}, got ${JSON.stringify(own)}`,
    );
  }
  const options: Options = { ...command.options, ...COMMON_OPTIONS };
  const known = Object.keys(options).filter((name) => !NOT_IN_FILES.includes(name));
  for (const rivals of command.exclusive ?? []) {
    const both = rivals.filter((name) => Object.hasOwn(own, name));
    if (both.length > 1) {
      throw new UsageError(
        `${file}: expected one of ${both.join(', ')} of ${command.name}, got ${both.length} of them`,
      );
    }
  }
  return Object.fromEntries(
    Object.entries(own).map(([name, value]) => {
      const option = known.includes(name) ? options[name] : undefined;
      if (option === undefined) {
        const meant = nearest(name, known);
        throw new UsageError(
          `${file}: expected options of ${command.name}, got "${name}"`,
          meant === undefined ? `see multiroi ${command.name} --help` : `did you mean "${meant}"?`,
        );
      }
      return [name, parsed(option, value, `${file}: ${command.name}.${name}`)];
    }),
  );
}
