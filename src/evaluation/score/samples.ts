/**
 * @file per-sample.csv: one line a person, the table that everything else in a report is a summary of, and that two
 * evaluations are joined by.
 */

import { MultiRoiError, throwIssues, type Issue } from '../../base/index.ts';
import type { ScoredPerson } from './score-record.ts';

/** Errors of a person that have a mean. */
export const METRICS = [
  'mpjpeMm',
  'paMpjpeMm',
  'pveMm',
  'accelerationMm',
  'mocapMpjpeMm',
  'mocapPaMpjpeMm',
  'rootMm',
  'depthRatio',
] as const;
/**
 * A column of numbers of the table of people: millimetres, but for `depthRatio`, an error of depth over the true
 * depth.
 */
export type Metric = (typeof METRICS)[number];

/** One line of the table; null is an empty cell. */
export interface SampleRow extends Readonly<Record<Metric, number | null>> {
  /** The same for the same person in every run on the same file. */
  readonly id: string;
  readonly image: string;
  readonly sequence: string;
  readonly action: string | null;
  readonly stratum: string | null;
  /** What is drawn together when intervals are made: the sequence, or the picture. */
  readonly cluster: string;
  /** By joint of the protocol. */
  readonly jointsMm: readonly number[];
  /** Of the local cameras: metres, metres, ratio. */
  readonly consistency: readonly [x: number, y: number, s: number] | null;
}

/** The rows of a run. @param accelerationsMm in the order of the people, null where there is none. */
export function sampleRows(
  people: readonly ScoredPerson[],
  accelerationsMm: readonly (number | null)[],
  video: boolean,
): SampleRow[] {
  return people.map((person, i): SampleRow => {
    const { id, image, sequence, action, stratum, jointsMm, mocap, camera, consistency } = person;
    return {
      id,
      image,
      sequence,
      action,
      stratum,
      cluster: video ? sequence : image,
      mpjpeMm: person.mpjpeMm,
      paMpjpeMm: person.paMpjpeMm,
      pveMm: person.pveMm,
      accelerationMm: accelerationsMm[i] ?? null,
      mocapMpjpeMm: mocap?.mpjpeMm ?? null,
      mocapPaMpjpeMm: mocap?.paMpjpeMm ?? null,
      rootMm: camera?.rootMm ?? null,
      depthRatio: camera?.depthRatio ?? null,
      jointsMm,
      consistency: consistency === null ? null : [consistency.x, consistency.y, consistency.s],
    };
  });
}

const TEXTS = ['id', 'image', 'sequence', 'action', 'stratum', 'cluster'] as const;
const CONSISTENCY = ['consistencyX', 'consistencyY', 'consistencyS'] as const;
const JOINT = 'joint.';

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The table; numbers in full, so that reading it gives the same ones. @param joints names, one a joint. */
export function writeSamples(rows: readonly SampleRow[], joints: readonly string[]): string {
  const header = [...TEXTS, ...METRICS, ...joints.map((name) => JOINT + name), ...CONSISTENCY];
  const lines = rows.map((row) =>
    [
      ...TEXTS.map((name) => row[name]),
      ...METRICS.map((name) => row[name]),
      ...row.jointsMm,
      ...(row.consistency ?? [null, null, null]),
    ]
      .map(cell)
      .join(','),
  );
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

/** Cells of a text of comma-separated values (RFC 4180). */
function cellsOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (found === null) {
      throw new MultiRoiError(
        'E_FORMAT',
        `readSamples: expected comma-separated values, got others (character ${at})`,
      );
    }
    const [, quoted, plain = '', end] = found;
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  if (line.length > 0) lines.push([...line, '']);
  return lines;
}

/** All three, or null when one is not there. */
function threeOf([x, y, s]: readonly (number | null)[]): SampleRow['consistency'] {
  return x === null || y === null || s === null ? null : [x, y, s];
}

/** Told in full; a table wrong in one way is wrong in every line. */
const MAX_TOLD = 20;

/**
 * Reads a table that {@link writeSamples} wrote.
 * @throws E_FORMAT listing what is missing or malformed.
 */
export function readSamples(text: string): { rows: SampleRow[]; joints: string[] } {
  const [header = [], ...lines] = cellsOf(text);
  const issues: Issue[] = [];
  const column = new Map(header.map((name, i) => [name, i]));
  for (const name of [...TEXTS, ...METRICS, ...CONSISTENCY]) {
    if (!column.has(name)) issues.push({ path: name, message: 'expected a column, got none' });
  }
  throwIssues('E_FORMAT', 'readSamples', issues);
  const joints = header.flatMap((name) =>
    name.startsWith(JOINT) ? [name.slice(JOINT.length)] : [],
  );
  const rows = lines.map((cells, i): SampleRow => {
    const textOf = (name: string): string => cells[column.get(name) ?? -1] ?? '';
    const numberOf = (name: string): number | null => {
      const given = textOf(name);
      if (given === '') return null;
      const value = Number(given);
      if (!Number.isFinite(value) && issues.length < MAX_TOLD) {
        issues.push({
          path: `line ${i + 2} ${name}`,
          message: `expected a number, got "${given}"`,
        });
      }
      return value;
    };
    if (cells.length !== header.length && issues.length < MAX_TOLD) {
      const message = `expected ${header.length} cells, got ${cells.length}`;
      issues.push({ path: `line ${i + 2}`, message });
    }
    const optional = (name: string): string | null => textOf(name) || null;
    const metrics = Object.fromEntries(METRICS.map((name) => [name, numberOf(name)]));
    return {
      ...(metrics as Record<Metric, number | null>),
      id: textOf('id'),
      image: textOf('image'),
      sequence: textOf('sequence'),
      action: optional('action'),
      stratum: optional('stratum'),
      cluster: textOf('cluster'),
      jointsMm: joints.map((name) => numberOf(JOINT + name) ?? NaN),
      consistency: threeOf(CONSISTENCY.map(numberOf)),
    };
  });
  throwIssues('E_FORMAT', 'readSamples', issues);
  return { rows, joints };
}
