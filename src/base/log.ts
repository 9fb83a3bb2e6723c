/** @file The injected logger. Nothing in the package writes to the console by itself. */

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const ignore = (): void => {};

/** Drops every message; the default everywhere. */
export const SILENT: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Progress of long work, called at most a few times a second. */
export type OnProgress = (done: number, total: number, what: string) => void;
