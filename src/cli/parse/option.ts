/**
 * @file The kinds of command-line options. An option is a value with a parser and a sentence of help;
 * parsing, `--help` and docs/cli.md all read the same table.
 */

import { MultiRoiError } from '../../base/index.ts';
import { nearest } from './suggest.ts';

/** The command line is wrong; nothing was done. Exit code 2. */
export class UsageError extends MultiRoiError {
  constructor(message: string, hint?: string) {
    super('E_CONFIG', message, hint === undefined ? {} : { hint });
  }
}

interface OptionBase {
  readonly help: string;
  /** The help's heading for this option; options of one group stand together. */
  readonly group?: string;
}

/** `--name`; with `negatable` also `--no-name`. */
export interface FlagOption extends OptionBase {
  readonly kind: 'flag';
  readonly negatable: boolean;
  readonly default: boolean | undefined;
}

/** What an option names that a command reads; looked for before the command begins (`check-inputs.ts`). */
export interface Reads {
  readonly what: 'file' | 'folder' | 'file or folder';
  /** Texts that name something else: a body, an address. */
  readonly except?: (text: string) => boolean;
}

/** An option that names a file to read. */
export const A_FILE: Reads = { what: 'file' };
/** An option that names a folder to read. */
export const A_FOLDER: Reads = { what: 'folder' };
/** An option that names text by a path, an address or `-`. */
export const AN_OPERAND: Reads = {
  what: 'file',
  except: (given) => given === '-' || /^([a-z][a-z\d+.-]+:\/\/|data:)/i.test(given),
};

/** `--name <value>`. */
export interface ValueOption<T> extends OptionBase {
  readonly kind: 'value';
  /** What stands for the value in help: `px`, `cpu|cuda`. */
  readonly placeholder: string;
  /** @param name the option as typed, `--focal`, for messages. */
  readonly parse: (text: string, name: string) => Exclude<T, undefined>;
  readonly default: T;
  /** How help shows the default; empty for none. */
  readonly defaultText: string;
  /** May be given several times: `parse` makes a list of one, and the lists are joined. */
  readonly many?: boolean;
  readonly reads?: Reads;
}

export type Option = FlagOption | ValueOption<unknown>;
/** The options of a command, by name. */
export type Options = Readonly<Record<string, Option>>;

/** What a table of options parses to. */
export type ValuesOf<O extends Options> = {
  readonly [K in keyof O]: O[K] extends ValueOption<infer T>
    ? T
    : O[K] extends { readonly default: boolean }
      ? boolean
      : boolean | undefined;
};

/** The table of options that parses to values `V`; for tables that several commands share. */
export type OptionsFor<V> = {
  readonly [K in keyof V]: [V[K]] extends [boolean | undefined] ? FlagOption : ValueOption<V[K]>;
};

interface Common<D> {
  readonly default?: D;
  readonly group?: string;
  readonly reads?: Reads;
}

/** `--name`, off unless given. */
export function flag(help: string, group?: string): FlagOption & { readonly default: false } {
  return { kind: 'flag', help, negatable: false, default: false, ...(group && { group }) };
}

/** `--name` or `--no-name`; undefined when neither was given. */
export function choice(
  help: string,
  { default: initial, group }: Common<boolean> = {},
): FlagOption {
  return { kind: 'flag', help, negatable: true, default: initial, ...(group && { group }) };
}

/** An option whose value needs a parser of its own. */
export function value<T, D extends T | undefined = undefined>(
  placeholder: string,
  help: string,
  parse: (text: string, name: string) => Exclude<T, undefined>,
  extra: Common<D> & { readonly defaultText?: string } = {},
): ValueOption<D extends undefined ? T | undefined : T> {
  const { default: initial, group, reads, defaultText } = extra;
  const plain = typeof initial === 'number' || typeof initial === 'string' ? String(initial) : '';
  return {
    kind: 'value',
    placeholder,
    help,
    parse,
    default: initial,
    defaultText: defaultText ?? plain,
    ...(group && { group }),
    ...(reads && { reads }),
  } as ValueOption<D extends undefined ? T | undefined : T>;
}

/** An option that may be given several times; the values in the order given. */
export function many<T>(
  placeholder: string,
  help: string,
  parse: (text: string, name: string) => T,
): ValueOption<readonly T[]> {
  return {
    kind: 'value',
    placeholder,
    help,
    parse: (given, name) => [parse(given, name)],
    default: [],
    defaultText: '',
    many: true,
  };
}

