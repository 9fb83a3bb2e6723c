/** @file The report of an ablation, Markdown: a function of its rows. */

import { CELLS } from './cells.ts';
import { fullRun, type AblationBenchmark } from './benchmarks.ts';
import { judge, meanAndSd, pairedDifference } from './paired.ts';
import {
  ATTENTION,
  COMPONENTS,
  REFERENCE,
  REGION_NOTES,
  REGIONS,
  RELATION,
  type PaperTable,
  type TableEntry,
} from './paper-tables.ts';
import type { AblationRows, CellRow, CellScore } from './rows.ts';

const SCORES: readonly (readonly [keyof CellScore, string])[] = [
  ['mpjpeMm', 'MPJPE'],
  ['paMpjpeMm', 'PA-MPJPE'],
];

/** @param command that wrote it, for whoever wants to repeat it. */
export function renderAblation(
  benchmark: AblationBenchmark,
  rows: AblationRows,
  command: string,
): string {
  const report = new Report(benchmark, rows);
  const sections = [
    `# Ablations on \`${benchmark.name}\``,
    definition(benchmark, command),
    report.state(),
    report.verdicts(),
    report.table(COMPONENTS),
    report.cameras(),
    report.table(RELATION),
    report.table(REGIONS),
    report.regionNotes(),
    report.attention(),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function definition(benchmark: AblationBenchmark, command: string): string {
  const { network, data, batch, length, learningRate } = fullRun(benchmark);
  const { heldOut, seeds, groups, note } = benchmark;
  const people = data.sets.reduce((sum, { count }) => sum + count, 0);
  const { embedding, regressor } = network;
  return `Written by \`${command}\` from the rows beside it; run again, it makes what is missing.

**What was run.** ${people} synthetic people (recipe ${data.sets.map(({ recipe, seed }) => `\`${recipe}\`, seed \`${seed}\``).join('; ')}) through the frozen BlazePose, their features cached and shared by all cells;
what follows it is trained: an embedding of ${String(embedding?.width)}, fusion, and regressors of ${regressor.widths.join(' and ')} in preset \`paper\` with the losses of \`light\` (ADR 0006).
${length.steps === null ? `${length.epochs} epochs` : `${length.steps} steps`} of batches of ${batch.people}, learning rate ${learningRate} falling along a cosine, ${seeds.length} seeds, scored on ${heldOut.count} other people (seed \`${heldOut.seed}\`).
Errors are of the 24 joints aligned at the pelvis, in millimetres, mean ± standard deviation over the seeds.

**What it can and cannot say.** The paper trains ResNet-50 whole on COCO and scores on 3DPW; here the encoder is frozen, so that nothing can shape its features: **L_cont shapes the embedding alone**, and fusion
weighs features that were made without it. People, errors and head are other ones too; millimetres are not to be compared with the paper's, only signs and orders are. A difference is *row − full*; its interval
is a bootstrap of 95 % over seeds and ${groups} groups of held-out people, paired by both and stretched for the few seeds. Where it holds zero the difference is called inside the noise. Each interval is taken
by itself: of twenty without any effect, one is expected to miss zero. ${note}`;
}

class Report {
  readonly #benchmark: AblationBenchmark;
  readonly #rows: AblationRows;

  constructor(benchmark: AblationBenchmark, rows: AblationRows) {
    this.#benchmark = benchmark;
    this.#rows = rows;
  }

