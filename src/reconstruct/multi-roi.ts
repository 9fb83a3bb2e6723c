/**
 * @file Photograph → people. `MultiRoi` holds what is loaded once: weights, body, sessions. Its work is
 * a straight line: decode → find people → regions → crops → encoder → heads → cameras and bodies.
 */

import { POSE_SIZE, createPoser, type BodyModel, type Poser } from '../body/index.ts';
import { resolveIntrinsics, roisOf, viewOf, type Intrinsics } from '../camera/index.ts';
import { MultiRoiError, throwIfAborted } from '../base/index.ts';
import type { Photo, Platform, VideoPicture } from '../platform/index.ts';
import type { PersonLook, LookedAtPhoto } from './looks.ts';
import { startMotion, type MotionRun, type MotionSource } from './motion/motion-run.ts';
import { startLive, type LiveFrame, type LiveOptions } from './motion/live.ts';
import type { VideoMotionOptions } from './motion/motion-options.ts';
import { choosePeople } from './choose-people.ts';
import { expectedError } from './confidence/calibration.ts';
import { evidenceOf } from './confidence/evidence.ts';
import { type FoundPerson, remarksOnBoxes, type VerifiedPerson } from '../detect/index.ts';
import { withShape, type KnownShape } from '../result/index.ts';
import {
  checkReconstructOptions,
  RECONSTRUCT_DEFAULTS,
  type LoadOptions,
  type ReconstructOptions,
} from './options.ts';
import { loadModel, type LoadedModel } from './load.ts';
import { meanWithMirrored } from '../inference/index.ts';
import { personOf, type Scene } from './person-result.ts';
import type { Prediction } from '../network/index.ts';
import { observePeople, type EncodedPeople } from './observe-people.ts';
import { mirroredView, PeopleNetwork, type FoundView } from './people-network.ts';
import { layAll, type LaidPrediction } from './refine/lay-all.ts';
import { retargeter } from '../result/index.ts';
import {
  SCHEMA_VERSION,
  type ModelInfo,
  type LostPerson,
  type Person,
  type Reconstruction,
  type ResultExpectedError,
} from '../result/index.ts';
import { Stopwatch } from './stopwatch.ts';

/** What comes about while people are placed. */
interface ByTheWay {
  readonly lost: LostPerson[];
  readonly looks: PersonLook[];
}

/** Reconstructs the people of photographs. Make one with `load`, use it for many, dispose of it. */
export class MultiRoi {
  readonly #model: LoadedModel;
  readonly #poser: Poser;
  /** A person of the network's body as one of the results'. */
  readonly #retarget: (person: Person) => Person;
  readonly #network: PeopleNetwork;
  /** Of the person in hand, in axes of the view [24, 3]. */
  readonly #joints = new Float32Array(POSE_SIZE);
  /** The work in hand: buffers serve one photograph at a time, so the next one waits. */
  #turn: Promise<unknown> = Promise.resolve();
  /** The release of everything, once it was asked for. */
  #disposed: Promise<void> | undefined;

  private constructor(parts: LoadedModel) {
    const { networkBody, body } = parts;
    this.#model = parts;
    this.#network = new PeopleNetwork(parts);
    this.#poser = createPoser(networkBody);
    this.#retarget = body === networkBody ? (person) => person : retargeter(networkBody, body);
  }

  /**
   * Loads weights and the body; sessions are compiled when first needed. `multiroi/node` has one that knows its
   * platform.
   * @throws E_IO for absent files, E_FORMAT for broken ones, E_CONFIG when they do not fit together.
   * @example
   * ```ts
   * import { MultiRoi, type Platform } from 'multiroi';
   * import { nodePlatform } from 'multiroi/node';
   *
   * // files of one's own: from a store, an archive, another machine
   * const files = { ...nodePlatform.files, read: async () => new Uint8Array() };
   * const platform: Platform = { ...nodePlatform, files };
   * const hmr = await MultiRoi.load(platform, { quality: 'standard', threads: 1 });
   * console.log(hmr.model.name); // light
   * await hmr.dispose();
   * ```
   */
  static async load(platform: Platform, options: LoadOptions = {}): Promise<MultiRoi> {
    return new MultiRoi(await loadModel(platform, options));
  }

  /** What makes the results. */
  get model(): ModelInfo {
    return this.#model.info;
  }

  /** The body that results speak of, for `poseResult`, `exportGlb` and their like. */
  get body(): BodyModel {
    return this.#model.body;
  }

