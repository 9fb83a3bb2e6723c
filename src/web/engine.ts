/** @file Everything the worker does: photographs, people, files. One engine serves a visit. */

import { writeMotion, type MotionFile } from '../animation/index.ts';
import { readBody, type BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { OnProgress } from '../base/index.ts';
import { MultiRoi, type LoadOptions, type Quality } from '../reconstruct/index.ts';
import { outputsOf, type Reconstruction, type Timings } from '../result/index.ts';
import { type FoundPerson } from '../detect/index.ts';
import { poseEncoderAsset } from '../network/index.ts';
import type { Photo } from '../platform/index.ts';
import { faster, fasterProvider, providerTimes } from './calibrate.ts';
import { bitmapOf, decodePhoto, pixelsOf, type DecodedPhoto } from './images.ts';
import type {
  ProviderChoice,
  EngineInfo,
  ExportedFile,
  ExportInput,
  ExportMotionInput,
  LoadedInfo,
  OpenedPhoto,
  OpenInput,
  PrepareInput,
  ReconstructInput,
  StartInput,
  WorkerLoadOptions,
} from './protocol.ts';
import type { WebProvider } from './runtime.ts';
import { webPlatform, type WebPlatform } from './web-platform.ts';

/** Frames of a video in a row in which nobody new is looked for. */
const MOST_FOLLOWED = 5;

/** The photograph in hand. */
interface Opened {
  readonly id: number;
  readonly name: string;
  readonly photo: Photo;
  readonly timings: Timings;
  /** The people of the frame before, if this one follows it. */
  readonly before: SightedPeople | null;
  followed?: SightedPeople;
}

/** Who is there. */
interface SightedPeople {
  readonly people: readonly FoundPerson[];
  /** Frames since everybody was looked for. */
  readonly age: number;
}

/** What comes with every call. */
export interface CallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** The worker's side of every call: models, bodies, and the photograph in hand. */
export class Engine {
  readonly #platform: WebPlatform;
  readonly #load: WorkerLoadOptions;
  readonly #models = new Map<string, Promise<MultiRoi>>();
  readonly #bodies = new Map<string, Promise<BodyModel>>();
  #provider: WebProvider;
  #opened: Opened | undefined;
  #photos = 0;

  private constructor(platform: WebPlatform, load: WorkerLoadOptions, provider: WebProvider) {
    this.#platform = platform;
    this.#load = load;
    this.#provider = provider;
  }

  /** Loads the runtime and the list of files; networks are fetched when first needed. */
  static async start(
    { assets, provider, threads, load = {} }: StartInput,
    { onProgress }: CallOptions,
  ): Promise<Engine> {
    const onBytes = (done: number, total: number): void => onProgress(done, total, 'bytes');
    const platform = await webPlatform({ assets, provider, threads, onBytes });
    return new Engine(platform, load, provider === 'webgpu' ? 'webgpu' : 'wasm');
  }

  get info(): EngineInfo {
    const { providers, threads } = this.#platform.runtime;
    return {
      provider: this.#provider,
      providers,
      threads,
      isolated: globalThis.crossOriginIsolated,
    };
  }

  /** What the engine was started with, loaded. */
  async model(): Promise<LoadedInfo> {
    const { model, body } = await this.#model({});
    return { model, body };
  }

  /** Fetches and compiles ahead of the first photograph, which waits for no more than is missing then. */
  async prepare({ onlyKept, ...model }: PrepareInput): Promise<null> {
    const loaded = await this.#model(model);
    if (!onlyKept || (await this.#platform.files.isKept(poseEncoderAsset('movenet')))) {
      await loaded.prepare();
    }
    return null;
  }

  /** Networks of the next reconstruction run there. */
  use(provider: WebProvider): EngineInfo {
    if (!this.#platform.runtime.providers.includes(provider)) {
      throw new MultiRoiError(
        'E_UNSUPPORTED',
        `use: expected a provider of ${this.#platform.runtime.providers.join(', ')}, got '${provider}'`,
      );
    }
    this.#provider = provider;
    return this.info;
  }

  /** Decodes; the photograph before it is forgotten. */
  async open({ name, source, follows = false }: OpenInput): Promise<OpenedPhoto> {
    const began = performance.now();
    const { photo, bitmap } = await decoded(source, name);
    const id = ++this.#photos;
    const before = (follows && this.#opened?.followed) || null;
    this.#opened = { id, name, photo, timings: { decode: performance.now() - began }, before };
    const { width, height, exifFocalPx } = photo;
    return { photo: id, width, height, exifFocalPx, bitmap };
  }

  /** The people of the photograph in hand. They are looked for once, however often they are looked at. */
  async reconstruct(
    { photo: id, rois, quality, ...options }: ReconstructInput,
    { signal, onProgress }: CallOptions,
  ): Promise<Reconstruction> {
    const opened = this.#photo(id);
    const model = await this.#model({ rois, quality });
    const { boxes, threshold } = options;
    // another threshold finds others, who are nobody's to follow
    const known = boxes === undefined && threshold === undefined;
    if (known && opened.followed === undefined) {
      // their files come side by side, and not one after the other; who needs one that is missing is told
      model.prepare().catch(() => undefined);
      const began = performance.now();
      opened.followed = await see(model, opened, signal);
      opened.timings.detect = performance.now() - began;
    }
    const result = await model.reconstruct(opened.photo, {
      ...options,
      file: opened.name,
      ...(known && { found: opened.followed?.people }),
      signal,
      onProgress,
    });
    const { decode, detect = 0 } = opened.timings;
    const { detect: turned = 0, ...timings } = result.timings;
    // finding was done once, whichever look it was; which way up people are is asked each time
    const found = known ? detect + turned : turned;
    return {
      ...result,
      timings: { ...(decode !== undefined && { decode }), detect: found, ...timings },
    };
  }

  /** Chooses the faster provider among those that agree. */
  async calibrate(): Promise<ProviderChoice> {
    if (!this.#platform.runtime.providers.includes('webgpu')) {
      throw new MultiRoiError('E_UNSUPPORTED', 'calibrate: expected WebGPU, got none');
    }
    const times = await providerTimes(this.#platform.runtime, this.#platform.files);
    this.#provider = faster(times);
    return { ...this.info, ...times };
  }

  /** As {@link calibrate}, with an answer that is remembered. */
  async settle(): Promise<EngineInfo> {
    this.#provider = await fasterProvider(this.#platform);
    return this.info;
  }

  /** Releases every network. */
  async dispose(): Promise<void> {
    const models = await Promise.allSettled(this.#models.values());
    this.#models.clear();
    for (const each of models) if (each.status === 'fulfilled') await each.value.dispose();
  }

  /** A body by its name. */
  body(name: string): Promise<BodyModel> {
    const known = this.#bodies.get(name) ?? readBody(this.#platform.files, name);
    this.#bodies.set(name, known);
    known.catch(() => this.#bodies.delete(name));
    return known;
  }

  async export({ kind, result, photo }: ExportInput): Promise<readonly ExportedFile[]> {
    const body = await this.body(result.model.body);
    const { files } = await outputsOf(
      result,
      body,
      {
        kinds: [kind],
        glb: 'skinned',
        ...(photo !== undefined && { image: this.#photo(photo).photo }),
      },
      this.#platform,
    );
    return files;
  }

  /** Files of a motion; whoever saves them gets all or none. */
  async exportMotion({ motion, kind, bones }: ExportMotionInput): Promise<readonly ExportedFile[]> {
    const body = await this.body(motion.model.body);
    const files: ExportedFile[] = [];
    const write = (made: readonly MotionFile[]): Promise<void> => {
      for (const { suffix, content } of made) {
        // videos alone are written elsewhere, and none is asked for
        if (typeof content === 'string' || content instanceof Uint8Array) {
          files.push({ suffix, content });
        }
      }
      return Promise.resolve();
    };
    await writeMotion(motion, body, { kinds: [kind], ...(bones && { bones }) }, { write });
    return files;
  }

  #photo(id: number): Opened {
    if (this.#opened?.id === id) return this.#opened;
    throw new MultiRoiError('E_ABORT', 'reconstruct: the photograph was replaced by another');
  }

  #model({
    rois = this.#load.rois,
    quality = this.#load.quality,
  }: {
    readonly rois?: LoadOptions['rois'];
    readonly quality?: Quality | undefined;
  }): Promise<MultiRoi> {
    const key = JSON.stringify([this.#provider, rois, quality]);
    const options = { ...this.#load, provider: this.#provider, rois, quality };
    const known = this.#models.get(key) ?? MultiRoi.load(this.#platform, options);
    this.#models.set(key, known);
    known.catch(() => this.#models.delete(key));
    return known;
  }
}

/** The pixels of what was opened, and a bitmap of them. */
async function decoded(source: OpenInput['source'], name: string): Promise<DecodedPhoto> {
  if (source instanceof Uint8Array) return decodePhoto(source, name);
  if (!(source instanceof ImageBitmap)) return { photo: source, bitmap: bitmapOf(source) };
  return { photo: { ...pixelsOf(source), exifFocalPx: null }, bitmap: source };
}

/** People of a video are followed; others are looked for now and then, and when somebody is lost. */
async function see(
  model: MultiRoi,
  { photo, before }: Opened,
  signal: AbortSignal,
): Promise<SightedPeople> {
  if (before !== null && before.people.length > 0 && before.age < MOST_FOLLOWED) {
    const people = await model.follow(photo, before.people, signal);
    if (people.length === before.people.length) return { people, age: before.age + 1 };
  }
  return { people: await model.find(photo, signal), age: 0 };
}
