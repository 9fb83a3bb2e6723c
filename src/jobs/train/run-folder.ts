/**
 * @file The folder of a training run. Whole files are replaced atomically, and lines and records are appended in one
 * write each, so that a killed run leaves at worst one torn last line, which opening the folder again drops.
 *
 *   config.json  metrics.jsonl  events.out.tfevents.…  report.html  checkpoints/  weights.safetensors
 */

import { appendFile, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MultiRoiError } from '../../base/index.ts';
import { eventsHeader, scalarEvent } from '../../format/index.ts';
import {
  bestOf,
  decodeCheckpoint,
  encodeCheckpoint,
  type TrainingEngine,
  type MixedPrecision,
  encodeWeights,
  parseMetrics,
  renderReport,
  RunningMeans,
  valuesOf,
  withCheckpoint,
  type KeptCheckpoint,
  type MetricsLine,
  type RunConfig,
  type TrainingState,
} from '../../training/index.ts';
import { removeTemporary, writeWhole } from '../../node/index.ts';

/** config.json. */
export interface RunFacts {
  readonly name: string;
  readonly command: string;
  readonly seed: number;
  /** What computes the encoder's steps; absent in records of before 0.5.0, which were `graph`'s. */
  readonly engine?: TrainingEngine;
  /** Absent in records that an older version began: `none`. */
  readonly mixedPrecision?: MixedPrecision;
  /** What ONNX Runtime computed on; absent: its default. */
  readonly provider?: string | undefined;
  /** Of the package, Node, ONNX Runtime and, with the native engine, oneDNN. */
  readonly versions: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Numbers are the same for the same machine and threads. */
  readonly machine: Readonly<Record<string, string>>;
  readonly steps: number;
  readonly config: RunConfig;
}

const LIST = 'checkpoints/list.json';
const WEIGHTS = 'weights.safetensors';

/** Whether a folder holds a run. */
export function holdsRun(folder: string): Promise<boolean> {
  return stat(join(folder, 'config.json')).then(
    () => true,
    () => false,
  );
}

/** What a run in a folder was started with. @throws E_IO, E_FORMAT */
export async function readRunFacts(folder: string): Promise<RunFacts> {
  const path = join(folder, 'config.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RunFacts;
  } catch (cause) {
    throw new MultiRoiError(
      'E_FORMAT',
      `train: expected the record of a run, got something else ("${path}")`,
      {
        cause,
      },
    );
  }
}

/** A run on the disk: configuration, lines of metrics, checkpoints, and at the end the weights. */
export class RunFolder {
  readonly #folder: string;
  readonly #facts: RunFacts;
  readonly #events: string;
  readonly #lines: MetricsLine[];
  #kept: readonly KeptCheckpoint[];
  readonly #line = new RunningMeans();
  readonly #sinceCheckpoint = new RunningMeans();

  private constructor(
    folder: string,
    facts: RunFacts,
    events: string,
    lines: MetricsLine[],
    kept: readonly KeptCheckpoint[],
  ) {
    this.#folder = folder;
    this.#facts = facts;
    this.#events = events;
    this.#lines = lines;
    this.#kept = kept;
  }

