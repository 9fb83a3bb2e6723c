/** @file `multiroi evaluate --compare`: two evaluations of the same people. */

import { join, resolve } from 'node:path';
import { MultiRoiError } from '../../../base/index.ts';
import {
  compareRuns,
  comparisonPage,
  comparisonTables,
  tableMarkdown,
  type Comparison,
} from '../../../evaluation/index.ts';
import { readEvaluation, type FinishedEvaluation } from '../../../jobs/index.ts';
import type { Io } from '../../shared/io.ts';

/** Which two evaluations are compared. */
export interface CompareOptions {
  readonly a: string;
  readonly b: string;
  /** What both must be of, if it was reported. */
  readonly protocol: string | undefined;
  readonly seed: number;
  /** Folder for comparison.json, .md and .html; absent: nothing is written. */
  readonly out: string | undefined;
}

/** A comparison and what was compared: comparison.json. */
export interface ComparedFolders extends Comparison {
  readonly a: string;
  readonly b: string;
  readonly protocol: string;
  readonly seed: number;
}

function requireSameRule(
  a: FinishedEvaluation,
  b: FinishedEvaluation,
  wanted: string | undefined,
): void {
  const ids = [a.protocol.id, b.protocol.id];
  const joints = [a, b].map(({ protocol }) => protocol.joints.join());
  const known = wanted ?? ids[0];
  if (ids.every((id) => id === known) && joints[0] === joints[1]) return;
  throw new MultiRoiError(
    'E_CONFIG',
    `compare: expected two evaluations of ${known}, got ${ids.join(' and ')}`,
    { hint: 'numbers of different protocols cannot be compared' },
  );
}

/**
 * Joins two finished evaluations by person.
 * @throws E_IO, E_FORMAT for folders that hold none; E_CONFIG when protocols or people differ.
 */
export async function compareFolders(
  io: Io,
  { a, b, protocol, seed, out }: CompareOptions,
): Promise<{ readonly comparison: ComparedFolders; readonly markdown: string }> {
  const [ofA, ofB] = await Promise.all(
    [a, b].map((folder) => readEvaluation(resolve(io.cwd, folder))),
  );
  if (ofA === undefined || ofB === undefined) {
    throw new MultiRoiError('E_INTERNAL', 'internal: compare: two folders are not two');
  }
  requireSameRule(ofA, ofB, protocol);
  const compared = compareRuns(ofA.rows, ofB.rows, { seed });
  const comparison = { a, b, protocol: ofA.protocol.id, seed, ...compared };
  const facts = [
    ['protocol', ofA.protocol.id],
    ['A', `${a}, weights ${ofA.weights}`],
    ['B', `${b}, weights ${ofB.weights}`],
    ['seed', String(seed)],
  ] as const;
  const tables = comparisonTables(compared);
  const markdown = [
    '# Two evaluations of the same people',
    '',
    ...facts.map(([name, text]) => `- **${name}**: ${text}`),
    '- B − A; below zero B is better. Intervals hold 95 % of paired bootstrap means over clusters.',
    '',
    ...tables.map(tableMarkdown),
  ].join('\n');
  if (out !== undefined) {
    const at = (name: string): string => join(resolve(io.cwd, out), name);
    await io.write(at('comparison.json'), `${JSON.stringify(comparison, null, 2)}\n`);
    await io.write(at('comparison.md'), markdown);
    await io.write(at('comparison.html'), comparisonPage(facts, tables));
  }
  return { comparison, markdown };
}
