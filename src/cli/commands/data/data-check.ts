/** @file `multiroi data check`: whether a data set is whole, and what it looks like. */

import { createHash } from 'node:crypto';
import { basename, extname, join, resolve } from 'node:path';
import { contactSheet, portrait } from '../../../training/index.ts';
import { summarise, type PersonRecord, type Summary } from '../../../dataset/index.ts';
import { adviceOf, MultiRoiError, throwIfAborted } from '../../../base/index.ts';
import type { Logger } from '../../../base/index.ts';
import { missingPictures } from '../../../jobs/index.ts';
import type { PixelImage } from '../../../platform/index.ts';
import {
  findPeopleFiles,
  findPictures,
  PeopleReader,
  picturesFolder,
  readPicture,
  shown,
  withBodies,
  type WithBodies,
} from './data-files.ts';
import type { Io } from '../../shared/io.ts';

/** Side of a portrait on a contact sheet, px. */
const SHEET_CELL_PX = 192;
const COLUMNS = 6;
/** Missing pictures that are named. */
const NAMED = 5;

/** What is known of one file of people. */
export interface FileReport {
  readonly file: string;
  readonly sha256: string;
  /** Null when the file cannot be read. */
  readonly summary: Summary | null;
  /** What `--bodies` gave its people; null without. */
  readonly bodies: WithBodies['joined'];
  /** What is malformed, or null. */
  readonly malformed: string | null;
  readonly missingPictures: readonly string[];
  /** Pictures that are there and cannot be decoded, of those on the sheet. */
  readonly broken: readonly string[];
  /** Path of the contact sheet, null without one picture to show. */
  readonly sheet: string | null;
}

/** What `data check` was asked. */
export interface CheckOptions {
  readonly operand: string;
  readonly images: string | undefined;
  /** File of pseudo ground truth to join. */
  readonly bodies: string | undefined;
  readonly out: string;
  /** People on a contact sheet. */
  readonly count: number;
}

/** Nobody is no data set. */
const isEmpty = ({ summary }: FileReport): boolean => summary?.people === 0;

/** Whether nothing of a file is malformed, missing or broken, and somebody is in it. */
export const isWhole = (report: FileReport): boolean => {
  const { malformed, missingPictures: missing, broken } = report;
  return malformed === null && missing.length === 0 && broken.length === 0 && !isEmpty(report);
};

/** `count` of the records, evenly spread. */
function spread(records: readonly PersonRecord[], count: number): readonly PersonRecord[] {
  const step = records.length / Math.min(count, records.length);
  return Array.from({ length: Math.min(count, records.length) }, (_, i) => Math.floor(i * step))
    .map((i) => records[i])
    .filter((record) => record !== undefined);
}

async function checkFile(
  io: Io,
  reader: PeopleReader,
  path: string,
  options: CheckOptions,
): Promise<FileReport> {
  const { files } = await io.platform();
  const bytes = await files.read(path);
  const report: FileReport = {
    file: shown(io.cwd, path),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    summary: null,
    bodies: null,
    malformed: null,
    missingPictures: [],
    broken: [],
    sheet: null,
  };
  let records: readonly PersonRecord[];
  let joined: WithBodies['joined'];
  try {
    ({ people: records, joined } = await withBodies(
      io,
      await reader.read(path, bytes),
      options.bodies,
    ));
  } catch (error) {
    if (!(error instanceof MultiRoiError && error.code === 'E_FORMAT')) throw error;
    return { ...report, malformed: adviceOf(error) };
  }
  const folder = picturesFolder(io.cwd, path, options.images);
  records = await findPictures(path, folder, records);
  const missing = await missingPictures(folder, records);
  const absent = new Set(missing);
  const there = records.filter(({ image }) => !absent.has(image));
  const tiles: PixelImage[] = [];
  const broken: string[] = [];
  for (const record of spread(there, options.count)) {
    throwIfAborted('data check', io.signal);
    try {
      tiles.push(portrait(record, await readPicture(io, folder, record.image), SHEET_CELL_PX));
    } catch (error) {
      broken.push(`${record.image}: ${adviceOf(error)}`);
    }
  }
  const sheet = tiles.length === 0 ? null : await writeSheet(io, path, tiles, options);
  return {
    ...report,
    summary: summarise(records),
    bodies: joined,
    missingPictures: missing,
    broken,
    sheet,
  };
}

async function writeSheet(
  io: Io,
  path: string,
  tiles: readonly PixelImage[],
  { out }: CheckOptions,
): Promise<string> {
  const { images } = await io.platform();
  const sheet = join(resolve(io.cwd, out), `${basename(path, extname(path))}_sheet.png`);
  await io.write(sheet, await images.encodePng(contactSheet(tiles, COLUMNS)));
  return shown(io.cwd, sheet);
}

/** Checks every file of people of a data set. */
export async function checkData(io: Io, log: Logger, options: CheckOptions): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  const reader = new PeopleReader(io, log);
  for (const path of await findPeopleFiles(io.cwd, options.operand, log)) {
    log.debug(`data check: ${path}`);
    reports.push(await checkFile(io, reader, path, options));
  }
  return reports;
}

/** A report for reading. */
export function reportText(report: FileReport): string {
  const { file, sha256, summary, bodies, malformed, broken, sheet } = report;
  const { missingPictures: missing } = report;
  const counts = Object.entries(summary ?? {}).map(([name, n]) => `  ${name.padEnd(12)} ${n}`);
  const named = missing.slice(0, NAMED).map((name) => `    ${name}`);
  const rest = missing.length > NAMED ? [`    and ${missing.length - NAMED} more`] : [];
  return [
    file,
    `  sha256       ${sha256}`,
    ...counts,
    ...(bodies === null
      ? []
      : [`  bodies       ${bodies.matched} joined, ${bodies.unused} of nobody (${bodies.file})`]),
    ...(malformed === null ? [] : [`  malformed    ${malformed.replaceAll('\n', '\n  ')}`]),
    ...(isEmpty(report) ? ['  empty        nobody is in it'] : []),
    ...(missing.length === 0
      ? []
      : [`  missing      ${missing.length} pictures`, ...named, ...rest]),
    ...broken.map((what) => `  broken       ${what}`),
    ...(sheet === null ? [] : [`  sheet        ${sheet}`]),
    '',
  ].join('\n');
}
