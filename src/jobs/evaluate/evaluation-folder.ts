/**
 * @file The folder of an evaluation. While it runs a journal grows by a line a picture, so that a run that was stopped
 * goes on; what is read by others is written whole at the end, and then the journal is removed, unless somebody failed
 * who may be tried again.
 *
 *   report.json  per-sample.csv  report.md  report.html  worst/  (progress.jsonl)
 */

import { appendFile, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, MultiRoiError } from '../../base/index.ts';
import {
  readSamples,
  type EvaluationReport,
  type FailedPerson,
  type SampleRow,
  type ScoredPerson,
} from '../../evaluation/index.ts';
import { removeTemporary, writeWhole } from '../../node/index.ts';

/** Written last: where it is, an evaluation is finished. */
export const REPORT_FILE = 'report.json';
const JOURNAL = 'progress.jsonl';
const SAMPLES = 'per-sample.csv';

/** What a folder holds. */
export type EvaluationState = 'nothing' | 'unfinished' | 'finished';

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Looks into a folder: `unfinished` while its journal is there, `finished` with a report and no journal. */
export async function evaluationState(folder: string): Promise<EvaluationState> {
  if (await isThere(join(folder, JOURNAL))) return 'unfinished';
  return (await isThere(join(folder, REPORT_FILE))) ? 'finished' : 'nothing';
}

/** What became of one person. */
export type Outcome = { readonly person: ScoredPerson } | { readonly failed: FailedPerson };

/** Who has been scored so far, by id; what a stopped run leaves to the next. */
export class EvaluationJournal {
  readonly #path: string;
  readonly people: Map<string, ScoredPerson> = new Map();
  readonly failed: Map<string, FailedPerson> = new Map();

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Opens the journal of a folder.
   * @param inputs everything that decides a person's numbers, as JSON.
   * @param resume keep what an earlier run wrote, but for the pictures on which somebody failed; else begin anew.
   * @throws E_CONFIG when that run was of other inputs.
   */
  static async open(folder: string, inputs: string, resume: boolean): Promise<EvaluationJournal> {
    const journal = new EvaluationJournal(join(folder, JOURNAL));
    const head = JSON.stringify({ inputs });
    const lines: string[] = [];
    if (resume) {
      const [first, ...rest] = (await readFile(journal.#path, 'utf8')).split('\n');
      if (first !== head) {
        throw new MultiRoiError(
          'E_CONFIG',
          `evaluate --resume: expected the evaluation that began in "${folder}", got other inputs`,
          {
            hint: 'give the options of the first run, or begin anew with --overwrite',
            details: { began: first, now: head },
          },
        );
      }
      for (const line of rest) if (journal.#take(line, false)) lines.push(line);
    }
    await removeTemporary(folder);
    // a run that was killed may have left half a line
    await writeWhole(journal.#path, [head, ...lines, ''].join('\n'));
    return journal;
  }

  /**
   * Takes a line over; false for a torn one, which can only be the last, and for one that is not wanted.
   * @param failures whether a line in which somebody failed is wanted. It is taken or left whole: people of a picture who
   * are done together have the last bits of their numbers in common.
   */
  #take(line: string, failures = true): boolean {
    let entries: readonly Outcome[];
    try {
      entries = JSON.parse(line) as readonly Outcome[];
    } catch {
      return false;
    }
    if (!Array.isArray(entries)) return false;
    if (!failures && entries.some((entry) => 'failed' in entry)) return false;
    for (const entry of entries) {
      if ('person' in entry) this.people.set(entry.person.id, entry.person);
      else this.failed.set(entry.failed.id, entry.failed);
    }
    return true;
  }

  has(id: string): boolean {
    return this.people.has(id) || this.failed.has(id);
  }

  /** Appends the people of a picture as one line: a torn one takes all of them, so that they are done together again. */
  async add(entries: readonly Outcome[]): Promise<void> {
    const line = JSON.stringify(entries);
    await appendFile(this.#path, `${line}\n`);
    // what is kept is what a resumed run would read
    this.#take(line);
  }

  /** After everything else has been written. */
  remove(): Promise<void> {
    return rm(this.#path, { force: true });
  }
}

/** The files of a finished evaluation; report.json comes last, and with it the evaluation is there. */
export async function writeEvaluation(
  folder: string,
  report: EvaluationReport,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  // an evaluation that is replaced may have drawn more people
  await rm(join(folder, 'worst'), { recursive: true, force: true });
  for (const [name, bytes] of Object.entries(files)) await writeWhole(join(folder, name), bytes);
  await writeWhole(join(folder, REPORT_FILE), `${JSON.stringify(report, null, 2)}\n`);
}

/** What a comparison needs of a finished evaluation. */
export interface FinishedEvaluation {
  readonly protocol: { readonly id: string; readonly joints: readonly string[] };
  readonly weights: string;
  readonly rows: readonly SampleRow[];
}

/**
 * Reads an evaluation back, to be compared. @throws E_IO, E_FORMAT
 * @example
 * ```ts
 * import { compareRuns, readEvaluation } from 'multiroi/train';
 *
 * const [before, after] = await Promise.all(['evaluation', 'evaluation'].map(readEvaluation));
 * const { all } = compareRuns(before.rows, after.rows);
 * for (const { metric, difference } of all) console.log(`${metric}: ${difference}`);
 * ```
 */
export async function readEvaluation(folder: string): Promise<FinishedEvaluation> {
  const read = async (name: string): Promise<string> =>
    readFile(join(folder, name), 'utf8').catch((cause: unknown) => {
      throw new MultiRoiError(
        'E_IO',
        `compare: expected an evaluation with ${name}, got none ("${folder}")`,
        { cause },
      );
    });
  const text = await read(REPORT_FILE);
  let report: Partial<EvaluationReport>;
  try {
    report = JSON.parse(text) as Partial<EvaluationReport>;
  } catch (cause) {
    throw new MultiRoiError(
      'E_FORMAT',
      `compare: expected JSON, got other text ("${join(folder, REPORT_FILE)}": ${messageOf(cause)})`,
      { cause },
    );
  }
  const { protocol, model } = report;
  if (typeof protocol?.id !== 'string' || !Array.isArray(protocol.joints)) {
    throw new MultiRoiError(
      'E_FORMAT',
      `compare: expected a report with its protocol, got another ("${join(folder, REPORT_FILE)}")`,
    );
  }
  const { rows } = readSamples(await read(SAMPLES));
  return { protocol, weights: String(model?.weights ?? 'unknown'), rows };
}
