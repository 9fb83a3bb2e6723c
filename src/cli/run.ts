/** @file Runs one command line: finds the command, loads it, parses, runs, reports what went wrong. */

import { MultiRoiError, messageOf } from '../base/index.ts';
import { parseCommandLine, type Command, type ExitCode } from './parse/command.ts';
import { renderHelp, renderOverview, type CommandSummary } from './parse/help.ts';
import { painter, terminalLogger, type Io, type Verbosity } from './shared/io.ts';
import { UsageError } from './parse/option.ts';
import { progressBar, silentBar, type ProgressBar } from './shared/progress.ts';
import { nearest } from './parse/suggest.ts';

/** A command known by name and summary, loaded when it is asked for. */
export interface LazyCommand extends CommandSummary {
  readonly load: () => Promise<Command>;
}

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

/** Tells the user, or with `--json` a program, what went wrong. */
export function printError(io: Io, error: unknown, args: readonly string[]): void {
  const report = reportOf(error);
  if (args.includes('--json')) io.stderr.write(`${JSON.stringify({ error: report })}\n`);
  else {
    const paint = painter(io.stderr, io.env);
    const hint = report.hint === undefined ? '' : `\n  ${paint('cyan', report.hint)}`;
    io.stderr.write(`${paint('red', `error[${report.code}]`)} ${report.message}${hint}\n`);
  }
  if (args.includes('--debug')) io.stderr.write(`${stackOf(error)}\n`);
}

function exitCodeOf(error: unknown, signal: AbortSignal): ExitCode {
  if (error instanceof UsageError) return 2;
  if (error instanceof MultiRoiError && error.code === 'E_ABORT' && signal.aborted) return 130;
  return 1;
}

async function runCommand(
  command: Command,
  version: string,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const { values, operands } = parseCommandLine(command, args);
  if (values.help) {
    io.stdout.write(renderHelp(command, painter(io.stdout, io.env), io.stdout.columns ?? 80));
    return 0;
  }
  const verbosity: Verbosity = values.debug ? 'debug' : values.quiet ? 'quiet' : 'normal';
  let bar: ProgressBar = silentBar(io.stderr);
  const say = (line: string): void => bar.say(line);
  const log = terminalLogger(say, painter(io.stderr, io.env), verbosity);
  const progress = (total: number, unit: string): ProgressBar => {
    if (verbosity !== 'quiet') bar = progressBar(io.stderr, total, unit, io.nowMs);
    return bar;
  };
  try {
    return await command.run({ values, operands, io, version, log, progress });
  } finally {
    bar.end();
  }
}

/**
 * Runs a command line to its exit code; never throws and never touches the process.
 * @param args what follows the program's name.
 */
export async function runMain(
  commands: readonly LazyCommand[],
  version: string,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  try {
    const [first, ...rest] = args;
    if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
      const topic = first === 'help' ? rest[0] : undefined;
      if (topic !== undefined) return await runMain(commands, version, [topic, '--help'], io);
      const page = renderOverview(commands, version, painter(io.stdout, io.env));
      (first === undefined ? io.stderr : io.stdout).write(page);
      return first === undefined ? 2 : 0;
    }
    if (first === '--version') {
      io.stdout.write(`${version}\n`);
      return 0;
    }
    const known = commands.find(({ name }) => name === first);
    if (known === undefined) {
      const names = commands.map(({ name }) => name);
      const meant = nearest(first, names);
      throw new UsageError(
        `multiroi: expected a command, got "${first}"`,
        meant === undefined ? 'see multiroi --help' : `did you mean "${meant}"?`,
      );
    }
    return await runCommand(await known.load(), version, rest, io);
  } catch (error) {
    printError(io, error, args);
    return exitCodeOf(error, io.signal);
  }
}
