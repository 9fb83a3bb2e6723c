/** @file report.json: the means of a run, whole and by joint, action, sequence and stratum, with what they were made from. */

import type { ModelInfo } from '../../result/index.ts';
import { bootstrapMean, type Interval } from '../bootstrap.ts';
import { meanOf } from '../metrics.ts';
import type { Grouping, ProtocolRule } from '../protocols.ts';
import { METRICS, type Metric, type SampleRow } from '../score/samples.ts';

/** Means over some people; null for what nobody has. */
export interface Means extends Readonly<Record<Metric, number | null>> {
  readonly samples: number;
}

/** Means over the people of one action, sequence or stratum. */
export interface GroupMeans extends Means {
  readonly name: string;
  /** 95 % of MPJPE; null where a group is one cluster. */
  readonly mpjpeInterval: Interval | null;
}

/** A person whose errors could not be computed. */
export interface FailedPerson {
  readonly id: string;
  readonly message: string;
}

/** What a run was made from; with the same, the same numbers come out. */
export interface RunInputs {
  readonly model: ModelInfo & { readonly trainedWith: string };
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
  /** Points that only stand in for what their names mean on a body. */
  readonly approximations: readonly string[];
  /** People evenly spread over the file, or all. */
  readonly limit: number | null;
  readonly multiroi: string;
}

/** `report.json` of an evaluation: means over people, millimetres, and what they were computed from. */
export interface EvaluationReport extends RunInputs {
  readonly mpjpeMm: number;
  readonly paMpjpeMm: number;
  readonly pveMm: number | null;
  readonly accelerationMm: number | null;
  /** Against annotated joints of Human3.6M. */
  readonly mocap: {
    readonly mpjpeMm: number;
    readonly paMpjpeMm: number;
    /** People scored. */
    readonly samples: number;
  } | null;
  /** Of the full camera: root in space, depth over true depth; and how well local cameras agree. */
  readonly camera: {
    readonly rootMm: number;
    readonly depthRatio: number;
    readonly samples: number;
  } | null;
  /** Means over people: metres, metres, ratio. */
  readonly consistency: { readonly x: number; readonly y: number; readonly s: number } | null;
  /** People whose local cameras have no scale: their poses are scored, their place is not. */
  readonly unplaced: number;
  readonly samples: number;
  /** 95 %, by bootstrap over clusters. */
  readonly intervals: Readonly<Partial<Record<Metric, Interval>>>;
  readonly clusters: number;
  readonly protocol: ProtocolRule;
  /** People who are no part of the protocol, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly failed: readonly FailedPerson[];
  /** MPJPE of each joint of the protocol, by name. */
  readonly perJointMm: Readonly<Record<string, number>>;
  readonly groups: readonly { readonly by: Grouping; readonly rows: readonly GroupMeans[] }[];
}

/** Values of the rows that have one, and their clusters. */
export function having(
  rows: readonly SampleRow[],
  metric: Metric,
): { readonly values: number[]; readonly clusters: string[] } {
  const some = rows.filter((row) => row[metric] !== null);
  return {
    values: some.map((row) => row[metric] ?? NaN),
    clusters: some.map(({ cluster }) => cluster),
  };
}

/** The mean of every metric over the rows that have it; null where none does. */
export function meansOf(rows: readonly SampleRow[]): Means {
  const means = METRICS.map((metric) => {
    const { values } = having(rows, metric);
    return [metric, values.length === 0 ? null : meanOf(values)] as const;
  });
  return { ...(Object.fromEntries(means) as Record<Metric, number | null>), samples: rows.length };
}

/** Means by what a group is called, in the order of names. */
export function meansByGroup(rows: readonly SampleRow[], by: Grouping): GroupMeans[] {
  const groups = grouped(rows, by);
  return [...groups]
    .flatMap(([name, some]) => {
      if (name === null) return [];
      const { values, clusters } = having(some, 'mpjpeMm');
      return [{ name, ...meansOf(some), mpjpeInterval: bootstrapMean(values, clusters) }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function grouped(rows: readonly SampleRow[], by: Grouping): Map<string | null, SampleRow[]> {
  const groups = new Map<string | null, SampleRow[]>();
  for (const row of rows) {
    const some = groups.get(row[by]);
    if (some === undefined) groups.set(row[by], [row]);
    else some.push(row);
  }
  return groups;
}

/** What stands in a report beside the numbers that are computed from its rows. */
export interface SummaryOptions extends RunInputs {
  readonly rule: ProtocolRule;
  readonly groups: readonly Grouping[];
  readonly leftOut: Readonly<Record<string, number>>;
  readonly failed: readonly FailedPerson[];
}

/** @param rows one or more. */
export function summariseRun(
  rows: readonly SampleRow[],
  options: SummaryOptions,
): EvaluationReport {
  const { rule, groups, leftOut, failed, ...inputs } = options;
  const all = meansOf(rows);
  const countOf = (metric: Metric): number => having(rows, metric).values.length;
  const intervals = METRICS.flatMap((metric) => {
    const { values, clusters } = having(rows, metric);
    const interval = values.length === 0 ? null : bootstrapMean(values, clusters);
    return interval === null ? [] : [[metric, interval] as const];
  });
  const agreement = rows.flatMap(({ consistency }) => (consistency === null ? [] : [consistency]));
  const agree = (k: number): number => meanOf(agreement.map((each) => each[k]));
  const tables = groups.map((by) => ({ by, rows: meansByGroup(rows, by) }));
  return {
    mpjpeMm: all.mpjpeMm ?? NaN,
    paMpjpeMm: all.paMpjpeMm ?? NaN,
    pveMm: all.pveMm,
    accelerationMm: all.accelerationMm,
    mocap:
      all.mocapMpjpeMm === null || all.mocapPaMpjpeMm === null
        ? null
        : {
            mpjpeMm: all.mocapMpjpeMm,
            paMpjpeMm: all.mocapPaMpjpeMm,
            samples: countOf('mocapMpjpeMm'),
          },
    camera:
      all.rootMm === null || all.depthRatio === null
        ? null
        : { rootMm: all.rootMm, depthRatio: all.depthRatio, samples: countOf('rootMm') },
    consistency: agreement.length === 0 ? null : { x: agree(0), y: agree(1), s: agree(2) },
    unplaced: rows.length - agreement.length,
    samples: rows.length,
    intervals: Object.fromEntries(intervals),
    clusters: new Set(rows.map(({ cluster }) => cluster)).size,
    protocol: rule,
    leftOut,
    failed,
    perJointMm: Object.fromEntries(
      rule.joints.map((name, j) => [name, meanOf(rows.map(({ jointsMm }) => jointsMm[j]))]),
    ),
    // one group is no table
    groups: tables.filter((table) => table.rows.length > 1),
    ...inputs,
  };
}
