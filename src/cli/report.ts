/** @file An error as it is told: to a user in a line and a hint, to a program as data. */

import { MultiRoiError, messageOf } from '../base/index.ts';
import { harmless, painter, type Io } from './shared/io.ts';

/** An error as data, as `--json` shows it. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** What a user needs to know of an error. Anything untyped is ours: E_INTERNAL. */
export function reportOf(error: unknown): ErrorReport {
  if (!(error instanceof MultiRoiError)) {
    return { code: 'E_INTERNAL', message: `internal: ${messageOf(error)}` };
  }
  const { code, message, hint } = error;
  return hint === undefined ? { code, message } : { code, message, hint };
}

function stackOf(error: unknown): string {
  const lines: string[] = [];
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    lines.push(`${lines.length === 0 ? '' : 'caused by '}${e.stack ?? e.message}`);
  }
  return lines.join('\n');
}

/** Whether a command line asks for `--json`, however little of it can be read. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).includes('--json');
}

/** Tells the user, or with `--json` a program, what went wrong. */
export function printError(io: Io, error: unknown, args: readonly string[]): void {
  const report = reportOf(error);
  if (wantsJson(args)) io.stderr.write(`${JSON.stringify({ error: report })}\n`);
  else {
    const paint = painter(io.stderr, io.env);
    const hint = report.hint === undefined ? '' : `\n  ${paint('cyan', harmless(report.hint))}`;
    const message = harmless(report.message);
    io.stderr.write(`${paint('red', `error[${report.code}]`)} ${message}${hint}\n`);
  }
  if (args.includes('--debug')) io.stderr.write(`${stackOf(error)}\n`);
}
