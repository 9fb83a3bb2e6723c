/** @file What a report says, as facts and tables: Markdown, HTML and the terminal show the same. */

import type { Interval } from '../bootstrap.ts';
import type { Comparison, Difference } from '../compare.ts';
import { ruleLines } from '../protocols.ts';
import type { Metric } from '../score/samples.ts';
import type { EvaluationReport, GroupMeans } from './summary.ts';

/** A table of words, as pages and Markdown print it. */
export interface Table {
  readonly title: string;
  /** The first column is names, the others numbers. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Metrics in the order and in the words of reports. */
export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  mpjpeMm: 'MPJPE, mm',
  paMpjpeMm: 'PA-MPJPE, mm',
  pveMm: 'PVE, mm',
  accelerationMm: 'acceleration error, mm/frame²',
  mocapMpjpeMm: 'MPJPE against mocap joints, mm',
  mocapPaMpjpeMm: 'PA-MPJPE against mocap joints, mm',
  rootMm: 'root in the camera frame, mm',
  depthRatio: 'depth of the root, share of the truth',
};

const digitsOf = (metric: Metric): number => (metric === 'depthRatio' ? 4 : 2);

function numberText(metric: Metric, value: number | null): string {
  return value === null ? '–' : value.toFixed(digitsOf(metric));
}

function intervalText(metric: Metric, interval: Interval | null | undefined): string {
  if (interval === null || interval === undefined) return '–';
  return interval.map((end) => end.toFixed(digitsOf(metric))).join(' to ');
}

const metricsIn = (means: Readonly<Record<Metric, number | null>>): Metric[] =>
  (Object.keys(METRIC_NAMES) as Metric[]).filter((metric) => means[metric] !== null);

/** Lines of a report that are no table: what was run, on what, from which files. */
export type Facts = readonly (readonly [name: string, text: string])[];

/** What was evaluated, in the order it is shown: the rule first, as numbers mean nothing without. */
export function reportFacts(report: EvaluationReport): Facts {
  return [...ruleLines(report.protocol), ...inputFacts(report)];
}

/** What a run was made from, and whom it left out. */
export function inputFacts(report: EvaluationReport): Facts {
  const { model, files, leftOut, approximations, limit, multiroi } = report;
  const left = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  return [
    ...(approximations.length === 0 ? [] : [['approximate', approximations.join(', ')] as const]),
    [
      'model',
      `${model.name}, preset ${model.preset}, ${model.rois} regions, full camera ${model.fullCamera}`,
    ],
    ['weights', `sha256 ${model.weights}`],
    [
      'body',
      model.body === model.trainedWith
        ? model.body
        : `${model.body}, fitted to ${model.trainedWith}, of which the weights speak`,
    ],
    ...files.map(({ file, sha256 }) => ['data', `${file}, sha256 ${sha256}`] as const),
    ...(limit === null ? [] : [['limit', `${limit} people, evenly spread`] as const]),
    ['left out', left.length === 0 ? 'nobody' : left.join(', ')],
    ...(report.unplaced === 0
      ? []
      : [['no camera', `${report.unplaced}; their poses are scored, their place is not`] as const]),
    ['failed', report.failed.length === 0 ? 'nobody' : `${report.failed.length}`],
    ['multiroi', multiroi],
  ];
}

function meansOfReport(report: EvaluationReport): Readonly<Record<Metric, number | null>> {
  const { mpjpeMm, paMpjpeMm, pveMm, accelerationMm, mocap, camera } = report;
  return {
    mpjpeMm,
    paMpjpeMm,
    pveMm,
    accelerationMm,
    mocapMpjpeMm: mocap?.mpjpeMm ?? null,
    mocapPaMpjpeMm: mocap?.paMpjpeMm ?? null,
    rootMm: camera?.rootMm ?? null,
    depthRatio: camera?.depthRatio ?? null,
  };
}

function groupTable(by: string, rows: readonly GroupMeans[]): Table {
  const metrics = (Object.keys(METRIC_NAMES) as Metric[]).filter((metric) =>
    rows.some((row) => row[metric] !== null),
  );
  return {
    title: `Per ${by}`,
    head: [by, 'people', ...metrics.map((metric) => METRIC_NAMES[metric]), 'MPJPE, 95 % interval'],
    rows: rows.map((row) => [
      row.name,
      String(row.samples),
      ...metrics.map((metric) => numberText(metric, row[metric])),
      intervalText('mpjpeMm', row.mpjpeInterval),
    ]),
  };
}

/** The numbers. */
export function reportTables(report: EvaluationReport): Table[] {
  const means = meansOfReport(report);
  const { consistency, perJointMm, groups } = report;
  return [
    {
      title: `Errors of ${report.samples} people`,
      head: ['error', 'mean', '95 % interval'],
      rows: metricsIn(means).map((metric) => [
        METRIC_NAMES[metric],
        numberText(metric, means[metric]),
        intervalText(metric, report.intervals[metric]),
      ]),
    },
    ...(consistency === null
      ? []
      : [
          {
            title: 'Agreement of the local cameras',
            head: ['deviation over the regions', 'mean'],
            rows: [
              ['X, mm', (1000 * consistency.x).toFixed(2)],
              ['Y, mm', (1000 * consistency.y).toFixed(2)],
              ['b·s, share', consistency.s.toFixed(4)],
            ],
          },
        ]),
    ...groups.map(({ by, rows }) => groupTable(by, rows)),
    {
      title: 'Per joint',
      head: ['joint', 'MPJPE, mm'],
      rows: Object.entries(perJointMm).map(([name, value]) => [name, value.toFixed(2)]),
    },
    ...(report.failed.length === 0
      ? []
      : [
          {
            title: 'Failed',
            head: ['person', 'why'],
            rows: report.failed.map(({ id, message }) => [id, message]),
          },
        ]),
  ];
}

function differenceTable(title: string, all: readonly Difference[]): Table {
  return {
    title,
    head: ['error', 'people', 'A', 'B', 'B − A', '95 % interval', 'B better for'],
    rows: all.map(({ metric, a, b, difference, interval, better, samples }) => [
      METRIC_NAMES[metric],
      String(samples),
      numberText(metric, a),
      numberText(metric, b),
      numberText(metric, difference),
      intervalText(metric, interval),
      `${(100 * better).toFixed(1)} %`,
    ]),
  };
}

/** The differences of two runs, over everybody and a table a stratum; millimetres with 95 % intervals. */
export function comparisonTables({ samples, clusters, all, strata }: Comparison): Table[] {
  return [
    differenceTable(`${samples} people, ${clusters} clusters`, all),
    ...strata.map(({ name, all: some }) => differenceTable(`Stratum ${name}`, some)),
  ];
}

/** A cell of a Markdown table; file names may hold anything. */
const markdownCell = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\r?\n/g, ' ');

/** A table in Markdown, with its title as a heading. */
export function tableMarkdown({ title, head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'));
  return [`## ${title}`, '', line(head), `| ${rule.join(' | ')} |`, ...rows.map(line), ''].join(
    '\n',
  );
}

/** report.md. */
export function reportMarkdown(report: EvaluationReport, worst: readonly string[]): string {
  const facts = reportFacts(report).map(([name, text]) => `- **${name}**: ${text}`);
  const pictures = worst.map((file) => `![${file}](${file})`);
  return [
    `# ${report.protocol.title}`,
    '',
    ...facts,
    '',
    ...reportTables(report).map(tableMarkdown),
    ...(pictures.length === 0 ? [] : ['## Worst', '', ...pictures, '']),
  ].join('\n');
}
