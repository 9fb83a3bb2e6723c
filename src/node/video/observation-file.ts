/**
 * @file What was seen of a video, in a file that grows by a line a frame: a run that was killed goes on behind the last whole line, and ends
 * as it would have.
 */

import { open, stat, truncate, type FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import {
  checkRecord,
  type ObservationLog,
  type SeenFrame,
  type PersonInFrame,
} from '../../reconstruct/index.ts';
import { ioError } from '../errno.ts';

const headSchema = z.object({ observations: z.literal(1), key: z.string() });
const frameSchema = z.object({
  i: z.int().nonnegative(),
  s: z.number().nonnegative(),
  cut: z.boolean(),
  searched: z.boolean(),
  people: z.array(z.object({ r: z.string(), c: z.string().nullable() })),
});

const base64 = ({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** The bytes in memory of their own, where they are aligned. */
function bytesOf(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'base64')).buffer;
}

function lineOf({ index, seconds, isCut, isSearched, people }: SeenFrame): string {
  const records = people.map(({ record, clothes }) => ({
    r: base64(record),
    c: clothes && base64(clothes),
  }));
  const line = { i: index, s: seconds, cut: isCut, searched: isSearched, people: records };
  return `${JSON.stringify(line)}\n`;
}

/** A frame out of its line; undefined for one that was not written to its end. */
function frameOf(line: string): SeenFrame | undefined {
  try {
    const { i, s, cut, searched, people } = frameSchema.parse(JSON.parse(line));
    return {
      index: i,
      seconds: s,
      isCut: cut,
      isSearched: searched,
      people: people.map(({ r, c }): PersonInFrame => {
        const record = checkRecord(new Float32Array(bytesOf(r)));
        return { record, clothes: c === null ? null : new Uint16Array(bytesOf(c)) };
      }),
    };
  } catch {
    return undefined;
  }
}

/** What of a file is whole, in bytes and in frames; null for a file of another run, or none. */
interface Whole {
  readonly bytes: number;
  readonly frames: number;
}

async function wholeOf(path: string, key: string): Promise<Whole | null> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw ioError('motion', 'a readable file', path, cause);
  });
  if (file === null) return null;
  let [bytes, frames] = [0, 0];
  for await (const line of file.readLines()) {
    if (bytes === 0) {
      if (!isHead(line, key)) return null;
    } else if (frameOf(line)?.index === frames) frames++;
    else break;
    bytes += Buffer.byteLength(line) + 1;
  }
  return bytes === 0 ? null : { bytes, frames };
}

function isHead(line: string, key: string): boolean {
  try {
    return headSchema.parse(JSON.parse(line)).key === key;
  } catch {
    return false;
  }
}

/** Observations on a disk. */
export class ObservationFile implements ObservationLog {
  readonly #path: string;
  readonly #file: FileHandle;
  /** Frames that need not be seen again. */
  readonly frames: number;

  private constructor(path: string, file: FileHandle, frames: number) {
    this.#path = path;
    this.#file = file;
    this.frames = frames;
  }

  /**
   * Goes on with a file of the same run, or begins one.
   * @param key of the video and of all options that decide what is seen.
   * @param resume false begins anew in any case.
   * @throws E_IO.
   */
  static async open(path: string, key: string, resume: boolean): Promise<ObservationFile> {
    const past = resume ? await wholeOf(path, key) : null;
    try {
      const size = past === null ? 0 : (await stat(path)).size;
      if (past !== null && past.bytes < size) await truncate(path, past.bytes);
      const file = await open(path, past === null ? 'w' : 'a');
      if (past === null) await file.write(`${JSON.stringify({ observations: 1, key })}\n`);
      // killed just before the end of a line
      else if (past.bytes > size) await file.write('\n');
      return new ObservationFile(path, file, past?.frames ?? 0);
    } catch (cause) {
      throw ioError('motion', 'a writable file', path, cause);
    }
  }

  /** What an earlier run has seen, in its order. */
  async *past(): AsyncGenerator<SeenFrame, void, undefined> {
    if (this.frames > 0) yield* this.all();
  }

  /** What was seen by an earlier run and by this one. @throws E_IO. */
  async *all(): AsyncGenerator<SeenFrame, void, undefined> {
    const file = await open(this.#path).catch((cause: unknown) => {
      throw ioError('motion', 'a readable file', this.#path, cause);
    });
    for await (const line of file.readLines()) {
      const frame = frameOf(line);
      if (frame !== undefined) yield frame;
    }
  }

  /** Writes a line. @throws E_IO. */
  async add(frame: SeenFrame): Promise<void> {
    try {
      await this.#file.write(lineOf(frame));
    } catch (cause) {
      throw ioError('motion', 'a writable file', this.#path, cause);
    }
  }

  /** Lets go of the file, and leaves it where it is. */
  async close(): Promise<void> {
    await this.#file.close();
  }
}
