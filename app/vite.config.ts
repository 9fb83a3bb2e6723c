/** @file How the page is built: `tools/build-page.ts` calls it. */

import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // a static folder anywhere: at the root of a host or below it
  base: './',
  // ONNX Runtime's WebAssembly lies beside the code, under its own name, instead of inside it
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser'] },
  worker: { format: 'es' },
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    assetsDir: 'code',
    target: 'es2022',
    license: { fileName: 'licences.md' },
    modulePreload: { polyfill: false },
    // nothing is inlined: the page's policy allows no data of scripts and styles
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        index: `${import.meta.dirname}/index.html`,
        'service-worker': `${import.meta.dirname}/service-worker.ts`,
      },
      output: {
        // its scope is the folder it lies in, and its name must not change
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? '[name].js' : 'code/[name]-[hash].js',
      },
    },
    chunkSizeWarningLimit: 1500,
  },
});