  #of(cell: string): CellRow[] {
    return this.#rows.cells.filter((row) => row.cell === cell).toSorted((a, b) => a.seed - b.seed);
  }

  #spread(cell: string, value: (row: CellRow) => number, digits = 1): string {
    const rows = this.#of(cell);
    if (rows.length === 0) return 'not run';
    const { mean, sd } = meanAndSd(rows.map(value));
    return `${mean.toFixed(digits)}${rows.length > 1 ? ` ± ${sd.toFixed(digits)}` : ''}`;
  }

  /** Which rows are there, and where they were computed. */
  state(): string {
    const { seeds } = this.#benchmark;
    const { cells } = this.#rows;
    const all = CELLS.length * seeds.length;
    const seconds = cells.reduce((sum, row) => sum + row.seconds, 0);
    const machines = [...new Set(cells.map(({ on }) => on))];
    const state = `**State.** ${cells.length} of ${all} rows (${CELLS.length} cells × ${seeds.length} seeds); ${Math.round(seconds / 60)} minutes of wall clock added up, with company; ${machines.join('; ') || 'nothing was run'}.`;
    const missing = CELLS.filter(({ id }) => this.#of(id).length < seeds.length).map(
      ({ id }) => `${id} (${this.#of(id).length})`,
    );
    return missing.length === 0 ? state : `${state} Seeds are missing for ${missing.join(', ')}.`;
  }

  /** Every difference that the paper prints, and what it became here. */
  verdicts(): string {
    const lines = [COMPONENTS, RELATION, REGIONS].flatMap(({ entries, head }) => {
      const full = entries.find(({ cell }) => cell === REFERENCE);
      return full === undefined
        ? []
        : entries
            .filter((entry) => entry !== full)
            .map((entry) => this.#verdict(head, entry, full));
    });
    const attention = SCORES.map(([score]) => this.#judged(ATTENTION, score, 1));
    return [
      '## What agrees',
      markdown(
        ['against the full method', 'paper', 'here', '', 'paper, PA', 'here, PA', ''],
        [
          ...lines,
          ['self-attention (Figure 8)', 'worse', ...attention[0], 'worse', ...attention[1]],
        ],
      ),
    ].join('\n\n');
  }

  #verdict(
    head: readonly string[],
    { cell, labels, paper }: TableEntry,
    full: TableEntry,
  ): string[] {
    const name = CELLS.find(({ id }) => id === cell)?.about ?? head.join();
    const compared = SCORES.flatMap(([score]) => {
      const difference = paper[score] - full.paper[score];
      return [signed(difference), ...this.#judged(cell, score, difference)];
    });
    return [`${name} (${labels.join(' ')})`, ...compared];
  }

  /** The difference with its interval, and what it says. */
  #judged(cell: string, score: keyof CellScore, paper: number): [string, string] {
    const found = pairedDifference(this.#of(cell), this.#of(REFERENCE), score);
    if (found === undefined) return ['too few seeds', ''];
    const { mean, interval } = found;
    const verdict = judge(found, paper);
    return [
      `${signed(mean)} [${signed(interval[0])}, ${signed(interval[1])}]`,
      verdict === 'inside the noise' ? verdict : `**${verdict}**`,
    ];
  }

  table({ title, head, entries }: PaperTable): string {
    const columns = SCORES.flatMap(([, name]) => [`${name}, paper`, `${name}, here`]);
    const lines = entries.map(({ cell, labels, paper }) => [
      ...labels,
      ...SCORES.flatMap(([score]) => [
        paper[score].toFixed(1),
        this.#spread(cell, (row) => row[score]),
      ]),
    ]);
    return `## ${title}\n\n${markdown([...head, ...columns], lines)}`;
  }

  /** What L_cam is for, which joints do not show. */
  cameras(): string {
    const lines = COMPONENTS.entries.map(({ cell, labels }) => [
      ...labels,
      this.#spread(cell, (row) => row.cameraSpreadMm),
      this.#spread(cell, (row) => row.depthPercent),
      this.#spread(cell, (row) => row.unplaced, 0),
    ]);
    return `Cameras of the same cells, of which the paper prints nothing: how far apart a person's five regions put it (standard deviation of x and y, mm), the error of the depth (%), and how many people a region put behind the camera, who count for neither.\n\n${markdown([...COMPONENTS.head, 'regions apart, mm', 'depth, %', 'behind'], lines)}`;
  }

  /** Final L_2D and speed. */
  regionNotes(): string {
    const lines = REGIONS.entries.map(({ cell, labels }, i) => {
      const speed = this.#rows.speeds.find(({ rois }) => rois === i + 1);
      return [
        labels[0],
        (1e3 * REGION_NOTES.joints2d[i]).toFixed(1),
        this.#spread(cell, (row) => 1e3 * row.joints2d, 2),
        REGION_NOTES.peoplePerSecond[i].toFixed(1),
        speed === undefined ? 'not measured' : speed.peoplePerSecond.toFixed(1),
      ];
    });
    const head = ['RoIs', 'L_2D × 10³, paper', 'L_2D × 10³, here', 'people/s, paper', 'here'];
    return `L_2D of training, mean over the last epoch, in the unit square of each region. The fourth and fifth region are 0.8 and 0.65 of the box, so that the same residual of the picture counts 1.6 and 2.4 times there: a rise
beyond three regions follows from the measure before it says anything about overfitting. People a second, one at a time from crops through encoder and head (${this.#rows.speeds[0]?.on ?? 'not measured'}; the paper: one RTX 3090).\n\n${markdown(head, lines)}`;
  }

  attention(): string {
    const epochs = [...this.#benchmark.curve, fullRun(this.#benchmark).length.epochs];
    const at = (cell: string, score: keyof CellScore) => (epoch: number) =>
      this.#spread(cell, (row) => (row.curve.find((point) => point.epoch === epoch) ?? row)[score]);
    const lines = SCORES.flatMap(([score, name]) =>
      (
        [
          [REFERENCE, 'relative fusion'],
          [ATTENTION, 'self-attention'],
        ] as const
      ).map(([cell, told]) => [`${told}, ${name}`, ...epochs.map(at(cell, score))]),
    );
    return `## Figure 8 · self-attention against relative fusion over epochs\n\nThe paper prints curves without numbers, in which relative fusion is below throughout.\n\n${markdown(['after epoch', ...epochs.map(String)], lines)}`;
  }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}

function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}
