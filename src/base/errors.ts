/**
 * @file Typed errors. Messages follow one grammar:
 * `who: expected <thing>, got <thing>[ (where)][; <what to do>]`.
 */

/**
 * Why something failed. `E_FORMAT` is permanent (the bytes are wrong); `E_IO` may succeed when retried; `E_RUNTIME`: what
 * executes the networks failed, of itself or for want of memory, and not for what it was given.
 */
export type ErrorCode =
  | 'E_SHAPE'
  | 'E_RANGE'
  | 'E_FORMAT'
  | 'E_IO'
  | 'E_UNSUPPORTED'
  | 'E_NUMERIC'
  | 'E_CONFIG'
  | 'E_RUNTIME'
  | 'E_ABORT'
  | 'E_INTERNAL';

/** What an error carries beside its code and its message. */
export interface ErrorOptions {
  /** What the reader should do next, one sentence without a full stop. */
  readonly hint?: string;
  /** Machine-readable facts: paths, shapes, step numbers. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What was caught and is told in other words. */
  readonly cause?: unknown;
}

/**
 * The one error class of the package; branch on `code`. Messages follow one grammar: `who: expected …, got …`; `hint`
 * says what to do.
 * @example
 * ```ts
 * import { MultiRoiError, parseResult } from 'multiroi';
 *
 * try {
 *   parseResult('{}');
 * } catch (error) {
 *   if (!(error instanceof MultiRoiError)) throw error;
 *   console.log(error.code); // E_FORMAT
 * }
 * ```
 */
export class MultiRoiError extends Error {
  /** `MultiRoiError`; `AbortError` for E_ABORT, as whatever takes an `AbortSignal` calls it. */
  override readonly name: 'MultiRoiError' | 'AbortError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code === 'E_ABORT' ? 'AbortError' : 'MultiRoiError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }
}

/** One of several problems found in one input; lists of them are thrown together. */
export interface Issue {
  /** Where in the input: a key path, a file, an option. */
  readonly path: string;
  /** `expected …, got …`, without the place. */
  readonly message: string;
}

/** Throws one error that lists every issue, so that a user repairs them in one go. No issues: no error. */
export function throwIssues(code: ErrorCode, who: string, issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  const lines = issues.map((issue) => `  ${issue.path}: ${issue.message}`);
  const count = issues.length === 1 ? '1 problem' : `${issues.length} problems`;
  throw new MultiRoiError(code, `${who}: ${count} found\n${lines.join('\n')}`, {
    details: { issues },
  });
}

/** Throws `E_ABORT` when the signal has been aborted; long work calls it between steps. */
export function throwIfAborted(who: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new MultiRoiError('E_ABORT', `${who}: stopped on request`, { cause: signal.reason });
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The message of anything that was thrown, and what to do about it. */
export function adviceOf(error: unknown): string {
  const hint = error instanceof MultiRoiError ? error.hint : undefined;
  return hint === undefined ? messageOf(error) : `${messageOf(error)}; ${hint}`;
}

/**
 * Says in the grammar of errors what a file should have held.
 * @throws E_FORMAT always.
 */
export function throwFormat(
  who: string,
  expected: string,
  got: string,
  options?: ErrorOptions,
): never {
  throw new MultiRoiError('E_FORMAT', `${who}: expected ${expected}, got ${got}`, options);
}
