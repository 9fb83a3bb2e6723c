/** @file What ffmpeg says while it decodes: the times of pictures (its filter `showinfo`), and what went wrong. */

import type { Readable } from 'node:stream';

/** Lines are told apart by their level: `-loglevel level+info`. */
const TIME = /^\[Parsed_showinfo\S* @ \S+ \[info\] n: *\d+ .*?\bpts_time: *(-?[\d.]+|NOPTS)/;
const PROBLEM = /\[(?:error|fatal|panic)\] (.*)$/;
/** Prefix of the part that speaks. */
const SPEAKER = /^\[[^\]]*\] /;

export class FfmpegLog {
  /** By picture; NaN for one without a time. */
  readonly #times: number[] = [];
  #wake: () => void = () => {};
  #ended = false;
  /** The last thing that went wrong, in ffmpeg's words. */
  problem: string | null = null;

  constructor(stderr: Readable) {
    let line = '';
    stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const each of lines) this.#read(each);
      this.#wake();
    });
    stderr.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Until everything was said. */
  async end(): Promise<void> {
    while (!this.#ended) await this.#more();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #read(line: string): void {
    const [, time] = TIME.exec(line) ?? [];
    if (time !== undefined) this.#times.push(Number(time));
    const [, problem] = PROBLEM.exec(line) ?? [];
    if (problem !== undefined) this.problem = problem.replace(SPEAKER, '').trim();
  }

  /** Of the next picture (s), which may be there before its line is read; NaN where ffmpeg tells none. */
  async nextTime(): Promise<number> {
    while (this.#times.length === 0 && !this.#ended) await this.#more();
    return this.#times.shift() ?? NaN;
  }
}
