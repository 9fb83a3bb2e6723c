/** @file The browser as a platform: its files from one folder, its images by the browser's codecs, its networks in WebAssembly or WebGPU. */

import { MultiRoiError } from '../base/index.ts';
import { cachingRuntime, type Platform } from '../platform/index.ts';
import { webFiles, type OnBytes, type WebFiles } from './files.ts';
import { webImages } from './images.ts';
import { hasWebGpu, webRuntime, type WebProvider, type WebRuntime } from './runtime.ts';

/** Cache Storage's name; bytes are kept by their hash, so it need not change with a release. */
const CACHE = 'multiroi-files';
/** More threads than this gain nothing on crops of 256². */
const MOST_THREADS = 4;

/** Where the networks are, and what may run them. */
export interface WebPlatformOptions {
  /** The folder of the package, or a copy of it: an address, absolute or relative to the page (docs/web.md). */
  readonly assets: string | URL;
  /** `auto` (default): WebGPU where it is faster than WebAssembly and says the same. */
  readonly provider?: WebProvider | 'auto' | undefined;
  /** Of WebAssembly; more than one needs a cross-origin isolated page, where the default is one a core, four at most. */
  readonly threads?: number | undefined;
  /** Told how much of the networks has arrived. */
  readonly onBytes?: OnBytes | undefined;
}

/** The browser as a platform. */
export interface WebPlatform extends Platform {
  readonly files: WebFiles;
  /** Compiles the same bytes once, however many ask. */
  readonly runtime: WebRuntime;
}

/** The address of a folder, with the slash that relative names need. */
function folderOf(assets: string | URL): string {
  // a worker made of a blob has no address that others could be relative to
  const own = globalThis.document?.baseURI ?? globalThis.location?.href;
  let url: URL;
  try {
    url = new URL(assets, own);
  } catch (cause) {
    throw new MultiRoiError(
      'E_CONFIG',
      `load: expected assets to be the address of a folder, got "${String(assets)}"`,
      { hint: 'as "/multiroi/", a copy of the package’s folder (docs/web.md)', cause },
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.search = '';
  url.hash = '';
  return url.href;
}

function threadsOf(wanted: number | undefined): number {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1)) {
    throw new MultiRoiError('E_RANGE', `load: expected 1 or more threads, got ${wanted}`);
  }
  if (!globalThis.crossOriginIsolated) return 1;
  return wanted ?? Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1);
}

/**
 * The browser as a platform, for pages and for workers. Networks are fetched when first needed.
 * @throws E_IO when the folder does not answer, E_FORMAT when it is another one, E_UNSUPPORTED for WebGPU where there is none.
 * @example
 * ```ts
 * import { webPlatform } from 'multiroi/web';
 *
 * const { images, runtime } = await webPlatform({ assets: '/multiroi/', provider: 'wasm' });
 * const file = await (await fetch('photo.jpg')).arrayBuffer();
 * const { width, height } = await images.decode(new Uint8Array(file), 'photo.jpg');
 * console.log(`${width}×${height}, ${runtime.threads} threads`);
 * ```
 */
export async function webPlatform({
  assets,
  provider = 'auto',
  threads,
  onBytes,
}: WebPlatformOptions): Promise<WebPlatform> {
  const base = folderOf(assets);
  const count = threadsOf(threads);
  const opened = globalThis.caches?.open(CACHE).catch(() => null);
  const [cache, gpu] = await Promise.all([opened, provider !== 'wasm' && hasWebGpu()]);
  if (provider === 'webgpu' && !gpu) {
    throw new MultiRoiError('E_UNSUPPORTED', 'load: expected WebGPU, got a browser without it', {
      hint: 'choose wasm, which runs everywhere',
    });
  }
  const files = await webFiles({ base, cache: cache ?? null, onBytes });
  const runtime = await webRuntime({ base: files.runtimeBase, threads: count, webgpu: gpu });
  const { providers, threads: used } = runtime;
  return {
    files,
    images: webImages,
    runtime: { ...cachingRuntime(runtime), providers, threads: used },
  };
}
