/** @file Means of scores with 95 % bootstrap intervals, of one run and of the differences of two. */

import {
  bootstrapMean,
  bootstrapStatistic,
  meanOf,
  type Interval,
} from '../../src/evaluation/index.ts';
import type { Item, Scores } from './scores.ts';

/** A column of a table. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly digits: number;
}

/** How items become a mean: `clusters` counts every cluster once, `items` every item. */
export type Weighting = 'clusters' | 'items';

/** Metrics of a bench, and how they are averaged. */
export interface Summary {
  readonly metrics: readonly Metric[];
  readonly weighting: Weighting;
  /** The metric whose mean over the strata is quoted, where there are several. */
  readonly quoted?: string;
}

/** Of the bootstrap. */
export const DRAWS = 5000;

/** Items by a name, names in the order in which they first come. */
export function groupedBy<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const own = groups.get(name);
    if (own === undefined) groups.set(name, [item]);
    else own.push(item);
  }
  return groups;
}

/** Values of one metric with their clusters. */
interface Sample {
  readonly values: readonly number[];
  readonly clusters: readonly string[];
}

function sampleOf(items: readonly Item[], key: string, weighting: Weighting): Sample {
  const rows = items.flatMap(({ scores, cluster }) => {
    const value = scores[key] ?? null;
    return value === null ? [] : [{ value, cluster }];
  });
  const byItem = { values: rows.map(({ value }) => value), clusters: rows.map((r) => r.cluster) };
  if (weighting === 'items') return byItem;
  const groups = [...groupedBy(rows, ({ cluster }) => cluster)];
  return {
    values: groups.map(([, own]) => meanOf(own.map(({ value }) => value))),
    clusters: groups.map(([cluster]) => cluster),
  };
}

/** `62.1 [60.0, 64.2]`. */
export function withInterval(value: number, interval: Interval | null, digits: number): string {
  const text = value.toFixed(digits);
  if (interval === null) return text;
  return `${text} [${interval.map((end) => end.toFixed(digits)).join(', ')}]`;
}

function cell({ values, clusters }: Sample, digits: number): string {
  if (values.length === 0) return '–';
  const interval = bootstrapMean(values, clusters, { draws: DRAWS });
  return withInterval(meanOf(values), interval, digits);
}

/** Mean of the strata's means of the quoted metric, with its interval; null where a stratum has nothing. */
function quotedOf(
  strata: readonly (readonly Item[])[],
  { metrics, quoted, weighting }: Summary,
): string | null {
  const metric = metrics.find(({ key }) => key === quoted);
  if (metric === undefined || strata.length < 2) return null;
  const values = strata.map((items) => sampleOf(items, metric.key, weighting).values);
  if (values.some(({ length }) => length === 0)) return null;
  const statistic = (drawn: readonly (readonly number[])[]): number => meanOf(drawn.map(meanOf));
  const interval = bootstrapStatistic(values, statistic, { draws: DRAWS });
  const mean = withInterval(statistic(values), interval, metric.digits);
  return `mean of the ${strata.length} in ${metric.label}: ${mean}`;
}

/** Columns padded to their widest cell, the first to the right of nothing. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, c) =>
    Math.max(title.length, ...rows.map((row) => row[c].length)),
  );
  for (const row of [head, ...rows]) {
    console.log(
      row
        .map((text, c) => text.padEnd(widths[c]))
        .join('  ')
        .trimEnd(),
    );
  }
}

export function strataOf<T extends Item>(items: readonly T[]): [string, T[]][] {
  return [...groupedBy(items, ({ stratum }) => stratum)];
}

/** The table of one run. */
export function printScores({ label, items }: Scores, summary: Summary): void {
  console.log(`\n${label}`);
  printMeans(items, summary);
}

/** Whether there is anything in it to average. */
function isScored(item: Item | undefined): boolean {
  return item !== undefined && Object.values(item.scores).some((score) => score !== null);
}

/** Differences b − a, item by item. */
export function printDifferences(a: Scores, b: Scores, summary: Summary): void {
  const before = new Map(a.items.map((item) => [item.id, item]));
  const shared = b.items.filter(({ id }) => before.has(id));
  const pairs = shared.map((item): Item => {
    const old = before.get(item.id)?.scores ?? {};
    const keys = summary.metrics.map(({ key }) => key);
    const scores = keys.map((key): [string, number | null] => {
      const [was, is] = [old[key] ?? null, item.scores[key] ?? null];
      return [key, was === null || is === null ? null : is - was];
    });
    return { ...item, scores: Object.fromEntries(scores) };
  });
  console.log(`\ndifference, item by item: b − a\n  a: ${a.label}\n  b: ${b.label}`);
  const alone = a.items.length + b.items.length - 2 * shared.length;
  if (alone > 0) console.log(`  ${alone} items are in one of them only, and are left out`);
  const halves = shared.filter((item) => isScored(item) !== isScored(before.get(item.id))).length;
  if (halves > 0)
    console.log(`  ${halves} items have scores in one of them only, and are left out`);
  printMeans(pairs, summary);
}

function printMeans(items: readonly Item[], summary: Summary): void {
  const { metrics, weighting } = summary;
  const strata = strataOf(items);
  const rows = strata.map(([name, own]) => [
    name,
    String(new Set(own.map(({ cluster }) => cluster)).size),
    String(own.filter(isScored).length),
    ...metrics.map(({ key, digits }) => cell(sampleOf(own, key, weighting), digits)),
  ]);
  printTable(['', 'groups', 'scored', ...metrics.map(({ label }) => label)], rows);
  const quoted = quotedOf(
    strata.map(([, own]) => own),
    summary,
  );
  if (quoted !== null) console.log(quoted);
}
