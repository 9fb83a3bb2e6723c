/**
 * @file Builds what is packed into dist: each entry point, the program and the threads' scripts with the code that they share in
 * chunks, so that importing one loads what it uses and no more. Types come from the compiler (`tsc -b`), file by file.
 * Every script lies two folders below the package's root, wherever its source lay: `../..` is the package for all of them.
 *
 *   npx tsx tools/build-package.ts
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ENTRY_HOSTS, type Host } from './layers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Scripts of threads, beside nothing they are imported by. */
const WORKERS: Readonly<Record<'node' | 'web', readonly string[]>> = {
  node: [
    'jobs/featurise/feature-worker',
    'jobs/synthesise/benchmark-worker',
    'jobs/synthesise/synthesis-worker',
    'jobs/train/sample-worker',
    'server/reconstruct-worker',
  ],
  web: ['web/worker'],
};

/** Small libraries of pure JavaScript, which would otherwise be loaded as a hundred files. */
const INLINED = ['zod', '@bufbuild/protobuf', '@gltf-transform/core', 'property-graph', 'fflate'];

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
  target: string,
): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    publicDir: false,
    ssr: { noExternal: INLINED },
    build: {
      ssr: true,
      target,
      outDir: join(root, 'dist'),
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input,
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: `${chunks}/[name]-[hash].js`,
        },
      },
    },
  });
}

for (const chunks of ['chunks', 'web-chunks']) {
  await rm(join(root, 'dist', chunks), { recursive: true, force: true });
}
const node = inputs(['core', 'node'], WORKERS.node);
await bundle({ ...node, 'cli/main': join(root, 'src/cli/main.ts') }, 'chunks', 'node20');
await bundle(inputs(['web'], WORKERS.web), 'web-chunks', 'es2022');