  /**
   * Opens the folder of a run, new or killed, and brings its files to one step: the last checkpoint's.
   * @returns the folder, and the state to go on from; none for a new run.
   */
  static async open(
    folder: string,
    facts: RunFacts,
  ): Promise<{ readonly run: RunFolder; readonly state: TrainingState | undefined }> {
    const kept = await readList(folder);
    const last = kept.at(-1);
    const state =
      last === undefined
        ? undefined
        : decodeCheckpoint(await readFile(join(folder, 'checkpoints', last.file)));
    const metrics = join(folder, 'metrics.jsonl');
    const written = await readFile(metrics, 'utf8').catch(() => '');
    const lines = parseMetrics(written, state?.step ?? 0);
    await removeStrays(folder, kept);
    await writeWhole(join(folder, 'config.json'), `${JSON.stringify(facts, null, 2)}\n`);
    await writeWhole(metrics, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const seconds = Math.floor(Date.parse(facts.startedAt) / 1000);
    const events = join(folder, `events.out.tfevents.${seconds}.multiroi`);
    // a function of the metrics: nothing in it is of steps that will be done again
    const records = lines.map((line) => scalarEvent(line.time, line.step, valuesOf(line)));
    await writeWhole(events, Buffer.concat([eventsHeader(seconds), ...records]));
    return { run: new RunFolder(folder, facts, events, lines, kept), state };
  }

  /** After every step. @param values finite numbers of the step that led to `state`. */
  async record(values: Readonly<Record<string, number>>, state: TrainingState): Promise<void> {
    const { logEvery, checkpoint } = this.#facts.config;
    this.#line.add(values);
    this.#sinceCheckpoint.add(values);
    if (state.step % logEvery === 0) await this.#writeLine(state.step);
    if (state.step % checkpoint.every === 0) await this.save(state);
  }

  async #writeLine(step: number): Promise<void> {
    const values = this.#line.take();
    if (Object.keys(values).length === 0) return;
    const line: MetricsLine = { step, time: Date.now() / 1000, ...values };
    this.#lines.push(line);
    await appendFile(join(this.#folder, 'metrics.jsonl'), `${JSON.stringify(line)}\n`);
    await appendFile(this.#events, scalarEvent(line.time, step, values));
  }

  /** Writes a checkpoint and the report; the list comes before what it no longer names is removed. */
  async save(state: TrainingState): Promise<void> {
    if (this.#kept.at(-1)?.step === state.step) return;
    await this.#writeLine(state.step);
    const file = `step-${String(state.step).padStart(8, '0')}.safetensors`;
    await writeWhole(join(this.#folder, 'checkpoints', file), encodeCheckpoint(state, this.#facts));
    const loss = this.#sinceCheckpoint.take()['loss'] ?? Infinity;
    const { keep } = this.#facts.config.checkpoint;
    this.#kept = withCheckpoint(this.#kept, { file, step: state.step, loss }, keep);
    const list = { best: bestOf(this.#kept)?.file, checkpoints: this.#kept };
    await writeWhole(join(this.#folder, LIST), `${JSON.stringify(list, null, 2)}\n`);
    await removeStrays(this.#folder, this.#kept);
    await this.#report(state.step);
  }

  /** Writes the weights of the last state. @returns their path. */
  async finish(state: TrainingState): Promise<string> {
    await this.save(state);
    const path = join(this.#folder, WEIGHTS);
    await writeWhole(path, encodeWeights(state, this.#facts.config));
    return path;
  }

  #report(step: number): Promise<void> {
    const { name, command, seed, versions, machine, steps, startedAt, config } = this.#facts;
    const { engine = 'graph', mixedPrecision = 'none', provider } = this.#facts;
    const text = (facts: Readonly<Record<string, string>>): string =>
      Object.entries(facts)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ');
    const best = bestOf(this.#kept);
    const page = renderReport({
      title: name,
      status: step < steps ? `step ${step} of ${steps}` : `done: ${steps} steps`,
      facts: {
        command,
        seed: String(seed),
        started: startedAt,
        engine: [engine, ...(mixedPrecision === 'none' ? [] : [mixedPrecision]), provider]
          .filter((word) => word !== undefined)
          .join(', '),
        versions: text(versions),
        machine: text(machine),
        'lowest mean loss':
          best === undefined ? 'none yet' : `${best.loss.toPrecision(4)} (${best.file})`,
      },
      lines: this.#lines,
      config,
    });
    return writeWhole(join(this.#folder, 'report.html'), page);
  }
}

async function readList(folder: string): Promise<KeptCheckpoint[]> {
  const path = join(folder, LIST);
  const bytes = await readFile(path, 'utf8').catch(() => undefined);
  if (bytes === undefined) return [];
  try {
    const { checkpoints } = JSON.parse(bytes) as { checkpoints: KeptCheckpoint[] };
    // JSON has no infinity
    return checkpoints.map((entry) => ({ ...entry, loss: entry.loss ?? Infinity }));
  } catch (cause) {
    throw new MultiRoiError(
      'E_FORMAT',
      `train: expected a list of checkpoints, got something else ("${path}")`,
      {
        cause,
      },
    );
  }
}

/** Removes checkpoints that the list does not name, and temporary files of a run that was killed while writing. */
async function removeStrays(folder: string, kept: readonly KeptCheckpoint[]): Promise<void> {
  const named = new Set(kept.map(({ file }) => file));
  const checkpoints = join(folder, 'checkpoints');
  const inFolder = await readdir(checkpoints).catch(() => []);
  const strays = inFolder.filter((name) => name.endsWith('.safetensors') && !named.has(name));
  await Promise.all(strays.map((name) => rm(join(checkpoints, name), { force: true })));
  // features are there when a run was tried with few people
  const features = join(folder, 'features');
  const sets = await readdir(features).catch(() => []);
  for (const each of [folder, checkpoints, ...sets.map((name) => join(features, name))]) {
    await removeTemporary(each);
  }
}
