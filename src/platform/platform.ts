/**
 * @file What the platforms provide: `node/` and `web/` implement these, everyone else is handed them.
 */

import type { PixelImage } from './pixel-image.ts';
import type { Videos } from './video.ts';

/** A decoded photograph and what its file reported about the camera. */
export interface Photo extends PixelImage {
  /** Focal length in pixels of the upright image from EXIF, or null when EXIF does not tell. */
  readonly exifFocalPx: number | null;
}

export type TensorData =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | BigInt64Array
  | Uint16Array;
export type TensorType = 'float32' | 'float64' | 'int32' | 'int64' | 'uint8' | 'bool' | 'float16';

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
  dispose(): Promise<void>;
}

export interface SessionOptions {
  /** `cpu` (default), `cuda`, `coreml`, `dml`, `webgpu`, `wasm`, on Node `kserve+http://host:port` (docs/server.md); unknown or absent providers are E_UNSUPPORTED. */
  readonly provider?: string | undefined;
  /** Threads inside one operator; default: every core. */
  readonly threads?: number | undefined;
}

/** Compiles ONNX bytes. */
export interface Runtime {
  createSession(model: Uint8Array, options?: SessionOptions): Promise<Session>;
}

/** Reads files of the package and of the user. */
export interface Files {
  /**
   * Bytes of a file that the package ships (`body/open.safetensors`, `blazepose-full.onnx`) or that the user
   * has added to them (`body/smpl-neutral.safetensors`).
   */
  asset(name: string): Promise<Uint8Array>;
  read(path: string): Promise<Uint8Array>;
}

export interface DecodeOptions {
  /**
   * Whether EXIF's orientation is undone; default true. Annotations of the benchmarks refer to the pixels as
   * they are stored.
   */
  readonly upright?: boolean;
}

export interface Images {
  /** Decodes to upright RGB; alpha is laid over white, CMYK and grey are converted, 16 bits become 8. */
  decode(bytes: Uint8Array, name: string, options?: DecodeOptions): Promise<Photo>;
  encodePng(image: PixelImage): Promise<Uint8Array>;
  encodeJpeg(image: PixelImage, quality: number): Promise<Uint8Array>;
}

/** A platform: what it can decode, read and run. */
export interface Platform {
  readonly runtime: Runtime;
  readonly files: Files;
  readonly images: Images;
  /** Absent where video files are decoded by the caller: in a browser. */
  readonly videos?: Videos;
}

/** Named tensors: the parameters and the state of a network. */
export type Weights = ReadonlyMap<string, HostTensor>;
