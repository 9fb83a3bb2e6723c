/** @file What a training run is given, and what its kinds bring to it. */

import type { HostTensor } from '../../platform/index.ts';
import type {
  MixedPrecision,
  TrainingEngine,
  NamedBatch,
  RunConfig,
  Stepper,
} from '../../training/index.ts';

/** Which configuration is trained, from which seed, into which folder, and whom it tells how far it is. */
export interface TrainRunOptions<Config extends RunConfig = RunConfig> {
  /** Of the configuration. */
  readonly name: string;
  /** What started the run, for its record. */
  readonly command: string;
  readonly config: Config;
  readonly seed: number;
  /** The run folder. */
  readonly out: string;
  /** That relative paths of the configuration start from. */
  readonly cwd: string;
  /**
   * Render the few people of a trial into the run folder, on one thread, whatever the cache has. For configurations
   * that `quickly` has cut down; another one is E_CONFIG.
   */
  readonly quick: boolean;
  /** Go on from the folder's last checkpoint. */
  readonly resume: boolean;
  /**
   * What computes the encoder's steps; `auto`: the native engine where it is built and the run is one on images.
   * Default: `graph`, or that of the run that is resumed. Only the same engine gives the same weights to the bit.
   */
  readonly engine?: TrainingEngine | 'auto' | undefined;
  /**
   * What the native engine multiplies and keeps activations in where that is not float32. Default: `none`, or that of the
   * run that is resumed with the same engine.
   */
  readonly mixedPrecision?: MixedPrecision | undefined;
  /**
   * What ONNX Runtime computes its graphs on, `webgpu` for one: all of a step, or what follows the native engine. Default: the
   * runtime's, or that of the run that is resumed. Only the same one gives the same weights to the bit.
   */
  readonly provider?: string | undefined;
  /** Of the package. */
  readonly version: string;
  /** Stops after the step in hand with E_ABORT; a checkpoint is written. */
  readonly signal?: AbortSignal | undefined;
  /** When features are missing from the cache, before they are made. */
  readonly onMissing?: ((people: number) => void) | undefined;
  /** After every person whose features were made. */
  readonly onPerson?: ((done: number, people: number) => void) | undefined;
  /** Before the first step. */
  readonly onStart?: (run: StartedRun) => void;
  /** @param step done so far. @param values the loss and its unweighted terms, means over the batch. */
  readonly onStep?: (step: number, values: Readonly<Record<string, number>>) => void;
}

/** What is known before the first step. */
export interface StartedRun {
  /** Steps that are done already. */
  readonly from: number;
  /** Of the whole run. */
  readonly steps: number;
  /** People by data set. */
  readonly people: Readonly<Record<string, number>>;
}

/** What a run has come to. */
export interface FinishedRun {
  /** Done, by this run and those it went on from. */
  readonly steps: number;
  /** Path of the weights. */
  readonly weights: string;
  /** Share of the time in which the graph waited for a batch; null when no step was left to do. */
  readonly idleShare: number | null;
}

/** What a kind of run brings to the loop. */
export interface PreparedRun<Batch> {
  readonly steps: number;
  readonly people: StartedRun['people'];
  /** Variables to begin with, before weights that the configuration names take their places. */
  initial(): Map<string, HostTensor> | Promise<Map<string, HostTensor>>;
  /** Compiles the step and starts what feeds it. @param step the first to be done. */
  start(step: number): Promise<{
    readonly stepper: Stepper<Batch>;
    readonly nextBatch: (step: number) => NamedBatch<Batch> | Promise<NamedBatch<Batch>>;
    readonly stop: () => Promise<void>;
  }>;
}
