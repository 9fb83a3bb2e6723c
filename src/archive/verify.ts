/** @file Whether an archive holds what it should: what is missing, damaged, stale, unfinished, foreign. */

import { MultiRoiError } from '../base/index.ts';
import type { Storage } from '../storage/index.ts';
import {
  digestOf,
  isIntact,
  readHead,
  readReceipt,
  RECEIPTS,
  receiptKey,
  RESULTS,
  type Receipt,
} from './receipt.ts';

/** What is wrong with one object, or one image. */
export interface Finding {
  /**
   * `missing`: an image without results. `damaged`: results that are not as their receipt says, or a receipt that says
   * nothing. `stale`: made by another version, model or options than the archive's. `unfinished`: files without a receipt, of a
   * worker that was killed. `foreign`: what nobody has made here, and results of none of the images.
   */
  readonly kind: 'missing' | 'damaged' | 'stale' | 'unfinished' | 'foreign';
  /** A key of the archive; of a missing image its name. */
  readonly what: string;
}

/** What was looked at, and what is wrong. */
export interface ArchiveReport {
  /** Receipts that are right, with all that they name. */
  readonly whole: number;
  readonly findings: readonly Finding[];
}

/** An image that should have results. */
export interface ExpectedImage {
  readonly digest: string;
  readonly file: string;
}

/** How closely is looked. */
export interface ArchiveCheck {
  /** Images that should have results; without them none are missed. */
  readonly images?: AsyncIterable<ExpectedImage> | undefined;
  /** Reads every file and compares its digest, instead of its length alone. */
  readonly deep: boolean;
}

/** Receipts that are looked at at once. */
const AT_ONCE = 16;

async function hasDigests(storage: Storage, { outputs }: Receipt): Promise<boolean> {
  for (const { key, sha256 } of outputs) {
    if (digestOf(await storage.read(key)) !== sha256) return false;
  }
  return true;
}

/** What a receipt is worth. @returns its kind of fault, or the receipt of a whole result. */
async function judge(
  storage: Storage,
  key: string,
  fingerprint: string,
  deep: boolean,
): Promise<{ readonly receipt?: Receipt; readonly kind?: Finding['kind'] }> {
  let receipt: Receipt;
  try {
    receipt = await readReceipt(storage, key);
  } catch (error) {
    if (error instanceof MultiRoiError && error.code === 'E_FORMAT') return { kind: 'damaged' };
    throw error;
  }
  if (receiptKey(receipt.digest) !== key) return { kind: 'foreign' };
  if (!(await isIntact(storage, receipt))) return { receipt, kind: 'damaged' };
  if (deep && !(await hasDigests(storage, receipt))) return { receipt, kind: 'damaged' };
  if (receipt.fingerprint !== fingerprint) return { receipt, kind: 'stale' };
  return { receipt };
}

/**
 * Looks through an archive.
 * @returns undefined for a place that is none.
 * @throws E_IO.
 */
export async function verifyArchive(
  storage: Storage,
  { images, deep }: ArchiveCheck,
): Promise<ArchiveReport | undefined> {
  const head = await readHead(storage);
  if (head === undefined) return undefined;
  const findings: Finding[] = [];
  const whole = new Set<string>();
  const named = new Set<string>();
  const look = async (key: string): Promise<void> => {
    const { receipt, kind } = await judge(storage, key, head.fingerprint, deep);
    for (const output of receipt?.outputs ?? []) named.add(output.key);
    if (kind !== undefined) findings.push({ kind, what: key });
    else if (receipt !== undefined) whole.add(receipt.digest);
  };
  let waiting: Promise<void>[] = [];
  for await (const { key } of storage.list(RECEIPTS)) {
    waiting.push(look(key));
    if (waiting.length < AT_ONCE) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  for await (const { key } of storage.list()) {
    if (key === 'archive.json' || key.startsWith(RECEIPTS) || named.has(key)) continue;
    const isOurs = key.startsWith(RESULTS) && /^results\/..\/[0-9a-f]{64}[._]/.test(key);
    findings.push({ kind: isOurs ? 'unfinished' : 'foreign', what: key });
  }
  if (images !== undefined) await compareImages(images, whole, findings, receiptKey);
  return { whole: whole.size, findings };
}

/**
 * Adds the images that have no results, and results of none of the images.
 * @param whole digests of the images whose results are right.
 * @param nameOf the results of a digest.
 */
export async function compareImages(
  images: AsyncIterable<ExpectedImage>,
  whole: Iterable<string>,
  findings: Finding[],
  nameOf: (digest: string) => string,
): Promise<void> {
  const known = new Set(whole);
  const expected = new Set<string>();
  for await (const { digest, file } of images) {
    expected.add(digest);
    if (!known.has(digest)) findings.push({ kind: 'missing', what: file });
  }
  for (const digest of known) {
    if (!expected.has(digest)) findings.push({ kind: 'foreign', what: nameOf(digest) });
  }
}
