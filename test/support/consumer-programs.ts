/** @file What people write who use the package: pages, servers, workers, types; and the tools that they build them with. */

/** The oldest TypeScript that reads our types (README.md), the bundlers people use. */
export const TOOLS: readonly string[] = [
  'typescript@5.7.3',
  '@types/node@20.19.43',
  'esbuild@0.28.2',
  'webpack@5.113.0',
  'vite@8.3.8',
];
export const CORE: string = `import { exportGlb, MultiRoiError, parseResult, poseResult } from 'multiroi';
console.log(exportGlb, MultiRoiError, parseResult, poseResult);`;
export const WEB: string = `import { webRuntime } from 'multiroi/web';
import { MultiRoiError } from 'multiroi';
import { SceneView } from 'multiroi/viewer';
console.log(webRuntime, MultiRoiError, SceneView);`;
/** A page with a photograph, and the worker that a reader of docs/web.md writes. */
export const PAGE: string = `<!doctype html><title>waiting</title><link rel="icon" href="data:,">
<img src="/fixtures/astronaut.png"><script type="module" src="./page.js"></script>`;
export const PAGE_SCRIPT: string = `import { MultiRoi } from 'multiroi/web';
const worker = location.search.includes('worker')
  ? new Worker(new URL('./hmr-worker.js', import.meta.url), { type: 'module' })
  : undefined;
const hmr = await MultiRoi.load({ assets: '/multiroi/', provider: 'wasm', worker });
const [image] = document.images;
const { people } = await hmr.reconstruct(image, { persons: 'largest' });
globalThis.answer = { t: people[0].camera.t, body: hmr.body.id, ...hmr.runs };
await hmr.dispose();
document.title = 'done';`;
export const PAGE_WORKER: string = `import 'multiroi/web/worker';`;
export const SSR: string = `import { MultiRoi } from 'multiroi/web';
import { SceneView } from 'multiroi/viewer';
console.log(typeof MultiRoi.load, typeof SceneView);`;
export const SERVER: string = `import { readFile } from 'node:fs/promises';
import { MultiRoi } from 'multiroi/node';
async function main() {
  const [, , photo, assets] = process.argv;
  const hmr = await MultiRoi.load({ assets });
  const { people } = await hmr.reconstruct(await readFile(photo));
  await hmr.dispose();
  console.log(people.length);
}
main().catch((error) => {
  console.log(error.code, error.hint);
});`;
export const TYPES: string = `import { parseResult, type Person, type Reconstruction } from 'multiroi';
import { MultiRoi } from 'multiroi/node';
import * as train from 'multiroi/train';
import * as viewer from 'multiroi/viewer';
import * as web from 'multiroi/web';
const hmr = await MultiRoi.load({ rois: 3, assets: 'x' });
const result: Reconstruction = await hmr.reconstruct(new Uint8Array(), { persons: 'largest' });
export const first: Person | undefined = result.people[0];
export const again: Reconstruction = parseResult('{}');
export { train, viewer, web };
export const files: string[] = [];
await using held = await MultiRoi.load();
for await (const done of held.reconstructMany(['a.jpg', new Blob([])], { ahead: 1 })) {
  files.push(done.error === undefined ? done.result.image.file : done.error.code);
}
// @ts-expect-error there is no such choice
await hmr.reconstruct(new Uint8Array(), { persons: 'tallest' });`;
export const CJS: string = `const { parseResult } = require('multiroi');
const { MultiRoi } = require('multiroi/node');
console.log(typeof parseResult, typeof MultiRoi.load);`;

export const webpackConfig = (target: string, entry: string, file: string): string =>
  `module.exports = { mode: 'none', target: '${target}', entry: './${entry}', output: { path: __dirname + '/out', filename: '${file}' }, externals: { sharp: 'commonjs sharp' } };`;
/** As webpack comes: it finds the worker by itself. */
export const WEBPACK_PAGE: string = `module.exports = { mode: 'development', devtool: false, entry: './page.js', output: { path: __dirname + '/wp-page', filename: 'page.js' } };`;
/** Webpack without its command line, which is another package. */
export const RUN_WEBPACK: string = `const webpack = require('webpack');
webpack(require('./' + process.argv[2]), (error, stats) => {
  const { errors = [], warnings = [] } = error ? { errors: [error] } : stats.toJson({ all: false, errors: true, warnings: true });
  console.log([...errors, ...warnings].map(({ message }) => message).join('\\n'));
});`;
