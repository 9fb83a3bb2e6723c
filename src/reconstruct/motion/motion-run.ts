/** @file A video being made into a motion: its frames as they are looked at, and the motion once all were. */

import type { BodyModel } from '../../body/index.ts';
import { resolveIntrinsics, type Intrinsics } from '../../camera/index.ts';
import { MultiRoiError, SILENT, type Logger } from '../../base/index.ts';
import type { PixelImage, Platform, Video, VideoPicture } from '../../platform/index.ts';
import type { ModelInfo, Motion, Reconstruction } from '../../result/index.ts';
import type { ReconstructOptions } from '../options.ts';
import { TrackCollector } from './collect-tracks.ts';
import { motionOf } from './motion-of.ts';
import { checkMotionOptions, MOTION_DEFAULTS, type VideoMotionOptions } from './motion-options.ts';
import { afterFrame, NOTHING_SEEN, watch, type Onlooker, type WatchedFrame } from './watch.ts';

/** A path, a video, or pictures with their times, all of one size. */
export type MotionSource = string | Video | AsyncIterable<VideoPicture>;

/** A frame as it was looked at by itself. */
export interface MotionStep {
  /** 0-based. */
  readonly frame: number;
  /** From the beginning of the video. */
  readonly seconds: number;
  /** Whether it begins another shot. */
  readonly isCut: boolean;
  /** `id` is the person's number in the whole video. */
  readonly result: Reconstruction;
  /** Its pixels, which the decoder may use again for the next one. */
  readonly image: PixelImage;
}

/** What frames are looked at with. */
export interface MotionWorkshop {
  readonly eye: Onlooker;
  readonly platform: Pick<Platform, 'videos'>;
  readonly body: BodyModel;
  readonly info: ModelInfo;
  readonly log?: Logger | undefined;
}

/** Frames a second of pictures that come without, and alone. */
const USUAL_FPS = 30;

/**
 * One video being made into a motion. Frames may be taken, in one loop, or not; `finish` looks at all that are left. Leaving the
 * loop leaves the rest to `finish`. What an earlier run has seen (`observations`) is not among the frames.
 */
export class MotionRun implements AsyncIterable<MotionStep> {
  readonly #steps: AsyncGenerator<MotionStep, void, undefined>;
  readonly #lay: () => Promise<Motion>;
  #motion: Promise<Motion> | undefined;

  /** By `MultiRoi.motion`. */
  constructor(steps: AsyncGenerator<MotionStep, void, undefined>, lay: () => Promise<Motion>) {
    this.#steps = steps;
    this.#lay = lay;
  }

  /** The frames that are left; a loop that is left early does not stop the run. */
  [Symbol.asyncIterator](): AsyncIterator<MotionStep, void, undefined> {
    return { next: () => this.#steps.next() };
  }

  /** The motion of the whole video; asked again, it is the same. @throws what the video throws; E_ABORT. */
  finish(): Promise<Motion> {
    this.#motion ??= this.#drain().then(this.#lay);
    return this.#motion;
  }

  /** Stops it: the decoder ends, and there is no motion. */
  async stop(): Promise<void> {
    await this.#steps.return();
  }

  async #drain(): Promise<void> {
    for await (const step of this) void step;
  }
}

/** Begins a run. @throws E_RANGE for options that cannot be meant. */
export function startMotion(
  workshop: MotionWorkshop,
  source: MotionSource,
  options: VideoMotionOptions,
): MotionRun {
  checkMotionOptions(options);
  const work = new MotionWork(workshop, source, options);
  return new MotionRun(work.steps(), () => work.lay());
}

/** What a run has found out so far. */
class MotionWork {
  readonly #workshop: MotionWorkshop;
  readonly #source: MotionSource;
  readonly #options: VideoMotionOptions;
  readonly #collected: TrackCollector;
  #intrinsics: Intrinsics | undefined;
  #size: { readonly width: number; readonly height: number } | undefined;
  #times: { first: number; last: number; count: number } | undefined;
  #fps: number | undefined;

  constructor(workshop: MotionWorkshop, source: MotionSource, options: VideoMotionOptions) {
    this.#workshop = workshop;
    this.#source = source;
    this.#options = options;
    this.#collected = new TrackCollector(options.observations);
  }

