/**
 * @file What tools of web developers make of the packed package, in a project of their own that npm has installed from a registry: whether it
 * builds without configuration, what its parts weigh, and which compilers read its types. `test/e2e/install.test.ts` runs what is built.
 *
 *   npx tsx bench/consumers.ts    needs a registry, and `npm run build`
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createConsumer, packTarball } from '../test/support/consumer.ts';
import {
  CJS,
  CORE,
  PAGE,
  PAGE_SCRIPT,
  PAGE_WORKER,
  RUN_WEBPACK,
  SSR,
  TOOLS,
  TYPES,
} from '../test/support/consumer-programs.ts';

/** Folders of compilers; the oldest is among {@link TOOLS}. */
const COMPILERS = ['typescript', 'ts5', 'ts6', 'ts7'] as const;
const NEWER = ['ts5@npm:typescript@5.9.3', 'ts6@npm:typescript@6.0.3', 'ts7@npm:typescript@7.0.2'];
const VIEW = `import 'multiroi/viewer';
import { toObject3D, toAnimationClip } from 'multiroi/viewer';
console.log(toObject3D, toAnimationClip);`;
const WEBPACK = (name: string): string =>
  `module.exports = { mode: 'production', performance: { hints: false }, entry: './${name}.js', output: { path: __dirname + '/webpack-${name}', filename: '${name}.js' } };`;
const VITE = (name: string): string =>
  `export default { logLevel: 'error', build: { outDir: 'vite-${name}', rollupOptions: { input: './${name}.html' } } };`;
const HTML = (name: string): string =>
  PAGE.replace('./page.js', `./${name}.js`).replace(/<img[^>]*>/, '');
const PROGRAMS = { core: CORE, page: PAGE_SCRIPT, view: VIEW } as const;

const base = await mkdtemp(join(tmpdir(), 'multiroi-consumers-'));
const consumer = await createConsumer();
const modules = join(consumer.folder, 'node_modules');
const node = (...args: string[]): ReturnType<typeof consumer.run> =>
  consumer.run(process.execPath, args);
const install = (...names: string[]): Promise<unknown> =>
  consumer.run('npm', ['install', ...names, '--no-audit', '--no-fund', '--no-save']);

interface Part {
  readonly name: string;
  readonly bytes: number;
  readonly gzip: number;
}

async function partsOf(folder: string): Promise<Part[]> {
  const parts: Part[] = [];
  for (const entry of await readdir(join(consumer.folder, folder), {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!entry.isFile() || entry.name.endsWith('.html')) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    parts.push({ name: entry.name, bytes: bytes.length, gzip: gzipSync(bytes).length });
  }
  return parts.toSorted((a, b) => b.bytes - a.bytes);
}

const kB = (bytes: number): string => `${Math.ceil(bytes / 1000)}`;

const BUNDLERS: Readonly<Record<string, (name: keyof typeof PROGRAMS) => Promise<unknown>>> = {
  esbuild: (name) =>
    consumer.run(join(modules, '.bin/esbuild'), [
      '--bundle',
      '--minify',
      '--format=esm',
      '--splitting',
      `--outdir=esbuild-${name}`,
      `${name}.js`,
      ...(name === 'page' ? ['hmr-worker.js'] : []),
    ]),
  async vite(name) {
    await consumer.write(`${name}.html`, HTML(name));
    await consumer.write('vite.config.js', VITE(name));
    return node('node_modules/vite/bin/vite.js', 'build');
  },
  async webpack(name) {
    await consumer.write(`${name}.cjs`, WEBPACK(name));
    const { stdout } = await node('run-webpack.cjs', `${name}.cjs`);
    if (stdout.trim() !== '') throw new Error(stdout);
    return stdout;
  },
};

/** What something prints, or the first line of what went wrong. */
async function outcome(work: () => Promise<{ readonly stdout: string }>): Promise<string> {
  try {
    return `yes ${(await work()).stdout.trim()}`.trim();
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const [line = String(error)] = `${stdout}${stderr}`.split('\n').filter((each) => each !== '');
    return `no: ${line.slice(0, 160)}`;
  }
}

try {
  await install(await packTarball(base), ...TOOLS, ...NEWER);
  for (const [name, text] of Object.entries(PROGRAMS)) await consumer.write(`${name}.js`, text);
  await consumer.write('hmr-worker.js', PAGE_WORKER);
  await consumer.write('run-webpack.cjs', RUN_WEBPACK);

  console.log('| program | bundler | builds | parts, kB (gzip) |\n| --- | --- | --- | --- |');
  for (const name of Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[]) {
    for (const [bundler, run] of Object.entries(BUNDLERS)) {
      const answer = await run(name).then(
        () => 'yes',
        (error: unknown) => `no: ${String(error).slice(0, 120)}`,
      );
      const parts = answer === 'yes' ? await partsOf(`${bundler}-${name}`) : [];
      const told = parts
        .filter(({ bytes }) => bytes > 2000)
        .map(
          (part) =>
            `${part.name.replace(/-[\w-]{8}(?=\.)/, '')} ${kB(part.bytes)} (${kB(part.gzip)})`,
        );
      console.log(`| ${name} | ${bundler} | ${answer} | ${told.join(', ')} |`);
    }
  }

  await consumer.write('ssr.js', SSR);
  await consumer.write('use.cjs', CJS);
  console.log('\n| what | works |\n| --- | --- |');
  console.log(`| import on a server that renders pages | ${await outcome(() => node('ssr.js'))} |`);
  console.log(`| require (${process.version}) | ${await outcome(() => node('use.cjs'))} |`);

  await consumer.write('use.ts', TYPES);
  const options = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true };
  const compilerOptions = {
    ...options,
    lib: ['es2023', 'dom', 'dom.iterable'],
    skipLibCheck: false,
    types: ['node'],
  };
  await consumer.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  for (const compiler of COMPILERS) {
    const { version } = JSON.parse(
      await readFile(join(modules, compiler, 'package.json'), 'utf8'),
    ) as { version: string };
    const answer = await outcome(() => node(`node_modules/${compiler}/bin/tsc`));
    console.log(`| types, TypeScript ${version} | ${answer} |`);
  }
} finally {
  await rm(base, { recursive: true, force: true });
  await rm(join(consumer.folder, '..'), { recursive: true, force: true });
}
