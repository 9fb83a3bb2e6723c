/**
 * @file A command: its name, its table of options, what it does. Parsing is strict: an unknown option,
 * a wrong type or an option given twice stops the run before anything is read.
 */

import { parseArgs } from 'node:util';
import type { Logger } from '../../base/index.ts';
import type { Io } from '../shared/io.ts';
import { UsageError, flag, text, type Option, type Options, type ValuesOf } from './option.ts';
import type { JsonArray } from '../shared/json-array.ts';
import type { ProgressBar } from '../shared/progress.ts';
import { nearest } from './suggest.ts';

/** 0: all inputs done. 1: some or all failed. 2: usage. 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** What every command's options parse to, besides its own. */
export interface CommonValues {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly config: string | undefined;
  readonly help: boolean;
}

/** What a command is handed. */
export interface Context<V = unknown> {
  readonly values: V & CommonValues;
  readonly operands: readonly string[];
  readonly io: Io;
  /** Of the package. */
  readonly version: string;
  readonly log: Logger;
  /** What `--json` prints; without it, nothing is printed. */
  readonly json: JsonArray;
  /** Says on a terminal what is waited for, until there is progress to tell of; silent with `--quiet`. */
  readonly wait: (what: string) => void;
  /** Starts a progress display; silent with `--quiet`. */
  readonly progress: (total: number, unit: string) => ProgressBar;
  /** Every command, for what tells of them. */
  readonly all: () => Promise<readonly Command[]>;
}

/** What a command takes beside its options, and how many. */
export interface Operands {
  /** As usage shows it: `<image|folder|glob>…`. */
  readonly usage: string;
  readonly min: number;
  readonly max: number;
}

/** What a command is, before its options have a type: help, docs and the parser need no more. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Paragraphs for `--help`. */
  readonly description: string;
  readonly operands: Operands;
  readonly options: Options;
  /** Sets of options of which at most one may be given. */
  readonly exclusive?: readonly (readonly string[])[];
  /** Command lines that work as they stand, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly run: (context: Context) => Promise<ExitCode>;
}

/** Options that every command has. */
export const COMMON_OPTIONS: Options = {
  json: flag('print the result as JSON on standard output', 'Output'),
  quiet: flag('say nothing but warnings and errors', 'Output'),
  debug: flag('say everything; show stack traces', 'Output'),
  config: text(
    'file',
    'options that are not on the command line; multiroi.config.json, .js, .mjs or .ts here or in a folder above unless given, none: no file',
    { group: 'Output', reads: { what: 'file', except: (given) => given === 'none' } },
  ),
  help: flag('show this help', 'Output'),
};

/** A command whose `run` is typed by its own table of options. */
export function defineCommand<const O extends Options>(
  command: Omit<Command, 'options' | 'exclusive' | 'run'> & {
    readonly options: O;
    readonly exclusive?: readonly (readonly (keyof O & string)[])[];
    readonly run: (context: Context<ValuesOf<O>>) => Promise<ExitCode>;
  },
): Command {
  // the parser fills `values` from this very table, so the two types agree by construction
  return command as Command;
}

interface Parsed {
  readonly values: Readonly<Record<string, unknown>> & CommonValues;
  readonly operands: readonly string[];
}

/** `--box -3,0,50,90`: a number after a value option is its value and never an option. */
function joinNegativeValues(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const next = args[i + 1];
    if (arg === '--') return [...joined, ...args.slice(i)];
    const takesValue = arg.startsWith('--') && options[arg.slice(2)]?.kind === 'value';
    if (takesValue && next !== undefined && /^-[\d.]/.test(next)) {
      joined.push(`${arg}=${next}`);
      i++;
    } else joined.push(arg);
  }
  return joined;
}

function flagNames(name: string, option: Option): string[] {
  return option.kind === 'flag' && option.negatable ? [name, `no-${name}`] : [name];
}

type Token =
  | {
      kind: 'option';
      name: string;
      rawName: string;
      value?: string | undefined;
      inlineValue?: boolean | undefined;
    }
  | { kind: 'positional'; value: string }
  | { kind: 'option-terminator' };

