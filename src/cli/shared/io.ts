/**
 * @file What a command may touch of its process: streams, clock, working folder, files, a signal to
 * stop. `main.ts` makes one from the real process; tests make one from strings.
 */

import type { Logger } from '../../base/index.ts';
import type { Move, NewFile } from '../../node/index.ts';
import type { Platform } from '../../platform/index.ts';

/** A text stream. Colours, and progress that rewrites its line, need `isTTY`. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Standard input, in pieces. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  readonly isTTY?: boolean | undefined;
}

/** What a command reads from and writes to; tests hand in another. */
export interface Io {
  readonly stdin: ByteStream;
  /** The result, and nothing but the result. */
  readonly stdout: TextStream;
  /** Everything reported on the way. */
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number;
  /** Decoding, files and the runtime; loaded when a command first needs them. */
  readonly platform: () => Promise<Platform>;
  /** Whether work may be given to threads, which have the machine's own platform; absent: it may not. */
  readonly threads?: boolean;
  /** Writes a file whole or not at all, making its folder. */
  readonly write: (path: string, bytes: Uint8Array | string) => Promise<void>;
  /** Writes several files of which all appear or none; `commit` is called when only their names are missing. */
  readonly writeTogether: (
    files: readonly NewFile[],
    commit: (moves: readonly Move[]) => Promise<void>,
  ) => Promise<void>;
}

/** How much a command says on standard error. */
export type Verbosity = 'quiet' | 'normal' | 'debug';

const CODES = { red: 31, yellow: 33, dim: 2, bold: 1, cyan: 36 } as const;
export type Style = keyof typeof CODES;

/** Wraps text in a terminal style; the plain text where colour is unwanted (https://no-color.org). */
export function painter(
  stream: TextStream,
  env: Io['env'],
): (style: Style, text: string) => string {
  const wanted =
    env['NO_COLOR'] === undefined || env['NO_COLOR'] === ''
      ? stream.isTTY === true && env['TERM'] !== 'dumb'
      : false;
  return (style, text) => (wanted ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
}

/** What a terminal obeys, or shows text in another order by; lines and tabs are ours. */
const ORDERS = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu;

/** Text that may hold names of files, and so anything: what it would have the terminal do is told instead. */
export function harmless(text: string): string {
  return text.replaceAll(
    ORDERS,
    (order) => `\\u${(order.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** The library's messages on standard error, one line each. */
export function terminalLogger(
  write: (line: string) => void,
  paint: (style: Style, text: string) => string,
  verbosity: Verbosity,
): Logger {
  const at = (least: Verbosity, line: (message: string) => string) => (message: string) => {
    const rank = { quiet: 0, normal: 1, debug: 2 } as const;
    if (rank[verbosity] >= rank[least]) write(line(harmless(message)));
  };
  return {
    debug: at('debug', (message) => paint('dim', message)),
    info: at('normal', (message) => message),
    warn: at('quiet', (message) => `${paint('yellow', 'warning')} ${message}`),
    error: at('quiet', (message) => `${paint('red', 'error')} ${message}`),
  };
}
