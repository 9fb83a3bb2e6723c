/** @file The folder of results: taken for one run, with what earlier ones left in it put in order. */

import { lockFolder, takeLock, type FolderLock } from './folder-lock.ts';
import { JOURNAL_ENDING, readJournal, recoverRun } from './run-journal.ts';
import {
  namesIn,
  readRecord,
  recordStem,
  stemsOfRuns,
  type PastRun,
  type RunShare,
} from './run-record.ts';

/** A folder that this run alone writes to, and what earlier ones left there. */
export interface OpenedFolder {
  readonly lock: FolderLock;
  /** Earlier runs, the latest last; of shards that are at work, what they have done so far. */
  readonly past: readonly PastRun[];
}

/** Closes the records of runs that were killed, whoever they were; those at work are left alone. */
async function recoverKilled(out: string, own: string): Promise<void> {
  for (const { stem } of stemsOfRuns(await namesIn(out), JOURNAL_ENDING)) {
    if (stem === own) {
      await recoverRun(out, stem);
      continue;
    }
    const lock = await takeLock(out, stem);
    if (lock === undefined) continue;
    try {
      await recoverRun(out, stem);
    } finally {
      await lock.release();
    }
  }
}

async function pastRuns(out: string): Promise<PastRun[]> {
  const names = await namesIn(out);
  const records = await Promise.all(
    stemsOfRuns(names, '.json').map(({ stem }) => readRecord(out, stem)),
  );
  const atWork: PastRun[] = [];
  for (const { stem } of stemsOfRuns(names, JOURNAL_ENDING)) {
    const journal = await readJournal(out, stem);
    if (journal !== undefined) atWork.push({ stem, ...journal.state });
  }
  return [...records, ...atWork].toSorted(
    (a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt),
  );
}

/**
 * Takes the folder for a run.
 * @throws E_IO while another run is at work there; E_FORMAT for a file of a record's name that is none.
 */
export async function openRunFolder(
  out: string,
  shard: RunShare | undefined,
): Promise<OpenedFolder> {
  const lock = await lockFolder(out, shard);
  try {
    await recoverKilled(out, recordStem(shard));
    return { lock, past: await pastRuns(out) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
