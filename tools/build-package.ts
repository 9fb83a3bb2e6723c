/**
 * @file Builds what is packed into dist: each entry point, the program and the threads' scripts with the code that they share in
 * chunks, so that importing one loads what it uses and no more. Types come from the compiler (`tsc -b`), file by file. Libraries
 * are inside, but for those that `dependencies` names.
 * Every script lies two folders below the package's root, wherever its source lay: `../..` is the package for all of them.
 *
 *   npx tsx tools/build-package.ts node    what runs on Node; all that `npm start` waits for
 *   npx tsx tools/build-package.ts web     what browsers' bundlers take, and the types, which the compiler has written before
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ENTRY_HOSTS, type Host } from './layers.ts';
import { packTypes } from './package-types.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Scripts of threads, beside nothing they are imported by. */
const WORKERS: readonly string[] = [
  'jobs/featurise/feature-worker',
  'jobs/photographs/photo-worker',
  'jobs/synthesise/benchmark-worker',
  'jobs/synthesise/synthesis-worker',
  'jobs/train/sample-worker',
  'server/reconstruct-worker',
];

/** What an installation brings beside the package; every other library is inside the scripts, and named in NOTICE. */
const { dependencies, peerDependencies } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'peerDependencies', Readonly<Record<string, string>>>;
const EXTERNAL = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];

/** What stays with a page that has its networks in a worker. */
const PAGE_SIDE =
  /[\\/]src[\\/](base[\\/]|web[\\/](client|image-source|multi-roi|worker-multi-roi)\.ts$)/;

function inputs(hosts: readonly Host[], workers: readonly string[]): Record<string, string> {
  const entries = hosts.flatMap((host) => ENTRY_HOSTS[host].map((name) => `entry/${name}`));
  const named = entries.map((name) => [name, join(root, 'src', `${name}.ts`)] as const);
  const threads = workers.map(
    (name) => [`workers/${name.split('/').pop()}`, join(root, 'src', `${name}.ts`)] as const,
  );
  return Object.fromEntries([...named, ...threads]);
}

async function bundle(
  input: Record<string, string>,
  chunks: string,
  host: 'node' | 'web',
): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    publicDir: false,
    // libraries choose their files by these; ONNX Runtime's WebAssembly is to lie beside the code and not in it
    ssr: {
      noExternal: true,
      external: EXTERNAL,
      ...(host === 'web' && {
        target: 'webworker',
        resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'import'] },
      }),
    },
    build: {
      ssr: true,
      target: host === 'node' ? 'node20' : 'es2022',
      outDir: join(root, 'dist'),
      emptyOutDir: false,
      minify: false,
      license: { fileName: `licences/${host}.md` },
      rolldownOptions: {
        input,
        output: {
          format: 'es',
          // names stay, for traces; comments and white space would be read at every start, and as twice the bytes for a sign that is not ASCII
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
          // webpack and Vite are told by comments which imports are not theirs
          comments: { annotation: true, jsdoc: false, legal: false },
          entryFileNames: '[name].js',
          // what a page needs that has its networks in a worker is apart from the networks' code
          ...(host === 'web' && {
            codeSplitting: {
              groups: [
                { name: 'page', test: PAGE_SIDE },
                // those who bring their own need none of it
                { name: 'three', test: /[\\/]node_modules[\\/]three[\\/]/ },
              ],
            },
          }),
          // ONNX Runtime's script looks for itself by its name
          chunkFileNames: ({ name }) =>
            `${chunks}/${name.startsWith('ort.') ? '[name].mjs' : '[name]-[hash].js'}`,
        },
      },
    },
  });
}

async function clear(...chunks: readonly string[]): Promise<void> {
  for (const each of chunks) await rm(join(root, 'dist', each), { recursive: true, force: true });
}

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  async node() {
    await clear('chunks');
    const node = inputs(['core', 'node'], WORKERS);
    await bundle({ ...node, 'cli/main': join(root, 'src/cli/main.ts') }, 'chunks', 'node');
  },
  async web() {
    await clear('web-chunks', 'web-core');
    // a browser's bundler takes the core from here: one class of errors with "multiroi/web", and no Node in it
    const core = { 'web-core/multiroi': join(root, 'src/entry/multiroi.ts') };
    await bundle({ ...inputs(['web'], []), ...core }, 'web-chunks', 'web');
    await packTypes(
      join(root, 'dist'),
      Object.values(ENTRY_HOSTS).flat(),
      Object.keys(dependencies),
    );
  },
};

const part = PARTS[process.argv[2] ?? ''];
if (part === undefined)
  throw new Error(`build-package: expected ${Object.keys(PARTS).join(' or ')}`);
await part();
