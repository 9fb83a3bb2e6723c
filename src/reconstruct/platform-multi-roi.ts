/// <reference lib="esnext.disposable" preserve="true" />
/** @file The model as programs hold it: whatever their platform has for a photograph goes in. */

import type { BodyModel } from '../body/index.ts';
import type { FoundPerson } from '../detect/index.ts';
import type { Photo, Platform, VideoPicture } from '../platform/index.ts';
import type { ModelInfo, Reconstruction } from '../result/index.ts';
import type { ReconstructedPhoto } from './looks.ts';
import type { LiveFrame, LiveOptions } from './motion/live.ts';
import type { VideoMotionOptions } from './motion/motion-options.ts';
import type { MotionRun, MotionSource } from './motion/motion-run.ts';
import type { MultiRoi } from './multi-roi.ts';
import type { ReconstructOptions } from './options.ts';
import { reconstructMany, type ManyOptions, type ManyResult } from './reconstruct-many.ts';

/** What the core takes, and what the input calls itself. */
export interface ReadImage {
  readonly image: Photo | Uint8Array;
  readonly file: string | undefined;
}

/** How a platform reads what its programs have for a photograph; image files need not be decoded. */
export type ReadInput<Input> = (
  input: Input,
  signal: AbortSignal | undefined,
) => Promise<ReadImage>;

/**
 * Reconstructs the people of photographs; see `MultiRoi.load` of `multiroi/node` and `multiroi/web`.
 * @typeParam Input what the platform takes for a photograph.
 */
export class PlatformMultiRoi<Input> {
  readonly #core: MultiRoi;
  readonly #platform: Platform;
  readonly #read: ReadInput<Input>;

  constructor(core: MultiRoi, platform: Platform, read: ReadInput<Input>) {
    this.#core = core;
    this.#platform = platform;
    this.#read = read;
  }

  /** What makes the results. */
  get model(): ModelInfo {
    return this.#core.model;
  }

  /** The body that results speak of, for `poseResult`, `exportGlb` and their like. */
  get body(): BodyModel {
    return this.#core.body;
  }

  /**
   * Finds and reconstructs the people of one photograph. An image without people has a result without people. Calls made at the
   * same time are done one after the other.
   * @throws E_IO for what is not there, E_FORMAT for what is no image, E_UNSUPPORTED for what the platform does not read, E_RANGE for boxes and cameras that make no sense, E_CONFIG after
   * `dispose`, E_RUNTIME when the networks cannot be executed, E_ABORT (whose `name` is `AbortError`) when the signal was aborted.
   * @example
   * ```ts
   * import { MultiRoi } from 'multiroi/node';
   *
   * await using hmr = await MultiRoi.load();
   * const result = await hmr.reconstruct('photo.jpg', { persons: 'largest', fovDeg: 50 });
   * console.log(result.image.file); // photo.jpg
   * console.log(result.people[0]?.camera.focalSource); // given
   * ```
   */
  async reconstruct(image: Input, options: ReconstructOptions = {}): Promise<Reconstruction> {
    return (await this.reconstructPhoto(image, options)).result;
  }

  /** As {@link reconstruct}, with the decoded photograph, which drawers ask for. */
  async reconstructPhoto(
    image: Input,
    options: ReconstructOptions = {},
  ): Promise<ReconstructedPhoto> {
    const { image: read, file } = await this.#read(image, options.signal);
    return this.#core.reconstructPhoto(read, { ...options, file: options.file ?? file });
  }

