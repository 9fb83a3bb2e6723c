/** @file The injected logger. Nothing in the package writes to the console by itself. */

/**
 * Where messages go, by weight. Whoever has something to say takes one; without one nothing is said ({@link SILENT}).
 */
export interface Logger {
  /** For whoever looks for a fault. */
  debug(message: string): void;
  /** What is being done. */
  info(message: string): void;
  /** Something was not as asked for, and work went on without it. */
  warn(message: string): void;
  /** Something that was asked for will be missing. */
  error(message: string): void;
}

const ignore = (): void => {};

/** Drops every message; the default everywhere. */
export const SILENT: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Progress of long work, called at most a few times a second. */
export type OnProgress = (done: number, total: number, what: string) => void;
