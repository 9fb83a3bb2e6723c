/** @file Everything the worker does: photographs, people, files. One engine serves a visit. */

import { readBody, type BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { OnProgress } from '../base/index.ts';
import { MultiRoi, type Quality } from '../reconstruct/index.ts';
import { outputsOf, type Reconstruction, type Timings } from '../result/index.ts';
import { type FoundPerson } from '../detect/index.ts';
import { cachingRuntime } from '../platform/index.ts';
import type { Files, Photo, Platform } from '../platform/index.ts';
import { providerTimes } from './calibrate.ts';
import { webFiles } from './files.ts';
import { decodePhoto, pixelsOf, webImages } from './images.ts';
import type {
  ProviderChoice,
  EngineInfo,
  ExportedFile,
  ExportInput,
  OpenedPhoto,
  OpenInput,
  ReconstructInput,
  StartInput,
} from './protocol.ts';
import { hasWebGpu, webRuntime, type WebProvider, type WebRuntime } from './runtime.ts';

/** Cache Storage's name; bytes are kept by their hash, so it need not change with a release. */
const CACHE = 'multiroi-files';
/** More threads than this gain nothing on crops of 256². */
const MOST_THREADS = 4;
/** WebGPU is taken when it is this much faster, and says the same. */
const WORTH = 1.15;
const SAME = 2e-3;
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
  readonly #runtime: WebRuntime;
  readonly #platform: Platform;
  readonly #models = new Map<string, Promise<MultiRoi>>();
  readonly #bodies = new Map<string, Promise<BodyModel>>();
  #provider: WebProvider;
  #opened: Opened | undefined;
  #photos = 0;

  private constructor(runtime: WebRuntime, files: Files, provider: WebProvider) {
    this.#runtime = runtime;
    this.#platform = { runtime: cachingRuntime(runtime), files, images: webImages };
    this.#provider = provider;
  }

  /** Loads the runtime and the list of files; networks are fetched when first needed. */
  static async start(
    { runtimeBase, filesBase, provider }: StartInput,
    { onProgress }: CallOptions,
  ): Promise<Engine> {
    const cache = await globalThis.caches?.open(CACHE).catch(() => null);
    const webgpu = provider !== 'wasm' && (await hasWebGpu());
    if (provider === 'webgpu' && !webgpu) {
      throw new MultiRoiError('E_UNSUPPORTED', 'start: expected WebGPU, got a browser without it', {
        hint: 'choose wasm, which runs everywhere',
      });
    }
    const cores = Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1);
    const threads = globalThis.crossOriginIsolated ? cores : 1;
    const [runtime, files] = await Promise.all([
      webRuntime({ base: runtimeBase, threads, webgpu }),
      webFiles({
        base: filesBase,
        cache: cache ?? null,
        onBytes: (done, total) => onProgress(done, total, 'bytes'),
      }),
    ]);
    return new Engine(runtime, files, provider === 'webgpu' ? 'webgpu' : 'wasm');
  }

  get info(): EngineInfo {
    const { providers, threads } = this.#runtime;
    return {
      provider: this.#provider,
      providers,
      threads,
      isolated: globalThis.crossOriginIsolated,
    };
  }

  /** Networks of the next reconstruction run there. */
  use(provider: WebProvider): EngineInfo {
    if (!this.#runtime.providers.includes(provider)) {
      throw new MultiRoiError(
        'E_UNSUPPORTED',
        `use: expected a provider of ${this.#runtime.providers.join(', ')}, got '${provider}'`,
      );
    }
    this.#provider = provider;
    return this.info;
  }

  /** Decodes; the photograph before it is forgotten. */
  async open({ name, source, follows = false }: OpenInput): Promise<OpenedPhoto> {
    const began = performance.now();
    const { photo, bitmap } =
      source instanceof ImageBitmap
        ? { photo: { ...pixelsOf(source), exifFocalPx: null }, bitmap: source }
        : await decodePhoto(source, name);
    const id = ++this.#photos;
    const before = (follows && this.#opened?.followed) || null;
    this.#opened = { id, name, photo, timings: { decode: performance.now() - began }, before };
    const { width, height, exifFocalPx } = photo;
    return { photo: id, width, height, exifFocalPx, bitmap };
  }

  /** The people of the photograph in hand. They are looked for once, however often they are looked at. */
  async reconstruct(
    { photo: id, rois, quality, focalPx, boxes }: ReconstructInput,
    { signal, onProgress }: CallOptions,
  ): Promise<Reconstruction> {
    const opened = this.#photo(id);
    const model = await this.#model(rois, quality);
    if (boxes === undefined && opened.followed === undefined) {
      const began = performance.now();
      opened.followed = await see(model, opened, signal);
      opened.timings.detect = performance.now() - began;
    }
    const result = await model.reconstruct(opened.photo, {
      file: opened.name,
      ...(boxes === undefined
        ? { found: opened.followed?.people }
        : { boxes: boxes.map((box) => ({ box, score: 1 })) }),
      focalPx,
      fusion: true,
      signal,
      onProgress,
    });
    const { decode, detect = 0 } = opened.timings;
    const { detect: turned = 0, ...timings } = result.timings;
    // finding was done once, whichever look it was; which way up people are is asked each time
    const found = boxes === undefined ? detect + turned : turned;
    return {
      ...result,
      timings: { ...(decode !== undefined && { decode }), detect: found, ...timings },
    };
  }

  /** Chooses the faster provider among those that agree. */
  async calibrate(): Promise<ProviderChoice> {
    if (!this.#runtime.providers.includes('webgpu')) {
      throw new MultiRoiError('E_UNSUPPORTED', 'calibrate: expected WebGPU, got none');
    }
    const times = await providerTimes(this.#platform.runtime, this.#platform.files);
    const { wasmMs, webgpuMs, difference } = times;
    const better =
      webgpuMs !== null && difference !== null && difference < SAME && webgpuMs * WORTH < wasmMs;
    this.#provider = better ? 'webgpu' : 'wasm';
    return { ...this.info, ...times };
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

  #photo(id: number): Opened {
    if (this.#opened?.id === id) return this.#opened;
    throw new MultiRoiError('E_ABORT', 'reconstruct: the photograph was replaced by another');
  }

  #model(rois: number, quality: Quality): Promise<MultiRoi> {
    const key = `${this.#provider} ${rois} ${quality}`;
    const options = { provider: this.#provider, rois, quality };
    const known = this.#models.get(key) ?? MultiRoi.load(this.#platform, options);
    this.#models.set(key, known);
    known.catch(() => this.#models.delete(key));
    return known;
  }
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