  /**
   * Many photographs in their order. While one is looked at the next are read and decoded, `ahead` of them; the iterable is asked for no
   * more, so that it may be endless. A photograph that fails is told in its place, as `error`, and the others go on.
   * @throws E_RANGE for an `ahead` below 0; E_CONFIG after `dispose`, E_ABORT, and whatever the iterable throws.
   * @example
   * ```ts
   * import { MultiRoi } from 'multiroi/node';
   *
   * await using hmr = await MultiRoi.load();
   * for await (const { input, result, error } of hmr.reconstructMany(['photo.jpg', 'absent.jpg'])) {
   *   console.log(input, result?.people.length ?? error?.code);
   * }
   * ```
   */
  reconstructMany<One extends Input>(
    inputs: Iterable<One> | AsyncIterable<One>,
    options: ManyOptions<One> = {},
  ): AsyncGenerator<ManyResult<One>, void, undefined> {
    return reconstructMany(
      inputs,
      {
        open: async (input, { file, signal }) => {
          const read = await this.#read(input, signal);
          const startMs = performance.now();
          const photo = await this.#photoOf(read.image, file ?? read.file);
          return { photo, file: read.file, decodeMs: performance.now() - startMs };
        },
        reconstruct: (photo, each) => this.#core.reconstructPhoto(photo, each),
      },
      options,
    );
  }

  /**
   * Makes the sessions that find people, which else happens with the first photograph: a detector or a provider that is not there
   * is told at once.
   * @param detects false where boxes will be given.
   * @throws E_IO, E_FORMAT for the detector; E_UNSUPPORTED for the provider; E_CONFIG after `dispose`; E_RUNTIME.
   */
  prepare(detects = true): Promise<void> {
    return this.#core.prepare(detects);
  }

  /**
   * Finds the people of a photograph, best first, for `reconstruct` to look at once or more often: with other regions, another focal
   * length. Decode it once by the platform's `images` where it is used again.
   * @throws as {@link reconstruct}.
   */
  async find(image: Input, signal?: AbortSignal): Promise<FoundPerson[]> {
    return this.#core.find(await this.#opened(image, signal), signal);
  }

  /**
   * The people of a frame in the next one, without looking for others: much faster than `find`. Who is lost is left out.
   * @param people as `find` or `follow` gave them for the frame before, at the same size.
   * @throws as {@link reconstruct}.
   */
  async follow(
    image: Input,
    people: readonly FoundPerson[],
    signal?: AbortSignal,
  ): Promise<FoundPerson[]> {
    return this.#core.follow(await this.#opened(image, signal), people, signal);
  }

  /**
   * People over a video: who is who, one shape for each, poses and places that all frames together speak for. Nothing is done before
   * frames or the motion are asked for.
   * @param source a path, on Node; a video that `nodePlatform.videos` opened; or pictures with their times.
   * @throws E_RANGE at once; E_IO, E_FORMAT, E_RANGE, E_UNSUPPORTED of the video and E_ABORT later.
   * @example
   * ```ts
   * import { MultiRoi } from 'multiroi/node';
   *
   * await using hmr = await MultiRoi.load();
   * const run = hmr.motion('clip.mp4', { smooth: 0.5 });
   * for await (const { frame, result } of run) console.log(frame, result.people.length);
   * const { tracks } = await run.finish();
   * console.log(tracks.map(({ id, frames }) => `${id}: ${frames.length} frames`));
   * ```
   */
  motion(source: MotionSource, options: VideoMotionOptions = {}): MotionRun {
    return this.#core.motion(source, options);
  }

  /**
   * People as a camera shows them: the newest picture is looked at, those that come meanwhile are dropped and counted, and no more
   * people are looked at than `latencyMs` allows. Leaving the loop leaves the stream.
   * @param stream pictures as they come, with rising times, all of one size, each with pixels of its own.
   * @throws E_RANGE for options that cannot be meant; later what the stream throws; E_ABORT.
   */
  live(
    stream: AsyncIterable<VideoPicture>,
    options: LiveOptions = {},
  ): AsyncGenerator<LiveFrame, void, undefined> {
    return this.#core.live(stream, options);
  }

  /** Releases the sessions, after the work in hand; calls that come later are E_CONFIG. Asked again, it is the same release. */
  dispose(): Promise<void> {
    return this.#core.dispose();
  }

  /** {@link dispose}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #opened(image: Input, signal: AbortSignal | undefined): Promise<Photo> {
    const read = await this.#read(image, signal);
    return this.#photoOf(read.image, read.file);
  }

  #photoOf(image: Photo | Uint8Array, file = 'image'): Promise<Photo> | Photo {
    return image instanceof Uint8Array ? this.#platform.images.decode(image, file) : image;
  }
}
