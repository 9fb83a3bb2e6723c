/** @file The work on one batch: image after image, each whole or not at all, none done twice. */

import { messageOf, MultiRoiError, traced, type Logger, type Span } from '../base/index.ts';
import {
  digestOf,
  findReceipt,
  isIntact,
  writeResults,
  type ArchiveHead,
  type MadeFiles,
} from '../archive/index.ts';
import type { Storage, Storages } from '../storage/index.ts';
import type { QueueBatch, ImageFailure, QueuedImage } from './batch.ts';
import type { Ledger } from './ledger.ts';

/** What a worker does its batches with. */
export interface BatchWork {
  readonly ledger: Pick<Ledger, 'beginTry' | 'forgiveTry'>;
  readonly inputs: Pick<Storages, 'read'>;
  readonly out: Storage;
  readonly head: ArchiveHead;
  /** An image's files out of its bytes; stages become parts of the span. */
  readonly make: (bytes: Uint8Array, image: QueuedImage, span: Span) => Promise<MadeFiles>;
  /** An image that has failed so often, or has ended so many workers, is set aside. */
  readonly maxTries: number;
  /** Ends the work between two images. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** What became of a batch so far. */
export interface BatchProgress {
  done: number;
  people: number;
  failures: ImageFailure[];
  /** Failed, and may end better. */
  open: QueuedImage[];
}

/** Bytes that are wrong stay wrong; what the machine or the network did may pass. */
const PERMANENT: readonly string[] = [
  'E_FORMAT',
  'E_UNSUPPORTED',
  'E_RANGE',
  'E_SHAPE',
  'E_CONFIG',
];

const codeOf = (error: unknown): string =>
  error instanceof MultiRoiError ? error.code : 'E_INTERNAL';

function failureOf(image: QueuedImage, tries: number, code: string, message: string): ImageFailure {
  return { ...image, code, message, tries, at: new Date().toISOString() };
}

/** The bytes that were added. @throws E_FORMAT when they have changed since. */
async function readImage(work: BatchWork, image: QueuedImage): Promise<Uint8Array> {
  const bytes = await work.inputs.read(image.url);
  const digest = digestOf(bytes);
  if (digest === image.digest) return bytes;
  throw new MultiRoiError(
    'E_FORMAT',
    `queue: expected the image that was added, got other bytes (${image.file}: ${digest.slice(0, 12)}…)`,
    { hint: 'add it again' },
  );
}

/** @throws what the storage of results throws: no fault of the image. */
async function processImage(
  work: BatchWork,
  image: QueuedImage,
  progress: BatchProgress,
  span: Span,
): Promise<void> {
  const { out, head, ledger, log, maxTries } = work;
  const receipt = await findReceipt(out, image.digest);
  if (receipt?.fingerprint === head.fingerprint && (await isIntact(out, receipt))) {
    progress.done++;
    progress.people += receipt.people;
    span.set({ 'multiroi.outcome': 'done before' });
    return;
  }
  const tries = await ledger.beginTry(image.digest);
  const setAside = (code: string, message: string): void => {
    span.set({ 'multiroi.outcome': 'set aside', 'error.type': code });
    progress.failures.push(failureOf(image, Math.min(tries, maxTries), code, message));
    log.error(`[${code}] ${image.file}: ${message}`);
  };
  if (tries > maxTries) {
    const message = `queue: expected a worker to outlive the image, got the end of ${maxTries}`;
    return setAside('E_RUNTIME', message);
  }
  let made: MadeFiles;
  try {
    const bytes = await traced(span, 'read', {}, () => readImage(work, image));
    made = await work.make(bytes, image, span);
  } catch (error) {
    const code = codeOf(error);
    if (work.signal.aborted && code === 'E_ABORT') {
      await ledger.forgiveTry(image.digest);
      throw error;
    }
    if (tries >= maxTries || PERMANENT.includes(code)) setAside(code, messageOf(error));
    else {
      log.warn(`[${code}] ${image.file}: ${messageOf(error)}; try ${tries} of ${maxTries}`);
      span.set({ 'multiroi.outcome': 'to be tried again', 'error.type': code });
      progress.open.push(image);
    }
    return;
  }
  try {
    const named = { ...image, fingerprint: head.fingerprint };
    await traced(span, 'write', {}, () => writeResults(out, named, made));
  } catch (error) {
    await ledger.forgiveTry(image.digest);
    throw error;
  }
  progress.done++;
  progress.people += made.people;
  span.set({ 'multiroi.outcome': 'done', 'multiroi.people': made.people });
}

/**
 * Does a batch; images that have results already are passed over. Each image is a part of `span`.
 * @param onImage told after every image, with how it stands.
 * @throws E_ABORT when the signal fires between two images; E_IO when results cannot be written.
 */
export async function processBatch(
  work: BatchWork,
  { images }: QueueBatch,
  span: Span,
  onImage: (progress: Readonly<BatchProgress>) => void = () => undefined,
): Promise<BatchProgress> {
  const progress: BatchProgress = { done: 0, people: 0, failures: [], open: [] };
  for (const image of images) {
    if (work.signal.aborted) throw new MultiRoiError('E_ABORT', 'queue: stopped on request');
    const { file, digest } = image;
    await traced(span, 'image', { 'multiroi.file': file, 'multiroi.digest': digest }, (part) =>
      processImage(work, image, progress, part),
    );
    onImage(progress);
  }
  return progress;
}
