/**
 * @file Which ONNX Runtime computes on this machine. In this order: `onnxruntime-node` where the user has installed it (it knows
 * graphics cards), the native library that the package carries for the platform where that one cannot be installed
 * from a registry alone, and the same release in WebAssembly, which runs everywhere.
 */

import { existsSync } from 'node:fs';
import Module from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Native from 'onnxruntime-node';
import type * as Wasm from 'onnxruntime-web';
import { messageOf, MultiRoiError } from '../base/index.ts';
import { RUNTIME_FOLDER, WASM_SCRIPT } from './package-root.ts';
import { keepTelemetryOff } from './telemetry.ts';

/** What the user may have installed beside this package. */
const INSTALLED = 'onnxruntime-node';

/** What of ONNX Runtime's interface is used; the native and the WebAssembly build have it alike. */
export type Ort = Pick<typeof Native, 'InferenceSession' | 'Tensor'>;

export interface LoadedOrt {
  readonly ort: Ort;
  readonly kind: 'native' | 'wasm';
  readonly version: string;
  /** Providers that a session may be given; the first is the default. */
  readonly providers: readonly string[];
  /** Why the native library was not taken; absent when it was, or was not looked for. */
  readonly why?: string;
}

/** Loads a library from where it lies: bundlers are to leave it, and what lies beside it, alone. */
const load = (from: string, name: string): unknown => Module.createRequire(from)(name);

/** Libraries before 1.21 do not tell the shapes of a model's inputs. */
function checked(native: typeof Native): LoadedOrt {
  if (typeof native.listSupportedBackends !== 'function') {
    throw new MultiRoiError('E_UNSUPPORTED', 'onnxruntime-node: expected 1.21 or newer, got older');
  }
  return {
    ort: native,
    kind: 'native',
    version: native.env.versions.node ?? 'unknown',
    providers: native.listSupportedBackends().map(({ name }) => name),
  };
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'MODULE_NOT_FOUND' &&
  error.message.includes(`'${INSTALLED}'`);

/** @throws when it is installed and does not run here. */
function installed(root: string): LoadedOrt | undefined {
  try {
    return checked(load(join(root, 'package.json'), INSTALLED) as typeof Native);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** @throws when it is there and does not run here. */
function carried(root: string): LoadedOrt | undefined {
  const folder = join(root, RUNTIME_FOLDER, 'native');
  const { platform, arch } = process;
  if (!existsSync(join(folder, 'bin', 'napi-v6', platform, arch))) return undefined;
  return checked(load(join(folder, 'lib', 'index.cjs'), './index.cjs') as typeof Native);
}

/** Why a thread that nobody has prepared goes without. */
export const REPORTING = 'it would report to its maker from this thread';

/** The native library of this machine, or in a word why there is none. */
export function loadNative(root: string): LoadedOrt | { readonly why: string } {
  if (!keepTelemetryOff()) return { why: REPORTING };
  const failures: string[] = [];
  for (const find of [installed, carried]) {
    try {
      const found = find(root);
      if (found !== undefined) return found;
    } catch (error) {
      failures.push(messageOf(error).split('\n')[0] ?? '');
    }
  }
  const none = `none for ${process.platform} ${process.arch} is installed`;
  return { why: failures.length > 0 ? failures.join('; ') : none };
}

/**
 * The WebAssembly build.
 * @param threads of all its sessions: it starts them once.
 * @throws E_IO when its files are not there.
 */
export function loadWasm(root: string, threads: number = availableParallelism()): LoadedOrt {
  const folder = join(root, RUNTIME_FOLDER, 'wasm');
  const file = (ending: string): string => join(folder, `ort-wasm-simd-threaded.${ending}`);
  if (!existsSync(file('wasm'))) {
    throw new MultiRoiError(
      'E_IO',
      `createSession: expected ONNX Runtime's WebAssembly, got nothing ("${file('wasm')}")`,
      { hint: 'install the package again, or in a clone: npm run build' },
    );
  }
  const ort = load(join(folder, WASM_SCRIPT), `./${WASM_SCRIPT}`) as typeof Wasm;
  ort.env.wasm.wasmPaths = {
    mjs: pathToFileURL(file('mjs')).href,
    wasm: pathToFileURL(file('wasm')).href,
  };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return {
    ort: ort as unknown as Ort,
    kind: 'wasm',
    version: ort.env.versions.web ?? 'unknown',
    providers: ['wasm'],
  };
}
