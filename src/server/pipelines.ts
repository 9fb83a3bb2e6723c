/**
 * @file The pipelines of a thread: one for each number of regions that clients ask for, made when it is first asked
 * for, on the same sessions where their networks are the same.
 */

import { MultiRoi, warmUp, type LoadOptions, type PipelineModel } from '../reconstruct/index.ts';
import { cachingRuntime } from '../platform/index.ts';
import type { Platform, Session } from '../platform/index.ts';

/** Of `light` they differ by their heads, 2 × 9 MB; another network's is all its weights again. */
const MOST_OTHERS = { light: 4, resnet50: 1, 'hrnet-w48': 1 } as const;

/** A thread's models: its own, and the last few of other numbers of regions. */
export class Pipelines {
  readonly #platform: Platform;
  readonly #options: LoadOptions;
  readonly #own: MultiRoi;
  /** By the number of regions, the one that was used last at the end. */
  readonly #others = new Map<number, Promise<MultiRoi>>();

  readonly #mostOthers: number;

  private constructor(platform: Platform, options: LoadOptions, own: MultiRoi, mostOthers: number) {
    this.#platform = platform;
    this.#options = options;
    this.#own = own;
    this.#mostOthers = mostOthers;
  }

  /**
   * @param onModel told of the models that serve those who ask for no number of regions.
   * @param mostOthers pipelines that are kept beside that one.
   */
  static async load(
    platform: Platform,
    options: LoadOptions,
    onModel: (model: PipelineModel, session: Session) => void,
    mostOthers?: number,
  ): Promise<Pipelines> {
    const sharing = { ...platform, runtime: cachingRuntime(platform.runtime) };
    const own = await warmUp(sharing, options, onModel);
    return new Pipelines(sharing, options, own, mostOthers ?? MOST_OTHERS[own.model.name]);
  }

  /**
   * The pipeline of so many regions; that of the server's options unless given.
   * @throws E_CONFIG when the weights were trained for another number, which they cannot do without.
   */
  async of(rois?: number): Promise<MultiRoi> {
    if (rois === undefined || rois === this.#own.model.rois) return this.#own;
    const found = this.#others.get(rois);
    const pipeline = found ?? MultiRoi.load(this.#platform, { ...this.#options, rois });
    this.#others.delete(rois);
    this.#others.set(rois, pipeline);
    try {
      await this.#forget();
      return await pipeline;
    } catch (error) {
      this.#others.delete(rois);
      throw error;
    }
  }

  /** Releases those that were not used for longest. */
  async #forget(): Promise<void> {
    for (const [rois, pipeline] of [...this.#others].slice(0, -this.#mostOthers)) {
      this.#others.delete(rois);
      await (await pipeline).dispose();
    }
  }
}
