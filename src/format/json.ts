/** @file JSON from outside: parsed, and held against a schema, every problem told in the package's grammar. */

import type * as z from 'zod';
import { messageOf, MultiRoiError, throwIssues, type ErrorCode } from '../base/index.ts';

/** What may be read as JSON, and what a reader is told otherwise. */
export interface JsonOptions {
  /** Longer texts are refused unread. */
  readonly maxLength?: number;
  /** What to do when the text is no JSON. */
  readonly hint?: string;
}

/**
 * The value of a JSON text.
 * @throws E_FORMAT
 */
export function parseJson(
  who: string,
  text: string,
  { maxLength, hint }: JsonOptions = {},
): unknown {
  if (maxLength !== undefined && text.length > maxLength) {
    throw new MultiRoiError(
      'E_FORMAT',
      `${who}: expected at most ${maxLength} characters, got ${text.length}`,
    );
  }
  if (nestsDeeper(text, MAX_NESTING)) {
    throw new MultiRoiError(
      'E_FORMAT',
      `${who}: expected JSON nested at most ${MAX_NESTING} deep, got deeper`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const advice = hint ?? adviceOn(text);
    throw new MultiRoiError('E_FORMAT', `${who}: expected JSON, got ${messageOf(cause)}`, {
      ...(advice !== undefined && { hint: advice }),
      cause,
    });
  }
}

/** Deeper than any format that is read; millions of brackets cost a second of memory's upkeep, and the stack of who walks them. */
const MAX_NESTING = 1000;

/** Whether brackets outside of strings are nested deeper than `most`. */
function nestsDeeper(text: string, most: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === BACKSLASH) i++;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) inString = true;
    else if (c === BRACKET || c === BRACE) depth++;
    else if (c === BRACKET + 2 || c === BRACE + 2) depth--;
    if (depth > most) return true;
  }
  return false;
}

const [QUOTE, BACKSLASH, BRACKET, BRACE] = ['"', '\\', '[', '{'].map((c) => c.charCodeAt(0));

/** What to do about slips that are often made. */
function adviceOn(text: string): string | undefined {
  if (text.trim() === '') return 'the file is empty';
  if (/[[:,\s]-?(NaN|Infinity)\b/.test(text)) {
    return "JSON has no NaN and no Infinity, though Python's json writes them: write null, or leave them out";
  }
  return undefined;
}

/** More lines than this hide the first. */
const MAX_ISSUES = 20;

/** How problems of a value are told. */
export interface CheckedAs {
  /** Default `E_FORMAT`. */
  readonly code?: ErrorCode;
  /** What the value as a whole is called where the problem is in none of its fields. */
  readonly root?: string;
}

/**
 * A value that has the shape of a schema.
 * @throws `code`, listing every problem by its path.
 */
export function checkedAs<T>(
  who: string,
  schema: z.ZodType<T>,
  value: unknown,
  { code = 'E_FORMAT', root = 'file' }: CheckedAs = {},
): T {
  const parsed = schema.safeParse(value, { error: told });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: path.length === 0 ? root : path.join('.'),
    message,
  }));
  const rest = { path: '…', message: `and ${issues.length - MAX_ISSUES} more` };
  throwIssues(
    code,
    who,
    issues.length > MAX_ISSUES ? [...issues.slice(0, MAX_ISSUES), rest] : issues,
  );
  throw new MultiRoiError('E_INTERNAL', `internal: ${who}: a refusal without an issue`);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  // JSON has no word for NaN
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const text = isNumber ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' elements' };

/** A problem in words; undefined leaves it to the schema. */
function told(issue: z.core.$ZodRawIssue): string | undefined {
  const got = shown(issue.input);
  if (issue.code === 'invalid_type') return `expected ${issue.expected}, got ${got}`;
  if (issue.code === 'invalid_value') {
    return `expected ${issue.values.map(shown).join(', ')}, got ${got}`;
  }
  if (issue.code === 'unrecognized_keys') {
    return `expected no other field, got ${issue.keys.map(shown).join(', ')}`;
  }
  if (issue.code === 'too_small') {
    const least = `${String(issue.minimum)}${UNITS[issue.origin] ?? ''}`;
    return `expected ${issue.inclusive === false ? `above ${least}` : `${least} or more`}, got ${got}`;
  }
  if (issue.code === 'too_big') {
    const most = `${String(issue.maximum)}${UNITS[issue.origin] ?? ''}`;
    return `expected ${issue.inclusive === false ? `below ${most}` : `at most ${most}`}, got ${got}`;
  }
  return undefined;
}