  async *steps(): AsyncGenerator<MotionStep, void, undefined> {
    const { eye } = this.#workshop;
    const { signal, observations, onMotionProgress, refine } = this.#options;
    // who has no key-points cannot be followed
    const { searchS = MOTION_DEFAULTS.searchS } = refine === false ? { searchS: 0 } : this.#options;
    const video = await this.#open();
    let state = NOTHING_SEEN;
    if (observations !== undefined) {
      for await (const frame of observations.past()) {
        this.#collected.add(frame);
        state = afterFrame(state, frame);
      }
    }
    const total = 'count' in video ? video.count : null;
    const pictures = this.#measured('pictures' in video ? video.pictures(signal) : video);
    const watched = watch(eye, pictures, { each: this.#each(), searchS, from: state, signal });
    let done = state.frames;
    if (done > 0) onMotionProgress?.({ stage: 'look', done, total });
    for await (const one of watched) {
      await observations?.add(one.frame);
      const step = this.#stepOf(one);
      onMotionProgress?.({ stage: 'look', done: ++done, total });
      yield step;
    }
    if (this.#times === undefined) {
      throw new MultiRoiError('E_FORMAT', 'motion: expected a picture or more, got none');
    }
  }

  async lay(): Promise<Motion> {
    const { body, info: model } = this.#workshop;
    const { onMotionProgress, signal } = this.#options;
    const { smooth = MOTION_DEFAULTS.smooth, staticCamera = MOTION_DEFAULTS.staticCamera } =
      this.#options;
    if (this.#size === undefined || this.#intrinsics === undefined) {
      throw new MultiRoiError('E_CONFIG', 'motion: expected a video, got a run that was stopped');
    }
    const { width, height } = this.#size;
    const video = {
      file: this.#file(),
      width,
      height,
      fps: this.#fps ?? this.#meanFps(),
      frames: this.#collected.frames,
    };
    return await motionOf(
      this.#collected,
      { video, model, body, intrinsics: this.#intrinsics },
      {
        smooth,
        staticCamera,
        signal,
        onProgress: (done, total) => onMotionProgress?.({ stage: 'fit', done, total }),
      },
    );
  }

  #file(): string {
    const source = this.#source;
    const named = typeof source === 'string' ? source : 'file' in source ? source.file : 'video';
    return this.#options.file ?? named;
  }

  async #open(): Promise<Video | AsyncIterable<VideoPicture>> {
    const { platform, log } = this.#workshop;
    const source = this.#source;
    if (typeof source !== 'string') {
      if ('fps' in source) this.#fps = source.fps;
      return source;
    }
    if (platform.videos === undefined) {
      throw new MultiRoiError(
        'E_UNSUPPORTED',
        'motion: expected a platform with videos, got none',
        {
          hint: 'give pictures with their times',
        },
      );
    }
    const { fps, fromS, toS, signal } = this.#options;
    const told = this.#options.log ?? log ?? SILENT;
    const video = await platform.videos.open(source, { fps, fromS, toS, signal, log: told });
    this.#fps = video.fps;
    return video;
  }

  /** The same for every picture. */
  #each(): ReconstructOptions {
    const { betas, focalPx, fovDeg, heightM, intrinsics, minSizePx, mirror } = this.#options;
    const { persons, refine, threshold } = this.#options;
    const camera = { focalPx, fovDeg, intrinsics };
    const who = { persons, minSizePx, threshold, betas, heightM };
    return { file: this.#file(), ...camera, ...who, mirror, refine };
  }

  /** Sees to it that there is one size, one camera and rising times. */
  async *#measured(pictures: AsyncIterable<VideoPicture>): AsyncGenerator<VideoPicture> {
    for await (const picture of pictures) {
      const { width, height } = picture.image;
      const size = (this.#size ??= { width, height });
      if (size.width !== width || size.height !== height) {
        throw new MultiRoiError(
          'E_FORMAT',
          `motion: expected pictures of one size, ${size.width}×${size.height}, got one of ${width}×${height}`,
        );
      }
      const { focalPx, fovDeg, intrinsics } = this.#options;
      const asked = { width, height, focalPx, fovDeg, intrinsics, exifFocalPx: null };
      this.#intrinsics ??= resolveIntrinsics(asked);
      const { seconds } = picture;
      const times = (this.#times ??= { first: seconds, last: -Infinity, count: 0 });
      if (!(seconds > times.last)) {
        throw new MultiRoiError(
          'E_RANGE',
          `motion: expected times that rise, got ${seconds} s after ${times.last} s`,
        );
      }
      times.last = seconds;
      times.count++;
      yield picture;
    }
  }

  /** Of pictures that told no rate. */
  #meanFps(): number {
    const { first, last, count } = this.#times ?? { first: 0, last: 0, count: 1 };
    return count > 1 ? (count - 1) / (last - first) : USUAL_FPS;
  }

  #stepOf({ frame, result, image }: WatchedFrame): MotionStep {
    const ids = this.#collected.add(frame);
    const people = result.people.map((person, p) => ({ ...person, id: ids[p] }));
    const { index, seconds, isCut } = frame;
    return { frame: index, seconds, isCut, result: { ...result, people }, image };
  }
}
