/** @file Many files, one after the other: what goes wrong with one is told, with what to do, and the others go on. */

import { MultiRoiError, throwIfAborted, type Logger } from '../../base/index.ts';
import type { Context } from '../parse/command.ts';
import { reportOf, type ErrorReport } from '../report.ts';

/** Tells what went wrong with one of many files. */
export function tellFailure(log: Logger, file: string, error: unknown): ErrorReport {
  const report = reportOf(error);
  const hint = report.hint === undefined ? '' : `\n  ${report.hint}`;
  log.error(`[${report.code}] ${file}: ${report.message}${hint}`);
  if (error instanceof Error) log.debug(error.stack ?? '');
  return report;
}

/** Whether the work was stopped, rather than failed. */
export function isStop(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && error instanceof MultiRoiError && error.code === 'E_ABORT';
}

/**
 * Does each file; `--json` gets what `work` returns, or what went wrong.
 * @returns how many failed.
 * @throws E_ABORT; of a single file, whatever went wrong.
 */
export async function eachFile(
  who: string,
  files: readonly string[],
  { io, log, json }: Pick<Context, 'io' | 'log' | 'json'>,
  work: (file: string) => Promise<object | undefined>,
): Promise<number> {
  let failed = 0;
  for (const file of files) {
    throwIfAborted(who, io.signal);
    try {
      const element = await work(file);
      if (element !== undefined) json.push(element);
    } catch (error) {
      // one file that is asked for by itself fails as a command does
      if (files.length === 1 || isStop(error, io.signal)) throw error;
      failed++;
      json.push({ file, error: tellFailure(log, file, error) });
    }
  }
  return failed;
}
