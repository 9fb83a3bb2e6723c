/**
 * @file What the platforms provide: `node/` and `web/` implement these, everyone else is handed them.
 */

import type { PixelImage } from './pixel-image.ts';
import type { Videos } from './video.ts';

/** A decoded photograph and what its file reported about the camera. */
export interface Photo extends PixelImage {
  /** Focal length in pixels of the upright image from EXIF, or null when EXIF does not tell. */
  readonly exifFocalPx: number | null;
  /** What is odd about the file, a clause each: it is cut off, it has more pages. Absent for nothing. */
  readonly warnings?: readonly string[];
}

/** Elements of a tensor; `int64` is a BigInt64Array, `bool` a Uint8Array, `float16` a Uint16Array of raw bits. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int32Array
  | Int8Array
  | Uint8Array
  | BigInt64Array
  | Uint16Array;
/** Types of elements, by ONNX's names, as far as the networks use them. */
export type TensorType =
  | 'float32'
  | 'float64'
  | 'int32'
  | 'int64'
  | 'int8'
  | 'uint8'
  | 'bool'
  | 'float16';

/** An array with its shape, as sessions take and return it. `float16` is carried as raw bits. */
export interface HostTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** A compiled ONNX model. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Shape of each input; null where the model leaves a length open. */
  readonly inputShapes: Readonly<Record<string, readonly (number | null)[]>>;
  /** What executes it, for example `cpu`; never silently another than was asked for. */
  readonly provider: string;
  /** Runs the model; only the outputs asked for are computed where the runtime can prune. */
  run(
    feeds: Readonly<Record<string, HostTensor>>,
    outputs?: readonly string[],
  ): Promise<Record<string, HostTensor>>;
  /** Frees what the runtime holds; the session cannot run afterwards. */
  dispose(): Promise<void>;
}

/** What executes a model. */
export interface SessionOptions {
  /** `cpu` (default), `cuda`, `coreml`, `dml`, `webgpu`, `wasm`, on Node `kserve+http://host:port` (docs/server.md); unknown or absent providers are E_UNSUPPORTED. */
  readonly provider?: string | undefined;
  /** Threads inside one operator; default: every core. */
  readonly threads?: number | undefined;
}

/** What executes models when no provider is named. */
export interface RuntimeFacts {
  readonly kind: 'native' | 'wasm';
  readonly version: string;
  readonly providers: readonly string[];
  /** Why it is not native code, where that was looked for. */
  readonly why?: string;
  /** What brings native code. */
  readonly remedy?: string;
}

/** Compiles ONNX bytes. */
export interface Runtime {
  /**
   * @param model bytes of an `.onnx` file.
   * @throws E_UNSUPPORTED for a provider that is not there, E_FORMAT for bytes that are no model it can run,
   * E_RUNTIME when it fails for itself or for want of memory.
   */
  createSession(model: Uint8Array, options?: SessionOptions): Promise<Session>;
  /** Loads what computes, to tell of it. */
  facts?(): RuntimeFacts;
}

/** Reads files of the package and of the user. */
export interface Files {
  /**
   * Bytes of a file that the package ships (`body/open.safetensors`, `blazepose-full.onnx`) or that the user
   * has added to them (`body/smpl-neutral.safetensors`).
   */
  asset(name: string): Promise<Uint8Array>;
  /**
   * Bytes of a file of the user. @throws E_IO; E_UNSUPPORTED in a browser, where pages cannot open files by their
   * path.
   */
  read(path: string): Promise<Uint8Array>;
}

/** How a photograph is decoded. */
export interface DecodeOptions {
  /**
   * Whether EXIF's orientation is undone; default true. Annotations of the benchmarks refer to the pixels as
   * they are stored.
   */
  readonly upright?: boolean;
  /**
   * The largest share of a picture that may be missing, 0–1, for it to be decoded with a warning; more is E_FORMAT. Default 1:
   * whatever is there; 0 refuses every file that is cut off, as for data that nobody looks at.
   */
  readonly mostMissing?: number;
}

/** Image files ⇄ pixels. */
export interface Images {
  /** Decodes to upright RGB; alpha is laid over white, CMYK and grey are converted, 16 bits become 8. */
  decode(bytes: Uint8Array, name: string, options?: DecodeOptions): Promise<Photo>;
  /** Without loss, without metadata. */
  encodePng(image: PixelImage): Promise<Uint8Array>;
  /** @param quality 1 … 100. @throws E_RANGE for another one. */
  encodeJpeg(image: PixelImage, quality: number): Promise<Uint8Array>;
}

/** A platform: what it can decode, read and run. */
export interface Platform {
  readonly runtime: Runtime;
  readonly files: Files;
  readonly images: Images;
  /** Absent where video files are decoded by the caller: in a browser. */
  readonly videos?: Videos;
  /**
   * The session of a network that the package ships, on platforms that keep what they compile of it; else it is made of the file.
   * @throws as `Files.asset` and `Runtime.createSession`.
   */
  openNetwork?(name: string, options?: SessionOptions): Promise<Session>;
}

/** Named tensors: the parameters and the state of a network. */
export type Weights = ReadonlyMap<string, HostTensor>;
