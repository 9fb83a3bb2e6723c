/** @file Runs one command line: finds the command, loads it, parses, runs, reports what went wrong. */

import { MultiRoiError } from '../base/index.ts';
import { COMMON_OPTIONS, parseCommandLine, type Command, type ExitCode } from './parse/command.ts';
import { renderHelp, renderOverview, type CommandSummary } from './parse/help.ts';
import { checkInputs } from './parse/check-inputs.ts';
import { findConfig } from './config/find-config.ts';
import { painter, terminalLogger, type Io, type Verbosity } from './shared/io.ts';
import { UsageError } from './parse/option.ts';
import { progressBar, silentBar, waitingLine, type ProgressBar } from './shared/progress.ts';
import { nearest } from './parse/suggest.ts';
import { JsonArray } from './shared/json-array.ts';
import { printError, reportOf, wantsJson } from './report.ts';

/** A command known by name and summary, loaded when it is asked for. */
export interface LazyCommand extends CommandSummary {
  readonly load: () => Promise<Command>;
}

function exitCodeOf(error: unknown, signal: AbortSignal): ExitCode {
  if (error instanceof UsageError) return 2;
  if (error instanceof MultiRoiError && error.code === 'E_ABORT' && signal.aborted) return 130;
  return 1;
}

/** A command line with what a configuration adds to it. */
async function withConfig(
  command: Command,
  args: readonly string[],
  commands: readonly LazyCommand[],
  { cwd }: Io,
): Promise<ReturnType<typeof parseCommandLine> & { readonly config?: string }> {
  const typed = parseCommandLine(command, args);
  if (!typed.values.help) await checkInputs(COMMON_OPTIONS, typed.values, cwd);
  const path = typed.values.help ? undefined : await findConfig(cwd, typed.values.config);
  if (path === undefined) return typed;
  const { configuredOptions, readConfig } = await import('./config/config-file.ts');
  const file = await readConfig(path, cwd);
  const names = commands.map(({ name }) => name);
  const configured = configuredOptions(file, command, names);
  return { ...parseCommandLine(command, args, configured), config: file.name };
}

async function runCommand(
  command: Command,
  commands: readonly LazyCommand[],
  version: string,
  args: readonly string[],
  io: Io,
  json: JsonArray,
  waiting: ProgressBar,
): Promise<ExitCode> {
  const { values, operands, config } = await withConfig(command, args, commands, io);
  waiting.end();
  if (values.help) {
    io.stdout.write(renderHelp(command, painter(io.stdout, io.env), io.stdout.columns ?? 80));
    return 0;
  }
  await checkInputs(command.options, values, io.cwd);
  const verbosity: Verbosity = values.debug ? 'debug' : values.quiet ? 'quiet' : 'normal';
  let bar: ProgressBar = silentBar(io.stderr);
  const say = (line: string): void => bar.say(line);
  const log = terminalLogger(say, painter(io.stderr, io.env), verbosity);
  const wait = (what: string): void => {
    if (verbosity !== 'quiet') bar = waitingLine(io.stderr, what);
  };
  const progress = (total: number, unit: string): ProgressBar => {
    if (verbosity === 'quiet') return bar;
    bar.end();
    bar = progressBar(io.stderr, total, unit, io.nowMs);
    return bar;
  };
  if (config !== undefined) log.debug(`options of ${config}`);
  const all = (): Promise<Command[]> => Promise.all(commands.map(({ load }) => load()));
  try {
    const code = await command.run({
      values,
      operands,
      io,
      version,
      log,
      wait,
      progress,
      json,
      all,
    });
    json.end();
    return code;
  } finally {
    bar.end();
  }
}

/** Options without callbacks. */
const QUIET: readonly string[] = ['--quiet', '-q'];

async function dispatch(
  commands: readonly LazyCommand[],
  version: string,
  args: readonly string[],
  io: Io,
  json: JsonArray,
): Promise<ExitCode> {
  const [first, ...rest] = args;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const topic = first === 'help' ? rest[0] : undefined;
    if (topic !== undefined) return dispatch(commands, version, [topic, '--help'], io, json);
    const page = renderOverview(commands, version, painter(io.stdout, io.env));
    (first === undefined ? io.stderr : io.stdout).write(page);
    return first === undefined ? 2 : 0;
  }
  if (first === '--version' || first === '-v') {
    io.stdout.write(`${version}\n`);
    return 0;
  }
  const known = commands.find(({ name }) => name === first);
  if (known !== undefined) {
    // a command's own code takes longer to load than a reader waits without a sign
    const isQuiet = rest.some((arg) => QUIET.includes(arg));
    const waiting = isQuiet ? silentBar(io.stderr) : waitingLine(io.stderr, first);
    try {
      return await runCommand(await known.load(), commands, version, rest, io, json, waiting);
    } finally {
      waiting.end();
    }
  }
  const names = commands.map(({ name }) => name);
  const meant = nearest(first, names);
  throw new UsageError(
    `multiroi: expected a command, got "${first}"`,
    meant === undefined ? 'see multiroi --help' : `did you mean "${meant}"?`,
  );
}

/**
 * Runs a command line to its exit code; never throws and never touches the process. With `--json`, standard output is one
 * document whatever happens.
 * @param args what follows the program's name.
 */
export async function runMain(
  commands: readonly LazyCommand[],
  version: string,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const json = new JsonArray(wantsJson(args) ? io.stdout : undefined);
  try {
    return await dispatch(commands, version, args, io, json);
  } catch (error) {
    printError(io, error, args);
    json.push({ error: reportOf(error) });
    json.end();
    return exitCodeOf(error, io.signal);
  }
}
