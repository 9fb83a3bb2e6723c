/** @file Whether a folder of `predict` holds what the records of its runs say. */

import {
  compareImages,
  type ArchiveCheck,
  type ArchiveReport,
  type Finding,
} from '../../../archive/index.ts';
import { messageOf } from '../../../base/index.ts';
import { parseResult } from '../../../result/index.ts';
import type { Storage } from '../../../storage/index.ts';
import { JOURNAL_ENDING } from './run-journal.ts';
import { parseRecord, stemsOfRuns, type DoneImage } from './run-record.ts';
import { reportName } from './write-report.ts';

/** Names of what a run holds while it is at work, and leaves when it is killed. */
const isUnfinished = (key: string): boolean =>
  key.endsWith(JOURNAL_ENDING) || /^run(\..*)?\.lock|(^|\/)\.multiroi-.*\.tmp$/.test(key);

/** What is wrong with an image's files; undefined for nothing. */
async function faultOf(
  storage: Storage,
  { outputs }: DoneImage,
  sizes: ReadonlyMap<string, number>,
  deep: boolean,
): Promise<string | undefined> {
  const bad = outputs.find((key) => (sizes.get(key) ?? 0) === 0);
  if (bad !== undefined || !deep) return bad;
  for (const key of outputs.filter((each) => each.endsWith('.json'))) {
    try {
      parseResult(new TextDecoder().decode(await storage.read(key)));
    } catch (error) {
      return `${key} (${messageOf(error)})`;
    }
  }
  return undefined;
}

/**
 * Looks through a folder of `predict`: files of an image that are gone or empty are `damaged`, journals and locks
 * `unfinished`, images that failed `missing`, what no run has written `foreign`. What earlier runs left is let be.
 * @param check with `deep` every result is read and parsed: the records hold no digests of what was written.
 * @returns undefined for a place without records.
 * @throws E_FORMAT for a record that cannot be read; E_IO.
 */
export async function verifyRuns(
  storage: Storage,
  { images, deep }: ArchiveCheck,
): Promise<ArchiveReport | undefined> {
  const sizes = new Map<string, number>();
  for await (const { key, bytes } of storage.list()) sizes.set(key, bytes);
  const keys = [...sizes.keys()];
  const names = stemsOfRuns(keys, '.json');
  const journals = stemsOfRuns(keys, JOURNAL_ENDING);
  if (names.length + journals.length === 0) return undefined;
  const findings: Finding[] = [];
  const known = new Set([...names.map(({ stem }) => `${stem}.json`), ...[...names, ...journals].map(({ shard }) => reportName(shard))]); // oxfmt-ignore
  const done = new Map<string, string>();
  let whole = 0;
  for (const { stem } of names) {
    const text = new TextDecoder().decode(await storage.read(`${stem}.json`));
    const record = parseRecord(text, `${stem}.json`);
    for (const image of record.images) {
      for (const key of image.outputs) known.add(key);
      const fault = await faultOf(storage, image, sizes, deep);
      if (fault !== undefined) {
        findings.push({ kind: 'damaged', what: fault });
        continue;
      }
      whole++;
      if (image.sha256 !== undefined) done.set(image.sha256, image.file);
    }
    // with the images at hand it is they that tell which are missing
    const failed = images === undefined ? record.failures : [];
    findings.push(...failed.map(({ file }): Finding => ({ kind: 'missing', what: file })));
    // of other runs, in the same folder and perhaps with the same options: their photographs nobody knows any more
    for (const key of record.earlier) known.add(key);
  }
  for (const key of keys.filter((each) => !known.has(each))) {
    findings.push({ kind: isUnfinished(key) ? 'unfinished' : 'foreign', what: key });
  }
  if (images !== undefined) {
    await compareImages(images, done.keys(), findings, (digest) => done.get(digest) ?? digest);
  }
  return { whole, findings };
}
