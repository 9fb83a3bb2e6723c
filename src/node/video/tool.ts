/** @file ffmpeg and ffprobe of the PATH as child processes that end when they are not wanted any more. */

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { MultiRoiError, throwIfAborted } from '../../base/index.ts';

export type ToolName = 'ffmpeg' | 'ffprobe';
export type ToolProcess = ChildProcessByStdio<null, Readable, Readable>;

/** What is kept of what a tool says before it is asked why it failed. */
const TAIL = 2000;
/** More than this is no answer of ffprobe. */
const MAX_ANSWER = 4 * 1024 * 1024;

const missing = (tool: ToolName, cause: unknown): MultiRoiError =>
  new MultiRoiError('E_UNSUPPORTED', `video: expected ${tool} on the PATH, got none`, {
    hint: 'install ffmpeg (apt, brew, winget or dnf install ffmpeg), or give a folder of pictures',
    cause,
  });

/**
 * Starts a tool without a shell.
 * @throws E_UNSUPPORTED when it is not there; E_ABORT. The caller ends it by `stopTool`.
 */
export async function startTool(
  tool: ToolName,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<ToolProcess> {
  throwIfAborted('video', signal);
  const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw missing(tool, cause);
  }
  return child;
}

/** Kills a tool that still runs, and waits until it is gone. */
export async function stopTool(child: ToolProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  // what it wrote last is of no use, and would keep the pipe open
  child.stdout.destroy();
  child.stderr.destroy();
  await gone;
}

/** Calls `kill` when the signal is aborted, until the returned function is called. */
export function onAbort(signal: AbortSignal | undefined, kill: () => void): () => void {
  signal?.addEventListener('abort', kill, { once: true });
  return () => signal?.removeEventListener('abort', kill);
}

export interface ToolAnswer {
  readonly code: number | null;
  readonly stdout: string;
  /** Its last words. */
  readonly stderr: string;
}

/** Runs a tool to its end. @throws E_UNSUPPORTED, E_ABORT, E_FORMAT for an answer without end. */
export async function runTool(
  tool: ToolName,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<ToolAnswer> {
  const child = await startTool(tool, args, signal);
  const stopListening = onAbort(signal, () => child.kill('SIGKILL'));
  try {
    const closed = once(child, 'close') as Promise<[number | null]>;
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.length > MAX_ANSWER) child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-TAIL);
    });
    const [code] = await closed;
    throwIfAborted('video', signal);
    return { code, stdout, stderr };
  } finally {
    stopListening();
    await stopTool(child);
  }
}

/** The last line of what a tool said that says something. */
export function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '') ?? 'no reason given';
}
