/** @file Pictures of a data set through the pipeline, and the errors of the people in them. */

import { join } from 'node:path';
import { BENCHMARKS, halfPicture, halfRecord } from '../../dataset/index.ts';
import { adviceOf, MultiRoiError, throwIfAborted } from '../../base/index.ts';
import { scoreRecord, type EvaluationRow } from '../../evaluation/index.ts';
import type { Person } from '../../result/index.ts';
import type { Photo } from '../../platform/index.ts';
import type { EvaluationJournal, Outcome } from './evaluation-folder.ts';
import type { Prepared } from './evaluation-inputs.ts';

/** Pictures decoded while the networks run. */
const AHEAD = 2;

/** People of one picture who share a camera. */
interface PictureGroup {
  readonly image: string;
  readonly rows: readonly EvaluationRow[];
}

function pictureGroups(rows: readonly EvaluationRow[]): PictureGroup[] {
  const found: { image: string; rows: EvaluationRow[] }[] = [];
  for (const row of rows) {
    const last = found.at(-1);
    const with_ = last?.rows[0]?.record;
    if (
      last !== undefined &&
      with_?.image === row.record.image &&
      with_.focalPx === row.record.focalPx
    ) {
      last.rows.push(row);
    } else found.push({ image: row.record.image, rows: [row] });
  }
  return found;
}

/** A picture as its data set is used: pixels as stored, 3DPW's halved. */
export async function decodeImage(prepared: Prepared, image: string): Promise<Photo> {
  const { options, data } = prepared;
  const { files, images } = options.platform;
  const bytes = await files.read(join(data.folder, image));
  const photo = await images.decode(bytes, image, { upright: false, mostMissing: 0 });
  const { halfResolution } = BENCHMARKS[options.protocol.dataset];
  return { ...(halfResolution ? halfPicture(photo) : photo), exifFocalPx: null };
}

/** A row in the pixels of {@link decodeImage}. */
export function rowAsUsed({ options }: Prepared, row: EvaluationRow): EvaluationRow {
  const { halfResolution } = BENCHMARKS[options.protocol.dataset];
  return halfResolution ? { ...row, record: halfRecord(row.record) } : row;
}

/** What the pipeline says of one person. */
export interface PredictedPerson {
  readonly person: Person;
  /** Without a camera the pose counts, and the place does not. */
  readonly placed: boolean;
}

/** The predictions for people of one picture; fewer than there are when one has no answer. */
export async function predict(
  { hmr, place, options }: Prepared,
  photo: Photo,
  rows: readonly EvaluationRow[],
): Promise<readonly PredictedPerson[]> {
  const [first] = rows;
  const unplaced = new Map<number, Person>();
  const { people } = await hmr.reconstruct(photo, {
    file: first?.record.image ?? 'image',
    found: rows.map(({ record }) => place(record, photo)),
    focalPx: options.focal === 'file' ? (first?.record.focalPx ?? undefined) : undefined,
    exif: false,
    // protocols score networks, as cached features do
    refine: false,
    onUnplaced: (index, person) => unplaced.set(index, person),
    signal: options.signal,
  });
  if (people.length + unplaced.size !== rows.length) return [];
  const placed = people.values();
  return rows.flatMap((_, i): PredictedPerson[] => {
    const aside = unplaced.get(i);
    if (aside !== undefined) return [{ person: aside, placed: false }];
    const next = placed.next();
    return next.done === true ? [] : [{ person: next.value, placed: true }];
  });
}

/** Scores everyone the journal lacks; the next pictures are decoded meanwhile. */
export async function scoreAll(
  prepared: Prepared,
  journal: EvaluationJournal,
  already: number,
): Promise<void> {
  const { options, rows } = prepared;
  const left = pictureGroups(rows.filter(({ id }) => !journal.has(id)));
  let done = already;
  const waiting: Promise<Photo | Error>[] = [];
  const begin = (group: PictureGroup | undefined): void => {
    if (group === undefined) return;
    const photo = decodeImage(prepared, group.image);
    waiting.push(photo.catch((error: unknown) => asError(error)));
  };
  for (const group of left.slice(0, AHEAD)) begin(group);
  for (const [i, group] of left.entries()) {
    throwIfAborted('evaluate', options.signal);
    begin(left[i + AHEAD]);
    const photo = await waiting.shift();
    await journal.add(await scoreGroup(prepared, group, photo));
    done += group.rows.length;
    options.onPerson?.(done, group.image);
  }
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

async function scoreGroup(
  prepared: Prepared,
  { rows: stored }: PictureGroup,
  photo: Photo | Error | undefined,
): Promise<Outcome[]> {
  const rows = stored.map((row) => rowAsUsed(prepared, row));
  if (photo === undefined || photo instanceof Error) {
    const message = photo === undefined ? 'no picture' : toldOf(photo);
    return rows.map(({ id }) => ({ failed: { id, message } }));
  }
  const together = await predict(prepared, photo, rows).catch((error: unknown) => {
    rethrowUnlessOurs(error);
    return [];
  });
  if (together.length === rows.length) {
    return rows.map((row, i) => outcomeOf(prepared, row, together[i]));
  }
  // somebody has no answer; alone, each tells why
  const outcomes: Outcome[] = [];
  for (const row of rows) {
    try {
      const [alone] = await predict(prepared, photo, [row]);
      outcomes.push(outcomeOf(prepared, row, alone));
    } catch (error) {
      rethrowUnlessOurs(error);
      outcomes.push({ failed: { id: row.id, message: toldOf(error) } });
    }
  }
  return outcomes;
}

function outcomeOf(
  { scoring }: Prepared,
  row: EvaluationRow,
  predicted: PredictedPerson | undefined,
): Outcome {
  if (predicted === undefined) {
    return { failed: { id: row.id, message: 'the network gave no finite pose' } };
  }
  try {
    return { person: scoreRecord(scoring, predicted.person, row, predicted.placed) };
  } catch (error) {
    rethrowUnlessOurs(error);
    return { failed: { id: row.id, message: toldOf(error) } };
  }
}

/** A person may be at fault; what is wrong with everything stops the run. */
function rethrowUnlessOurs(error: unknown): void {
  const personal = ['E_NUMERIC', 'E_RANGE', 'E_FORMAT'];
  if (!(error instanceof MultiRoiError && personal.includes(error.code))) throw error;
}

const toldOf = (error: unknown): string => adviceOf(error).split('\n')[0] ?? '';