  /**
   * Finds and reconstructs the people of one photograph. An image without people has a result without people. Calls
   * made at the same time are done one after the other.
   * @param image a decoded photograph, or the bytes of an image file.
   * @throws E_FORMAT for bytes that are no image, E_RANGE for boxes and cameras that make no sense, E_CONFIG after
   * `dispose`, E_RUNTIME when the networks cannot be executed, E_ABORT when the signal was aborted.
   * @example
   * ```ts
   * import { readFile } from 'node:fs/promises';
   * import { MultiRoi } from 'multiroi/node';
   *
   * const hmr = await MultiRoi.load();
   * const result = await hmr.reconstruct(await readFile('photo.jpg'), {
   *   file: 'photo.jpg',
   *   persons: 'largest',
   *   fovDeg: 50,
   * });
   * console.log(result.people[0]?.camera.focalSource); // given
   * await hmr.dispose();
   * ```
   */
  async reconstruct(
    image: Photo | Uint8Array,
    options: ReconstructOptions = {},
  ): Promise<Reconstruction> {
    return (await this.reconstructPhoto(image, options)).result;
  }

  /**
   * As {@link reconstruct}, with the decoded photograph, which drawers ask for.
   * @param image a decoded photograph, or the bytes of an image file.
   * @throws as {@link reconstruct}.
   */
  reconstructPhoto(
    image: Photo | Uint8Array,
    options: ReconstructOptions = {},
  ): Promise<LookedAtPhoto> {
    const work = this.#turn.then(() => this.#reconstruct(image, options));
    this.#turn = work.catch(() => undefined);
    return work;
  }

