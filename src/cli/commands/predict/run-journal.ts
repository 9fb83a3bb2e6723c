/**
 * @file What a run writes down while it works, a line at a time: `run.journal.jsonl`. It stands beside the record of the
 * runs before, and goes when the run's own record is there. Of a run that was killed it tells the next one which files
 * were its own, finishes the image whose results were appearing, and becomes that run's record.
 */

import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import {
  finishMoves,
  ioError,
  removeTemporary,
  TEMPORARY_MARK,
  writeWhole,
  type Move,
} from '../../../node/index.ts';
import {
  doneSchema,
  failedSchema,
  headSchema,
  recordPath,
  recordText,
  type DoneImage,
  type FailedImage,
  type RunState,
} from './run-record.ts';

const moveSchema = z.object({ from: z.string(), to: z.string() }).readonly();
const beganSchema = z.object({
  began: headSchema,
  kept: z.array(doneSchema),
  earlier: z.array(z.string()),
  mark: z.string(),
});
const seconds = z.number();
const lineSchema = z.union([
  /** Temporary files may appear in this folder, relative to that of the results. */
  z.object({ works: z.string() }),
  /** The decision: from here on the image's results are there, whoever has to give them their names. */
  z.object({
    decided: doneSchema,
    moves: z.array(moveSchema).readonly(),
    removes: z.array(z.string()).readonly(),
    seconds,
  }),
  /** Of the last decision: taken back, since its files could not have their names. */
  z.object({ undone: z.string() }),
  z.object({ failed: failedSchema, seconds }),
]);
type Line = z.infer<typeof lineSchema>;

/** Of a record that is still growing; a run that ends makes `run.json` of it. */
export const JOURNAL_ENDING = '.journal.jsonl';
const journalPath = (out: string, stem: string): string => join(out, stem + JOURNAL_ENDING);

/** What a run has done so far, a line an image: what a killed one leaves to the next. */
export class RunJournal {
  readonly #file: FileHandle;
  readonly #path: string;
  #length: number;
  readonly #folders = new Set<string>();

  private constructor(file: FileHandle, path: string, length: number) {
    this.#file = file;
    this.#path = path;
    this.#length = length;
  }

  /**
   * Begins a journal.
   * @param state what the record of a run without work would hold.
   */
  static async begin(out: string, stem: string, state: RunState): Promise<RunJournal> {
    const path = journalPath(out, stem);
    const { images: kept, failures: _, earlier, ...began } = state;
    const line = `${JSON.stringify({ began, kept, earlier, mark: TEMPORARY_MARK })}\n`;
    await writeWhole(path, line);
    try {
      return new RunJournal(await open(path, 'r+'), path, Buffer.byteLength(line));
    } catch (cause) {
      throw ioError('write', 'a writable file', path, cause);
    }
  }

  /** Before anything is written to a folder, given relative to that of the results. */
  async works(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return;
    await this.#add({ works: folder });
    this.#folders.add(folder);
  }

  decided(
    done: DoneImage,
    moves: readonly Move[],
    removes: readonly string[],
    s: number,
  ): Promise<void> {
    return this.#add({ decided: done, moves, removes, seconds: s });
  }

  undone(file: string): Promise<void> {
    return this.#add({ undone: file });
  }

  failed(failed: FailedImage, s: number): Promise<void> {
    return this.#add({ failed, seconds: s });
  }

  /** A line is there whole or not at all: what a full disk took of one is cut off again. */
  async #add(line: Line): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      let written = 0;
      while (written < bytes.length) {
        const at = this.#length + written;
        const { bytesWritten } = await this.#file.write(bytes, written, null, at);
        written += bytesWritten;
      }
      await this.#file.sync();
      this.#length += bytes.length;
    } catch (cause) {
      await this.#file.truncate(this.#length).catch(() => {
        // the next line is written over what was left
      });
      throw ioError('write', 'a writable file', this.#path, cause);
    }
  }

  /** Lets go of the file, and leaves it where it is. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  /** When the record stands. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

/** What a journal tells of its run. */
export interface JournalState {
  readonly state: RunState;
  readonly seconds: number;
  readonly mark: string;
  /** Relative to that of the results. */
  readonly folders: readonly string[];
  readonly moves: readonly Move[];
  readonly removes: readonly string[];
}

/** The lines that are whole: a killed run may leave half of its last one, a power cut less than that. */
function parsed<T>(schema: z.ZodType<T>, line: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(line ?? '')).data;
  } catch {
    return undefined;
  }
}

/** @returns undefined where there is none, or none that has begun. */
export async function readJournal(out: string, stem: string): Promise<JournalState | undefined> {
  const path = journalPath(out, stem);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw ioError('read', 'a readable file', path, cause);
  });
  const [first, ...rest] = text.split('\n');
  const start = parsed(beganSchema, first);
  if (start === undefined) return undefined;
  const images = new Map<string, DoneImage>();
  const failures: FailedImage[] = [];
  const folders: string[] = [];
  let last = { moves: [] as readonly Move[], removes: [] as readonly string[] };
  let latest = 0;
  for (const each of rest) {
    const line = parsed(lineSchema, each);
    if (line === undefined) continue;
    if ('seconds' in line) latest = line.seconds;
    if ('works' in line) folders.push(line.works);
    else if ('failed' in line) failures.push(line.failed);
    else if ('undone' in line) {
      images.delete(line.undone);
      last = { moves: [], removes: [] };
    } else {
      images.set(line.decided.file, line.decided);
      // images are done one after the other: only the last can lack its names
      last = line;
    }
  }
  const done = [...start.kept, ...images.values()];
  const told = new Set(done.flatMap(({ outputs }) => outputs));
  const earlier = start.earlier.filter((each) => !told.has(each));
  return {
    state: { ...start.began, images: done, failures, earlier },
    seconds: latest,
    mark: start.mark,
    folders,
    ...last,
  };
}

/**
 * Closes the record of a run that was killed; the caller holds its lock.
 * @returns whether there was one.
 */
export async function recoverRun(out: string, stem: string): Promise<boolean> {
  const journal = await readJournal(out, stem);
  if (journal !== undefined) {
    const at = ({ from, to }: Move): Move => ({ from: join(out, from), to: join(out, to) });
    await finishMoves(journal.moves.map(at));
    for (const path of journal.removes) await rm(join(out, path), { force: true });
    for (const folder of new Set(['.', ...journal.folders])) {
      await removeTemporary(join(out, folder), journal.mark);
    }
    await writeWhole(recordPath(out, stem), recordText(journal.state, journal.seconds, true));
  }
  const path = journalPath(out, stem);
  await rm(path, { force: true });
  return journal !== undefined;
}
