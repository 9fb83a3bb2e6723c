/** @file Reports as data: one JSON object a line. */

import { hostname } from 'node:os';
import type { Logger } from '../../base/index.ts';
import type { TextStream } from './io.ts';

/** Writes what is said as JSON, with when and who. */
export function jsonLogger(
  stream: TextStream,
  { quiet, debug }: { readonly quiet: boolean; readonly debug: boolean },
): Logger {
  const host = hostname();
  const at = (level: keyof Logger, isSaid: boolean) => (message: string) => {
    if (!isSaid) return;
    const line = { time: new Date().toISOString(), level, host, pid: process.pid, message };
    stream.write(`${JSON.stringify(line)}\n`);
  };
  return {
    debug: at('debug', debug),
    info: at('info', !quiet),
    warn: at('warn', true),
    error: at('error', true),
  };
}
