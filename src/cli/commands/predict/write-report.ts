/** @file `--report`: collects what a run has come to, from its record and its results, and writes the page. */

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readText } from '../../../format/index.ts';
import { nodeFiles, thumbnailOf } from '../../../node/index.ts';
import { parseResult } from '../../../result/index.ts';
import { UsageError } from '../../parse/option.ts';
import type { Io } from '../../shared/io.ts';
import { REPORT_MARK, runReportPage, type ReportedImage, worstFirst } from './report-page.ts';
import { recordStem, type DoneImage, type RunShare, type RunState } from './run-record.ts';

const SIDE_PX = 360;
/** More pictures than this would be more than a browser likes to open; the worst have theirs. */
const MOST_PICTURES = 1500;

/** `report.html`, or `report.2-of-4.html` of a shard. */
export function reportName(shard: RunShare | undefined): string {
  return `${recordStem(shard).replace(/^run/, 'report')}.html`;
}

/** @throws UsageError where a file of somebody else stands in the report's place. */
export async function requireOwnReport(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined || text.includes(REPORT_MARK)) return;
  throw new UsageError(
    `predict: expected no file of another program in the report's place, got "${path}"`,
    'replace it with --overwrite, or choose another folder with --out',
  );
}

/** People of a result on disk; of one that is not there, or no longer readable, nothing is known but their number. */
async function peopleOf(
  out: string,
  { outputs, people }: DoneImage,
): Promise<ReportedImage['people']> {
  const path = outputs.find((each) => each.endsWith('.json'));
  const unknown = Array.from({ length: people }, (_, id) => ({ id, confidence: null }));
  if (path === undefined) return unknown;
  try {
    const text = readText('parseResult', await nodeFiles.read(join(out, path)), path);
    return parseResult(text).people.map(({ id, confidence }) => ({
      id,
      confidence: confidence ?? null,
    }));
  } catch {
    return unknown;
  }
}

/** The overlay where it was saved, else the photograph where it still is. */
async function thumbnail(
  out: string,
  { file, outputs }: ReportedImage,
  io: Io,
): Promise<string | null> {
  const overlay = outputs.find((path) => path.endsWith('_overlay.png'));
  const path = overlay === undefined ? resolve(io.cwd, file) : join(out, overlay);
  const bytes = await thumbnailOf(path, SIDE_PX);
  return bytes === null ? null : Buffer.from(bytes).toString('base64');
}

/** Writes the page. @returns its path below the folder of results. */
export async function writeReport(
  out: string,
  state: RunState,
  {
    shard,
    seconds,
    shown,
  }: { readonly shard: RunShare | undefined; readonly seconds: number; readonly shown: string },
  io: Io,
): Promise<string> {
  const failed = state.failures.map(({ file, ...error }): ReportedImage => ({
    file,
    thumbnail: null,
    people: [],
    outputs: [],
    warnings: [],
    error,
  }));
  const images: ReportedImage[] = [...failed];
  for (const image of state.images) {
    const { file, outputs, warnings = [] } = image;
    images.push({ file, thumbnail: null, outputs, warnings, people: await peopleOf(out, image) });
  }
  const pictured: ReportedImage[] = [];
  for (const [i, image] of worstFirst(images).entries()) {
    const small = i < MOST_PICTURES ? await thumbnail(out, image, io) : null;
    pictured.push({ ...image, thumbnail: small });
  }
  const people = state.images.reduce((sum, each) => sum + each.people, 0);
  const head = {
    title: `People in ${shown}`,
    facts: [
      ['images', String(state.images.length)],
      ['people', String(people)],
      ['failed', String(state.failures.length)],
      ['seconds', seconds.toFixed(1)],
      ['begun', state.startedAt],
      ['multiroi', state.multiroi],
    ] as const,
  };
  const name = reportName(shard);
  await io.write(join(out, name), runReportPage(head, pictured));
  return name;
}
