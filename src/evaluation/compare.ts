/** @file Two evaluations of the same people: differences with paired bootstrap intervals. */

import { throwIssues, type Issue } from '../base/index.ts';
import { bootstrapMean, type BootstrapOptions, type Interval } from './bootstrap.ts';
import { meanOf } from './metrics.ts';
import { METRICS, type Metric, type SampleRow } from './score/samples.ts';

/** One quantity of both; the difference is B − A, so below zero B is better. */
export interface Difference {
  readonly metric: Metric;
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  /** 95 %; null with fewer than two clusters. */
  readonly interval: Interval | null;
  /** Share of people whom B serves better. */
  readonly better: number;
  readonly samples: number;
}

/** Two runs on the same people: the difference of every metric, over all and by stratum. */
export interface Comparison {
  readonly samples: number;
  readonly clusters: number;
  readonly all: readonly Difference[];
  readonly strata: readonly { readonly name: string; readonly all: readonly Difference[] }[];
}

/** Ids that are told; the rest are counted. */
const MAX_TOLD = 5;

/** Rows of B in the order of A. @throws E_CONFIG unless both hold the same people, each once. */
function paired(a: readonly SampleRow[], b: readonly SampleRow[]): SampleRow[] {
  const byId = new Map(b.map((row) => [row.id, row]));
  const inA = new Set(a.map(({ id }) => id));
  const issues: Issue[] = [];
  const lacking = (path: string, ids: readonly string[]): void => {
    if (ids.length === 0) return;
    const named = ids.slice(0, MAX_TOLD).join(', ');
    const rest = ids.length > MAX_TOLD ? ` and ${ids.length - MAX_TOLD} more` : '';
    issues.push({
      path,
      message: `expected the people of the other, got none for ${named}${rest}`,
    });
  };
  if (inA.size !== a.length) issues.push({ path: 'A', message: 'expected each person once' });
  if (byId.size !== b.length) issues.push({ path: 'B', message: 'expected each person once' });
  lacking(
    'B',
    [...inA].filter((id) => !byId.has(id)),
  );
  lacking(
    'A',
    [...byId.keys()].filter((id) => !inA.has(id)),
  );
  if (a.length === 0) issues.push({ path: 'A', message: 'expected people, got none' });
  throwIssues('E_CONFIG', 'compare', issues);
  return a.flatMap(({ id }) => byId.get(id) ?? []);
}

function differencesOf(
  a: readonly SampleRow[],
  b: readonly SampleRow[],
  options: BootstrapOptions,
): Difference[] {
  return METRICS.flatMap((metric) => {
    const both = a.flatMap((row, i) => {
      const [x, y] = [row[metric], b[i][metric]];
      return x === null || y === null ? [] : [{ x, y, cluster: row.cluster }];
    });
    if (both.length === 0) return [];
    const differences = both.map(({ x, y }) => y - x);
    const clusters = both.map(({ cluster }) => cluster);
    return {
      metric,
      a: meanOf(both.map(({ x }) => x)),
      b: meanOf(both.map(({ y }) => y)),
      difference: meanOf(differences),
      interval: bootstrapMean(differences, clusters, options),
      better: differences.filter((x) => x < 0).length / both.length,
      samples: both.length,
    };
  });
}

/**
 * Joins two tables by the ids of their people.
 * @throws E_CONFIG when they differ, with who is missing where.
 */
export function compareRuns(
  a: readonly SampleRow[],
  b: readonly SampleRow[],
  options: BootstrapOptions = {},
): Comparison {
  const ofB = paired(a, b);
  const names = [...new Set(a.flatMap(({ stratum }) => stratum ?? []))].toSorted();
  const strata = names.map((name) => {
    const places = a.flatMap((row, i) => (row.stratum === name ? [i] : []));
    const all = differencesOf(
      places.map((i) => a[i]),
      places.map((i) => ofB[i]),
      options,
    );
    return { name, all };
  });
  return {
    samples: a.length,
    clusters: new Set(a.map(({ cluster }) => cluster)).size,
    all: differencesOf(a, ofB, options),
    strata: strata.length > 1 ? strata : [],
  };
}
