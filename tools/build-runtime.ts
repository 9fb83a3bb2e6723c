/**
 * @file Puts ONNX Runtime's files into dist/ort: `wasm`, which the page and machines without a native library run, and `native`,
 * the library of linux-x64. That is the one platform where `onnxruntime-node` does not install from a registry alone (its
 * script fetches CUDA from elsewhere, and fails), though the library that computes on processors is inside it.
 *
 *   npx tsx tools/build-runtime.ts
 */
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { RUNTIME_FOLDER, WASM_SCRIPT, writeWhole } from '../src/node/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const target = join(root, RUNTIME_FOLDER);

/** What `src/web/runtime.ts` and `src/node/ort.ts` load: plain WebAssembly, and the build that knows WebGPU. */
const WASM_FILES = ['', '.jspi'].flatMap((kind) =>
  ['mjs', 'wasm'].map((ending) => `ort-wasm-simd-threaded${kind}.${ending}`),
);
const PLATFORM = join('bin', 'napi-v6', 'linux', 'x64');
const NATIVE_FILES = ['onnxruntime_binding.node', 'libonnxruntime.so.1'];

async function copyAll(from: string, to: string, names: readonly string[]): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of names) await copyFile(join(from, name), join(to, name));
}

/** JavaScript of a package as one script, with what it requires; it finds libraries where it lies beside them. */
async function bundle(entry: string, outDir: string, name: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { index: entry },
        output: { format: 'cjs', entryFileNames: name },
      },
    },
  });
}

const entry = require.resolve('onnxruntime-node');
const folder = join(dirname(entry), '..');
await rm(target, { recursive: true, force: true });
const web = dirname(require.resolve('onnxruntime-web'));
await copyAll(web, join(target, 'wasm'), WASM_FILES);
// for Node; the page has its own in its code
await bundle(join(web, 'ort.node.min.js'), join(target, 'wasm'), WASM_SCRIPT);
await copyAll(join(folder, PLATFORM), join(target, 'native', PLATFORM), NATIVE_FILES);
await bundle(entry, join(target, 'native', 'lib'), 'index.cjs');
const { license, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
  license: string;
  version: string;
};
/** As onnxruntime-node has it, which carries no text of its own. */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;
await writeWhole(
  join(target, 'NOTICE'),
  `ONNX Runtime ${version}: its WebAssembly builds as onnxruntime-web has them, its library for linux-x64 as onnxruntime-node has it. Unchanged, but
that the JavaScript beside each is one script. ${license} License:

Copyright (c) Microsoft Corporation

${MIT}`,
);