function tokensOf(who: string, args: readonly string[], options: Options): Token[] {
  const known = Object.entries(options).flatMap(([name, option]) => flagNames(name, option));
  const { tokens } = parseArgs({
    args: joinNegativeValues(args, options),
    options: Object.fromEntries(
      Object.entries(options).flatMap(([name, option]) =>
        flagNames(name, option).map((key) => [
          key,
          {
            type: option.kind === 'flag' ? ('boolean' as const) : ('string' as const),
            ...(key === 'help' && { short: 'h' }),
          },
        ]),
      ),
    ),
    // the tokens are judged below, where the message can say what was meant
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option' || known.includes(token.name)) continue;
    const meant = nearest(token.name, known);
    throw new UsageError(
      `multiroi ${who}: expected a known option, got "${token.rawName}"`,
      meant === undefined ? `see multiroi ${who} --help` : `did you mean "--${meant}"?`,
    );
  }
  return tokens as Token[];
}

/**
 * Reads a command line.
 * @param configured values of options that are not given, by name; they give way to options that rule them out.
 * @throws UsageError naming the option, what was expected and what came.
 */
export function parseCommandLine(
  command: Command,
  args: readonly string[],
  configured: Readonly<Record<string, unknown>> = {},
): Parsed {
  const options: Options = { ...command.options, ...COMMON_OPTIONS };
  const values: Record<string, unknown> = {};
  const given = new Set<string>();
  const operands: string[] = [];
  for (const token of tokensOf(command.name, args, options)) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const negated = options[token.name] === undefined;
    const name = negated ? token.name.slice('no-'.length) : token.name;
    const option = options[name];
    if (option === undefined) continue;
    const repeats = option.kind === 'value' && option.many === true;
    if (given.has(name) && !repeats) {
      throw new UsageError(`${token.rawName}: expected it once, got it twice`);
    }
    given.add(name);
    if (option.kind === 'flag') {
      if (token.value !== undefined) {
        throw new UsageError(`${token.rawName}: expected no value, got "${token.value}"`);
      }
      values[name] = !negated;
    } else if (token.value === undefined) {
      throw new UsageError(`${token.rawName}: expected ${option.placeholder}, got nothing`);
    } else if (token.inlineValue !== true && /^-./.test(token.value)) {
      throw new UsageError(
        `${token.rawName}: expected ${option.placeholder}, got the option "${token.value}"`,
        `write ${token.rawName}=${token.value} if that is the value`,
      );
    } else if (repeats) {
      const before = (values[name] ?? []) as readonly unknown[];
      values[name] = [
        ...before,
        ...(option.parse(token.value, token.rawName) as readonly unknown[]),
      ];
    } else values[name] = option.parse(token.value, token.rawName);
  }
  for (const [name, option] of Object.entries(options)) {
    if (given.has(name)) continue;
    const isOpen =
      Object.hasOwn(configured, name) && !rivalsOf(command, name).some((each) => given.has(each));
    values[name] = isOpen ? configured[name] : option.default;
  }
  if (values['help'] !== true) checkLine(command, given, operands);
  return { values: values as Parsed['values'], operands };
}

const exclusiveOf = (command: Command): readonly (readonly string[])[] => [
  ...(command.exclusive ?? []),
  ['quiet', 'debug'],
];

/** Options that rule one out. */
function rivalsOf(command: Command, name: string): string[] {
  const sets = exclusiveOf(command).filter((set) => set.includes(name));
  return sets.flat().filter((each) => each !== name);
}

function checkLine(
  command: Command,
  given: ReadonlySet<string>,
  operands: readonly string[],
): void {
  for (const rivals of exclusiveOf(command)) {
    const both = rivals.filter((name) => given.has(name));
    if (both.length > 1) {
      const names = both.map((name) => `--${name}`);
      throw new UsageError(
        `multiroi ${command.name}: expected one of ${names.join(', ')}, got ${names.length} of them`,
      );
    }
  }
  const { usage, min, max } = command.operands;
  if (operands.length < min) {
    throw new UsageError(
      `multiroi ${command.name}: expected ${usage}, got ${operands.length === 0 ? 'nothing' : `${operands.length} words`}`,
      `see multiroi ${command.name} --help`,
    );
  }
  if (operands.length > max) {
    throw new UsageError(
      `multiroi ${command.name}: expected ${usage === '' ? 'no operands' : usage}, got also "${operands[max] ?? ''}"`,
      `see multiroi ${command.name} --help`,
    );
  }
  if (operands.includes('')) {
    throw new UsageError(
      `multiroi ${command.name}: expected ${usage}, got an empty word`,
      'is a variable of the shell not set?',
    );
  }
}
