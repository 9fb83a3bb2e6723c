/** @file Lines of metrics.jsonl: means over a few steps, one JSON object each. */

import { MultiRoiError } from '../../base/index.ts';

/** `step` (done so far), `time` (seconds since 1970) and the values, all numbers. */
export type MetricsLine = Readonly<Record<string, number>> & {
  readonly step: number;
  readonly time: number;
};

/** What a line holds beside values. */
const KEYS = new Set(['step', 'time']);

/** The values of a line. */
export function valuesOf(line: MetricsLine): Record<string, number> {
  return Object.fromEntries(Object.entries(line).filter(([name]) => !KEYS.has(name)));
}

/**
 * The lines of a file that a killed run may have left: those after step `upTo` are of steps that will be done
 * again, and the last may be half a line.
 * @throws E_FORMAT for a line that is broken and not the last.
 */
export function parseMetrics(file: string, upTo: number): MetricsLine[] {
  const lines = file.split('\n');
  const kept: MetricsLine[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === '' || i === lines.length - 1) continue;
    const parsed = parseLine(line, i);
    if (parsed.step <= upTo) kept.push(parsed);
  }
  return kept;
}

function parseLine(line: string, index: number): MetricsLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  const isLine =
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((x) => typeof x === 'number') &&
    'step' in value &&
    'time' in value;
  if (isLine) return value as MetricsLine;
  throw new MultiRoiError(
    'E_FORMAT',
    `train: expected numbers with step and time, got "${line.slice(0, 80)}" (metrics.jsonl, line ${index + 1})`,
  );
}

/** Means of values that come step by step. */
export class RunningMeans {
  readonly #sums = new Map<string, { sum: number; count: number }>();

  /** Counts the values of one step; names may come and go from step to step. */
  add(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) {
      const entry = this.#sums.get(name) ?? { sum: 0, count: 0 };
      entry.sum += value;
      entry.count++;
      this.#sums.set(name, entry);
    }
  }

  /** The means since the last call; empty when nothing was added. */
  take(): Record<string, number> {
    const means = [...this.#sums].map(([name, { sum, count }]) => [name, sum / count] as const);
    this.#sums.clear();
    return Object.fromEntries(means);
  }
}