  /**
   * Fetches and compiles the networks ahead of the first photograph, which would wait for them: a detector or a provider that is not
   * there is told at once, and a page is ready while its reader still chooses.
   * @param detects false where boxes will be given.
   * @throws E_IO for absent files, E_FORMAT for the detector, E_UNSUPPORTED for the provider, E_CONFIG after `dispose`, E_RUNTIME.
   */
  prepare(detects = true): Promise<void> {
    const work = this.#turn.then(async () => {
      const { finder, heads } = this.#loaded('prepare');
      await Promise.all([heads.prepare(), finder.prepare(detects), finder.poseSession('full')]);
    });
    this.#turn = work.catch(() => undefined);
    return work;
  }

  /**
   * Finds the people of a photograph, best first, for `reconstruct` to look at once or more often: with other
   * regions, another focal length.
   * @throws E_CONFIG after `dispose`; E_RUNTIME, E_ABORT.
   * @example
   * ```ts
   * import { readFile } from 'node:fs/promises';
   * import { MultiRoi, nodePlatform } from 'multiroi/node';
   *
   * const hmr = await MultiRoi.load();
   * const photo = await nodePlatform.images.decode(await readFile('photo.jpg'), 'photo.jpg');
   * const found = await hmr.find(photo);
   * for (const focalPx of [500, 1000]) {
   *   const { people } = await hmr.reconstruct(photo, { found, focalPx });
   *   console.log(`${people[0]?.camera.t[2].toFixed(1)} m away with ${focalPx} px`);
   * }
   * await hmr.dispose();
   * ```
   */
  find(photo: Photo, signal?: AbortSignal): Promise<FoundPerson[]> {
    const work = this.#turn.then(() => this.#loaded('find').finder.find(photo, signal));
    this.#turn = work.catch(() => undefined);
    return work;
  }

  /**
   * The people of a frame in the next one, without looking for others: much faster than `find`. Who is lost is left
   * out.
   * @param people as `find` or `follow` gave them for the frame before, at the same size; of each, box, score and key-points.
   * @throws E_CONFIG after `dispose`; E_RUNTIME, E_ABORT.
   * @example
   * ```ts
   * import { readFile } from 'node:fs/promises';
   * import { MultiRoi, nodePlatform } from 'multiroi/node';
   *
   * const hmr = await MultiRoi.load();
   * const frame = await nodePlatform.images.decode(await readFile('photo.jpg'), 'photo.jpg');
   * let people = await hmr.find(frame);
   * people = await hmr.follow(frame, people);
   * console.log(people.length); // 1
   * await hmr.dispose();
   * ```
   */
  follow(
    photo: Photo,
    people: readonly VerifiedPerson[],
    signal?: AbortSignal,
  ): Promise<FoundPerson[]> {
    const work = this.#turn.then(() => this.#loaded('follow').finder.follow(photo, people, signal));
    this.#turn = work.catch(() => undefined);
    return work;
  }

  /**
   * People over a video: who is who, one shape for each, poses and places that all frames together speak for. Nothing is
   * done before frames or the motion are asked for. Other work of this `MultiRoi` may be done between its frames.
   * @param source a path, for a platform that opens videos; a video; or pictures with their times.
   * @throws E_RANGE for options that cannot be meant; later E_IO, E_FORMAT, E_RANGE, E_UNSUPPORTED of the video, E_ABORT.
   */
  motion(source: MotionSource, options: VideoMotionOptions = {}): MotionRun {
    const { platform, body, info, log } = this.#loaded('motion');
    return startMotion({ eye: this, platform, body, info, log }, source, options);
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
    const { body } = this.#loaded('live');
    return startLive({ eye: this, body, nowMs: () => performance.now() }, stream, options);
  }

  /** Releases the sessions, after the work in hand; calls that come later are E_CONFIG. Asked again, it is the same release. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#release();
    return this.#disposed;
  }

  async #release(): Promise<void> {
    await this.#turn;
    const { finder, encoder, heads } = this.#model;
    await Promise.all([finder.dispose(), encoder.dispose?.(), heads.dispose()]);
  }

  /** @throws E_CONFIG after `dispose`: nothing is compiled that nobody would release. */
  #loaded(who: string): LoadedModel {
    if (this.#disposed !== undefined) {
      throw new MultiRoiError('E_CONFIG', `${who}: expected a loaded model, got a disposed one`);
    }
    return this.#model;
  }

  async #reconstruct(
    image: Photo | Uint8Array,
    options: ReconstructOptions,
  ): Promise<LookedAtPhoto> {
    this.#loaded('reconstruct');
    checkReconstructOptions(options);
    const {
      file = RECONSTRUCT_DEFAULTS.file,
      persons = RECONSTRUCT_DEFAULTS.persons,
      minSizePx = RECONSTRUCT_DEFAULTS.minSizePx,
      exif = RECONSTRUCT_DEFAULTS.exif,
      signal,
    } = options;
    throwIfAborted('reconstruct', signal);
    const clock = new Stopwatch(options.onStage);
    const { platform, finder, info, config } = this.#model;
    const photo =
      image instanceof Uint8Array
        ? await clock.measure('decode', () => platform.images.decode(image, file))
        : image;
    const { width, height } = photo;
    const intrinsics = resolveIntrinsics({
      width,
      height,
      focalPx: options.focalPx,
      fovDeg: options.fovDeg,
      intrinsics: options.intrinsics,
      // weights that know annotated focal lengths only have never seen one of EXIF
      exifFocalPx: exif && config.focal === 'one' ? photo.exifFocalPx : null,
    });
    const { boxes } = options;
    const given = boxes?.map(({ box }) => box) ?? [];
    const warnings = [...(photo.warnings ?? []), ...remarksOnBoxes('reconstruct', given, photo)];
    const found =
      options.found ??
      (await clock.measure('detect', () =>
        boxes === undefined
          ? finder.find(photo, signal, options.threshold)
          : finder.trust(photo, boxes),
      ));
    const lost: LostPerson[] = [];
    const looks: PersonLook[] = [];
    const people = await this.#people(
      photo,
      choosePeople(found, persons, minSizePx),
      intrinsics,
      options,
      clock,
      { lost, looks },
    );
    const result: Reconstruction = {
      schemaVersion: SCHEMA_VERSION,
      image: { file, width, height },
      model: info,
      people,
      ...(lost.length > 0 && { lost }),
      ...(warnings.length > 0 && { warnings }),
      timings: clock.timings(),
    };
    return { photo, result, looks };
  }

  async #people(
    photo: Photo,
    found: readonly FoundPerson[],
    intrinsics: Intrinsics,
    options: ReconstructOptions,
    clock: Stopwatch,
    out: ByTheWay,
  ): Promise<Person[]> {
    if (found.length === 0) return [];
    const { signal, onProgress } = options;
    const views = await clock.measure('detect', () =>
      this.#views(photo, found, intrinsics, signal),
    );
    const { mirror = this.#model.mirror } = options;
    const passes = mirror ? 2 : 1;
    let done = 0;
    const tell = (people: number): void => {
      done += people;
      onProgress?.(Math.floor(done / passes), views.length, 'people');
    };
    const network = this.#network;
    const mirroredViews = views.map(mirroredView);
    const encode = (of: readonly FoundView[]): Promise<Float32Array> =>
      network.encode(photo, of, clock, tell, signal);
    const encoded: EncodedPeople = {
      own: await encode(views),
      mirrored: mirror ? await encode(mirroredViews) : undefined,
    };
    const refines = options.refine ?? RECONSTRUCT_DEFAULTS.refine;
    const seen =
      refines || this.#model.config.limbs
        ? await clock.measure('encode', () =>
            observePeople(this.#model, photo, views, encoded, intrinsics, signal),
          )
        : [];
    throwIfAborted('reconstruct', signal);
    const decode = (features: Float32Array, of: readonly FoundView[]): Promise<Prediction[]> =>
      clock.measure('heads', () => network.decode(photo, of, features, seen, options.fusion));
    const own = await decode(encoded.own, views);
    let predictions = own;
    if (encoded.mirrored !== undefined) {
      const others = await decode(encoded.mirrored, mirroredViews);
      predictions = own.map((each, p) => meanWithMirrored(each, others[p]));
    }
    const laid = refines
      ? await clock.measure('refine', () => layAll(this.#model, photo, views, predictions, seen))
      : predictions.map((prediction) => ({ prediction, bare: prediction }));
    return clock.measure('body', () =>
      this.#assemble(views, encoded.own, { predictions: own, laid }, intrinsics, options, out),
    );
  }

  async #views(
    photo: Photo,
    found: readonly FoundPerson[],
    intrinsics: Intrinsics,
    signal: AbortSignal | undefined,
  ): Promise<FoundView[]> {
    const { config, finder, set } = this.#model;
    const rolls =
      config.roll === 'none' ? [] : await finder.rolls(photo, found, intrinsics, signal);
    return found.map((each, p): FoundView => {
      const view = viewOf(intrinsics, rolls[p] ?? 0);
      const rois = roisOf(each.baseRoi(view, config.roiShape), set);
      return { found: each, view, rois, mirrored: false };
    });
  }

  /** People by falling score; one whose prediction is no pose or no camera is lost, with a warning. */
  #assemble(
    views: readonly FoundView[],
    features: Float32Array,
    {
      predictions,
      laid,
    }: {
      readonly predictions: readonly Prediction[];
      readonly laid: readonly LaidPrediction[];
    },
    intrinsics: Intrinsics,
    { onUnplaced, heightM, betas, mirror = this.#model.mirror }: ReconstructOptions,
    { lost, looks }: ByTheWay,
  ): Person[] {
    const { networkBody, body, info, encoder, set, log } = this.#model;
    const known: KnownShape = { heightM, betas };
    const scene: Scene = {
      intrinsics,
      fullCamera: info.fullCamera,
      body: networkBody,
      poser: this.#poser,
    };
    const each = set.scales.length * encoder.width;
    const people: Person[] = [];
    for (const [p, { found, rois, view }] of views.entries()) {
      const personView = { box: found.box, score: found.score, rois, view };
      try {
        const { bare, observed, bones } = laid[p];
        const person = this.#retarget({
          ...personOf(people.length, personView, laid[p].prediction, scene, observed),
          ...(laid[p].confidence !== undefined && { confidence: laid[p].confidence }),
          expectedError: this.#expectedError(views[p], features.subarray(p * each), predictions[p]),
          ...(mirror && { mirrored: true as const }),
        });
        people.push(withShape(person, known, body));
        looks.push({
          bare: () =>
            withShape(this.#retarget(personOf(person.id, personView, bare, scene)), known, body),
          observed: observed ?? null,
          bones: bones ?? null,
          sidePx: rois[0].size,
        });
      } catch (error) {
        if (!(error instanceof MultiRoiError && error.code === 'E_NUMERIC')) throw error;
        log.warn(`reconstruct: a person is left out: ${error.message}`);
        const { x0, y0, x1, y1 } = found.box;
        lost.push({
          status: 'unplaced',
          score: found.score,
          box: [x0, y0, x1, y1],
          reason: error.message,
        });
        const pose = [...predictions[p].rotmats, ...predictions[p].betas];
        if (onUnplaced === undefined || !pose.every(Number.isFinite)) continue;
        // cameras that agree, of somebody two metres tall who fills the box
        const cameras = Float32Array.from(rois.flatMap(({ size }) => [rois[0].size / size, 0, 0]));
        onUnplaced(
          p,
          this.#retarget(personOf(p, personView, { ...predictions[p], cameras }, scene)),
        );
      }
    }
    return people;
  }

  /** @param features what the encoder put out for the person's regions, and more. */
  #expectedError(
    { rois, view }: FoundView,
    features: Float32Array,
    prediction: Prediction,
  ): ResultExpectedError | null {
    const { calibration, info } = this.#model;
    if (calibration === null) return null;
    this.#poser.poseJoints(prediction, this.#joints);
    const evidence = evidenceOf({
      features,
      rois,
      intrinsics: view.intrinsics,
      fullCamera: info.fullCamera,
      prediction,
      joints: this.#joints,
    });
    return expectedError(calibration, evidence);
  }
}
