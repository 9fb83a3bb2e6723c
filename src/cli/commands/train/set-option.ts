/** @file `--set a.b=c`: one value of a run's configuration, by its path; strict, since a slip would cost a day. */

import { messageOf, MultiRoiError } from '../../../base/index.ts';
import { runConfig, type RunChoice } from '../../../training/index.ts';
import { UsageError } from '../../parse/option.ts';
import { nearest } from '../../parse/suggest.ts';

/** One `--set`. */
export interface Setting {
  readonly path: string;
  /** As typed. */
  readonly text: string;
}

type Tree = Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Splits `a.b=c`. @throws UsageError */
export function parseSetting(given: string, name: string): Setting {
  const at = given.indexOf('=');
  if (at < 1) throw new UsageError(`${name}: expected a.b=value, got "${given}"`);
  return { path: given.slice(0, at), text: given.slice(at + 1) };
}

/** Other values follow from these two, so they come first. */
const FIRST = ['network.model', 'network.preset'];

/**
 * A choice with settings applied, each judged against the whole configuration.
 * @throws UsageError for a path that is none, with the nearest that is, and for a value of the wrong type or range.
 */
export function applySettings(choice: RunChoice, settings: readonly Setting[]): RunChoice {
  const rank = ({ path }: Setting): number => (FIRST.includes(path) ? 0 : 1);
  return settings.toSorted((a, b) => rank(a) - rank(b)).reduce(applySetting, choice);
}

function applySetting(choice: RunChoice, { path, text }: Setting): RunChoice {
  const whole: Tree = { ...runConfig(choice) };
  const keys = path.split('.');
  const value = parseValue(path, text, find(whole, path, keys));
  const changed = put(choice, whole, keys, value);
  try {
    runConfig(changed);
  } catch (error) {
    if (!(error instanceof MultiRoiError)) throw error;
    throw new UsageError(`--set ${path}=${text}: ${messageOf(error)}`, error.hint);
  }
  return changed;
}

/** What stands at a path now. */
function find(whole: Tree, path: string, keys: readonly string[]): unknown {
  let here: unknown = whole;
  for (const [i, key] of keys.entries()) {
    const above = keys.slice(0, i).join('.');
    if (!isTree(here)) {
      throw new UsageError(
        `--set ${path}: expected a path of the configuration, got one below ${above}, which is ${JSON.stringify(here)}`,
        `set the whole of it: --set '${above}={…}'`,
      );
    }
    if (!Object.hasOwn(here, key)) {
      const known = Object.keys(here);
      const meant = nearest(key, known);
      const prefix = above === '' ? '' : `${above}.`;
      throw new UsageError(
        `--set ${path}: expected one of ${known.join(', ')}${above === '' ? '' : ` in ${above}`}, got "${key}"`,
        meant === undefined ? undefined : `did you mean "${prefix}${meant}"?`,
      );
    }
    here = here[key];
  }
  return here;
}

function parseValue(path: string, text: string, now: unknown): unknown {
  if (typeof now === 'string' && text !== 'null') return text;
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // a word is a string
  }
  const wrong = (expected: string): UsageError =>
    new UsageError(`--set ${path}: expected ${expected}, got "${text}"`);
  if (typeof now === 'number' && typeof value !== 'number' && value !== null)
    throw wrong('a number');
  if (typeof now === 'boolean' && typeof value !== 'boolean') throw wrong('true or false');
  if (isTree(now) && !isTree(value) && value !== null) throw wrong('a JSON object');
  if (Array.isArray(now) && !Array.isArray(value)) throw wrong('a JSON list');
  return value;
}

/** The choice with a value at a path; a section that it leaves to defaults is written out first. */
function put<T extends object>(choice: T, whole: Tree, keys: readonly string[], value: unknown): T {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) return { ...choice, [key]: value };
  const [own, below] = [new Map<string, unknown>(Object.entries(choice)).get(key), whole[key]];
  // that the path leads somewhere has been looked at: everything above its end is a section
  const section = isTree(below) ? below : {};
  return { ...choice, [key]: put(isTree(own) ? own : section, section, rest, value) };
}
