/**
 * @file Progress of many inputs. On a terminal one line is rewritten, with the time left; elsewhere
 * (a log file, CI) a plain line is written now and then, so that logs stay short.
 */

import type { TextStream } from './io.ts';

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 10_000;
const BAR_CELLS = 24;

/** How far long work is, on a terminal; elsewhere nothing is drawn. */
export interface ProgressBar {
  /**
   * @param what the input in work, shown beside the bar.
   * @param people found so far; their pace is shown once there are some.
   */
  update(done: number, what: string, people?: number): void;
  /** Takes the bar off the screen while a line is written, and puts it back. */
  say(line: string): void;
  /** Removes the bar. */
  end(): void;
}

/** `1:05`, `2:10:00`: whole seconds, rounded up. */
export function formatDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** The time left at the mean pace so far; null before the first input is done. */
export function timeLeftMs(done: number, total: number, elapsedMs: number): number | null {
  return done > 0 ? (elapsedMs / done) * (total - done) : null;
}

/** `, 3.2 people/s`; nothing before the first second is over, or without people. */
function paceText(people: number, elapsedMs: number): string {
  if (people === 0 || elapsedMs < 1000) return '';
  const pace = (1000 * people) / elapsedMs;
  return `, ${pace >= 10 ? pace.toFixed(0) : pace.toPrecision(2)} people/s`;
}

function fit(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}

/** The line of a terminal that is rewritten. */
interface RewrittenLine {
  readonly draw: (line: string) => void;
  readonly say: (line: string) => void;
  readonly end: () => void;
}

function rewrittenLine(stream: TextStream): RewrittenLine {
  let shown = '';
  const draw = (line: string): void => {
    // carriage return, text, erase to the end of the line
    stream.write(`\r${line}\u001b[K`);
    shown = line;
  };
  return {
    draw,
    say(line) {
      if (shown === '') stream.write(`${line}\n`);
      else {
        const under = shown;
        draw(line);
        stream.write('\n');
        draw(under);
      }
    },
    end() {
      if (shown !== '') draw('');
      shown = '';
    },
  };
}

/** Says on a terminal that something is under way, of which nobody knows yet how long it is. */
export function waitingLine(stream: TextStream, what: string): ProgressBar {
  if (stream.isTTY !== true) return silentBar(stream);
  const { draw, say, end } = rewrittenLine(stream);
  draw(`${what} …`);
  return { update() {}, say, end };
}

/** A progress display on `stream`. */
export function progressBar(
  stream: TextStream,
  total: number,
  unit: string,
  nowMs: () => number,
): ProgressBar {
  const startMs = nowMs();
  const live = stream.isTTY === true;
  let lastMs = live ? -Infinity : startMs;
  const { draw, say, end } = rewrittenLine(stream);
  return {
    say,
    end,
    update(done, what, people = 0) {
      const now = nowMs();
      if (now - lastMs < (live ? REDRAW_MS : PLAIN_LINE_MS) && (done < total || !live)) return;
      lastMs = now;
      const left = timeLeftMs(done, total, now - startMs);
      const remaining = left === null ? '' : `, ${formatDuration(left)} left`;
      const count = `${done}/${total} ${unit}${remaining}${paceText(people, now - startMs)}`;
      if (live) {
        const cells = total === 0 ? BAR_CELLS : Math.floor((BAR_CELLS * done) / total);
        const bar = '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells);
        draw(fit(`${bar} ${count}  ${what}`, (stream.columns ?? 80) - 1));
      } else stream.write(`${count}\n`);
    },
  };
}

/** Shows nothing but the lines that are reported. */
export function silentBar(stream: TextStream): ProgressBar {
  return {
    update() {},
    say(line) {
      stream.write(`${line}\n`);
    },
    end() {},
  };
}