/** Any text; empty text is refused, as it is a slip of the shell (`--out "$UNSET"`). */
export function text<D extends string | undefined = undefined>(
  placeholder: string,
  help: string,
  extra: Common<D> = {},
): ValueOption<D extends undefined ? string | undefined : string> {
  return value<string, D>(
    placeholder,
    help,
    (given, name) => {
      if (given === '') throw new UsageError(`${name}: expected ${placeholder}, got nothing`);
      return given;
    },
    extra,
  );
}

interface Range {
  readonly min?: number;
  readonly max?: number;
  /** The minimum itself is refused. */
  readonly above?: number;
  readonly whole?: boolean;
}

function describeRange({ min, max, above, whole }: Range): string {
  const noun = whole === true ? 'a whole number' : 'a number';
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`;
  if (above !== undefined && max !== undefined) return `${noun} above ${above} and up to ${max}`;
  if (above !== undefined) return `${noun} above ${above}`;
  return min === undefined ? noun : `${noun}, ${min} or more`;
}

/** Reads one finite number; `1e3` and `.5` are numbers, `0x10`, `5px`, `NaN` and `` are not. */
export function parseNumber(given: string, name: string, range: Range = {}): number {
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given);
  const number = isNumber ? Number(given) : Number.NaN;
  const fits =
    Number.isFinite(number) &&
    (range.whole !== true || Number.isSafeInteger(number)) &&
    (range.min === undefined || number >= range.min) &&
    (range.above === undefined || number > range.above) &&
    (range.max === undefined || number <= range.max);
  if (!fits) throw new UsageError(`${name}: expected ${describeRange(range)}, got "${given}"`);
  return number;
}

/** An option that takes a number in a range. */
export function number<D extends number | undefined = undefined>(
  placeholder: string,
  help: string,
  extra: Common<D> & Range = {},
): ValueOption<D extends undefined ? number | undefined : number> {
  return value<number, D>(placeholder, help, (g, name) => parseNumber(g, name, extra), extra);
}

/** An option that takes a whole number in a range. */
export function integer<D extends number | undefined = undefined>(
  placeholder: string,
  help: string,
  extra: Common<D> & Range = {},
): ValueOption<D extends undefined ? number | undefined : number> {
  return number<D>(placeholder, help, { ...extra, whole: true });
}

/** Exactly `count` numbers between commas. */
export function parseNumbers(given: string, name: string, labels: readonly string[]): number[] {
  const parts = given.split(',').map((part) => part.trim());
  if (parts.length !== labels.length) {
    throw new UsageError(
      `${name}: expected ${labels.length} numbers ${labels.join(',')}, got "${given}"`,
    );
  }
  return parts.map((part, i) => parseNumber(part, `${name} ${labels[i] ?? ''}`));
}

function refuse(name: string, given: string, known: readonly string[]): never {
  const meant = nearest(given, known);
  throw new UsageError(
    `${name}: expected ${known.join(', ')}, got "${given}"`,
    meant === undefined ? undefined : `did you mean "${meant}"?`,
  );
}

/** One of a few words. */
export function oneOf<const T extends string, D extends NoInfer<T> | undefined = undefined>(
  words: readonly T[],
  help: string,
  extra: Common<D> = {},
): ValueOption<D extends undefined ? T | undefined : T> {
  return value<T, D>(
    words.join('|'),
    help,
    (given, name) =>
      words.find((word): word is Exclude<T, undefined> => word === given) ??
      refuse(name, given, words),
    extra,
  );
}

/** Some of a few words, between commas, each at most once. */
export function someOf<const T extends string>(
  words: readonly T[],
  help: string,
  extra: Common<readonly NoInfer<T>[]> & { readonly default: readonly NoInfer<T>[] },
): ValueOption<readonly T[]> {
  return {
    kind: 'value',
    placeholder: words.join(','),
    help,
    parse: (given, name) => {
      const wanted = given.split(',').map((part) => part.trim());
      const found = wanted.map(
        (part) => words.find((word) => word === part) ?? refuse(name, part, words),
      );
      return [...new Set(found)];
    },
    default: extra.default,
    defaultText: extra.default.join(','),
    ...(extra.group && { group: extra.group }),
  };
}

/**
 * The value of an option that a command cannot do without.
 * @throws UsageError when it was not given.
 */
export function required<T>(command: string, name: string, given: T | undefined): T {
  if (given !== undefined) return given;
  throw new UsageError(
    `multiroi ${command}: expected --${name}, got none`,
    `see multiroi ${command} --help`,
  );
}
