/** @file Where the package's own files are. */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MultiRoiError } from '../base/index.ts';

/** Undefined where a bundler has made a CommonJS script of this file. */
const here: string | undefined = import.meta.url;

/**
 * The package's own folder: two above this file's source, and above every script of the package.
 * @throws E_CONFIG when a bundler has taken this file elsewhere and left no trace of where it was.
 */
export function packageRoot(): string {
  if (here === undefined) {
    throw new MultiRoiError('E_CONFIG', 'load: expected the folder of the package, got none', {
      hint: 'give MultiRoi.load({ assets: "node_modules/multiroi" }), or leave multiroi out of the bundle',
    });
  }
  // not new URL('../..', import.meta.url): bundlers take that for a file to copy
  return dirname(dirname(dirname(fileURLToPath(here))));
}

/** ONNX Runtime's own files, below the package's folder; tools/build-runtime.ts puts them there. */
export const RUNTIME_FOLDER: string = join('dist', 'ort');
/** The script of its WebAssembly build, beside it. */
export const WASM_SCRIPT = 'ort.node.min.cjs';
