/**
 * The packed package installed by npm from a registry into a project of somebody else, without a home that knows us: its
 * commands, its library, its types, and what bundlers make of it. bench/install.ts tries other package managers and Nodes.
 */

import { copyFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MultiRoi } from '../../src/node/index.ts';
import { findChromium } from '../support/chromium.ts';
import { createConsumer, isBuilt, packTarball, registryAnswers } from '../support/consumer.ts';
import type { Consumer } from '../support/consumer.ts';
import {
  CJS,
  CORE,
  PAGE,
  PAGE_SCRIPT,
  PAGE_WORKER,
  RUN_WEBPACK,
  SERVER,
  SSR,
  TOOLS,
  TYPES,
  WEB,
  WEBPACK_PAGE,
  webpackConfig,
} from '../support/consumer-programs.ts';
import { serveFolders } from '../support/serve-folders.ts';
import { openTab } from '../support/tab.ts';

const PHOTO = fileURLToPath(new URL('../fixtures/astronaut.png', import.meta.url));
/** What a consumer's tree may weigh: the package's own 170 MB and libvips. */
const MOST_MB = 200;

async function megabytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes / 1e6;
}

describe.skipIf(!isBuilt || !registryAnswers())('installed by npm', () => {
  let packed = '';
  let consumer: Consumer;
  const command = (...args: string[]): ReturnType<Consumer['run']> =>
    consumer.run(process.execPath, ['node_modules/multiroi/dist/cli/main.js', ...args]);
  const esbuild = (...args: string[]): ReturnType<Consumer['run']> =>
    consumer.run(join(consumer.folder, 'node_modules/.bin/esbuild'), ['--bundle', ...args]);

  beforeAll(async () => {
    packed = await mkdtemp(join(tmpdir(), 'multiroi-packed-'));
    const tarball = await packTarball(packed);
    consumer = await createConsumer();
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--engine-strict'];
    const cache = process.env['npm_config_cache'] ?? join(process.env['HOME'] ?? '', '.npm');
    await consumer.run('npm', ['install', tarball, ...options], { npm_config_cache: cache });
    await rm(join(consumer.home, '.npm'), { recursive: true, force: true });
  }, 600_000);

  afterAll(async () => {
    await rm(packed, { recursive: true, force: true });
    await rm(join(consumer.folder, '..'), { recursive: true, force: true });
  });

  test('brings little else', async () => {
    const modules = join(consumer.folder, 'node_modules');
    const names = (await readdir(modules)).filter((name) => !name.startsWith('.'));
    expect(names.toSorted()).toEqual(['@img', 'detect-libc', 'multiroi', 'semver', 'sharp']);
    expect(await megabytes(modules)).toBeLessThan(MOST_MB);
  });

  test('its commands answer, and see a person without a network', async () => {
    expect((await command('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const { stdout } = await command('doctor', '--json');
    const checks = JSON.parse(stdout) as { what: string; state: string; found: string }[];
    expect(checks.filter(({ state }) => state === 'missing')).toEqual([]);
    const runtime = checks.find(({ what }) => what === 'Runtime')?.found;
    expect(runtime).toMatch(/^ONNX Runtime \d+\.\d+\.\d+ on (cpu|wasm) computes/);
    const offline = { http_proxy: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' };
    const args = ['node_modules/multiroi/dist/cli/main.js', 'predict', PHOTO, '--out', 'people'];
    // what computes here by itself, and what computes where there is no native library
    for (const provider of [[], ['--provider', 'wasm']]) {
      await consumer.run(process.execPath, [...args, ...provider, '--overwrite'], offline);
      const result = await readFile(join(consumer.folder, 'people/astronaut.json'), 'utf8');
      expect((JSON.parse(result) as { people: object[] }).people).toHaveLength(1);
    }
  });

  test('a program imports and requires it', async () => {
    await consumer.write('server.js', SERVER);
    expect((await consumer.run(process.execPath, ['server.js', PHOTO])).stdout).toBe('1\n');
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    // Node requires modules since then
    if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) {
      await consumer.write('use.cjs', CJS);
      const { stdout } = await consumer.run(process.execPath, ['use.cjs']);
      expect(stdout).toBe('function function\n');
    }
  });

  describe('with the tools of a developer', () => {
    beforeAll(async () => {
      const options = ['--no-audit', '--no-fund', '--prefer-offline', '--no-save'];
      const cache = process.env['npm_config_cache'] ?? join(process.env['HOME'] ?? '', '.npm');
      await consumer.run('npm', ['install', ...TOOLS, ...options], { npm_config_cache: cache });
      await consumer.write('core.js', CORE);
      await consumer.write('web.js', WEB);
      await consumer.write('server.js', SERVER);
      await consumer.write('run-webpack.cjs', RUN_WEBPACK);
    }, 600_000);

    test('its types serve the oldest compiler that README.md promises', async () => {
      await consumer.write('use.ts', TYPES);
      const compilerOptions = {
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2023', 'dom', 'dom.iterable'],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: ['node'],
      };
      await consumer.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['use.ts'] }));
      const { stdout } = await consumer.run(process.execPath, ['node_modules/typescript/bin/tsc']);
      expect(stdout).toBe('');
    });

    test('esbuild takes the core and the browser library into a page, and no Node', async () => {
      for (const name of ['core.js', 'web.js']) {
        const { stderr } = await esbuild(name, '--format=esm', `--outfile=out/${name}`);
        expect(stderr).not.toContain('error');
        const bundle = await readFile(join(consumer.folder, 'out', name), 'utf8');
        expect(bundle).not.toMatch(/from ?["']node:|require\(["']node:/);
      }
    });

    test('webpack takes both into a page', async () => {
      for (const name of ['core', 'web']) {
        await consumer.write(`${name}.cjs`, webpackConfig('web', `${name}.js`, `wp-${name}.js`));
        const args = ['run-webpack.cjs', `${name}.cjs`];
        expect((await consumer.run(process.execPath, args)).stdout.trim()).toBe('');
      }
    });

    test('a server that renders pages imports the browser library', async () => {
      await consumer.write('ssr.js', SSR);
      const { stdout } = await consumer.run(process.execPath, ['ssr.js']);
      expect(stdout).toBe('function function\n');
    });

    describe.skipIf(findChromium() === undefined)('in a page of theirs', () => {
      let t: readonly number[] | undefined;
      const bundlers = {
        esbuild: () =>
          esbuild('page.js', 'hmr-worker.js', '--format=esm', '--splitting', '--outdir=es-page'),
        vite: () =>
          consumer.run(process.execPath, [
            'node_modules/vite/bin/vite.js',
            'build',
            '--outDir',
            'vite-page',
            '--logLevel',
            'error',
          ]),
        webpack: () => consumer.run(process.execPath, ['run-webpack.cjs', 'page.cjs']),
      };

      beforeAll(async () => {
        await consumer.write('index.html', PAGE);
        await consumer.write('page.js', PAGE_SCRIPT);
        await consumer.write('hmr-worker.js', PAGE_WORKER);
        await consumer.write('page.cjs', WEBPACK_PAGE);
        const hmr = await MultiRoi.load();
        const { people } = await hmr.reconstruct(await readFile(PHOTO), { persons: 'largest' });
        t = people[0]?.camera.t;
        await hmr.dispose();
      });

      test.each([
        ['esbuild', 'es-page', '?here'],
        ['esbuild', 'es-page', '?worker'],
        ['vite', 'vite-page', '?worker'],
        ['webpack', 'wp-page', '?worker'],
      ] as const)('%s, without configuration (%s%s): the numbers of Node', async (by, out, how) => {
        const { stderr } = await bundlers[by]();
        expect(stderr).not.toMatch(/error/i);
        const built = join(consumer.folder, out);
        // Vite writes one of its own
        if (by !== 'vite')
          await copyFile(join(consumer.folder, 'index.html'), join(built, 'index.html'));
        const server = await serveFolders({
          '/': built,
          '/fixtures/': dirname(PHOTO),
          '/multiroi/': join(consumer.folder, 'node_modules/multiroi'),
        });
        const tab = await openTab();
        try {
          await tab.page.goto(server.url + how);
          await expect.poll(() => tab.page.title(), { timeout: 120_000 }).toBe('done');
          const answer = (await tab.page.evaluate('answer')) as { t: number[] };
          expect(answer).toMatchObject({ body: 'open', provider: 'wasm' });
          expect(answer.t).toEqual(t?.map((x) => expect.closeTo(x, 3)));
          expect(tab.complaints).toEqual([]);
        } finally {
          await tab.close();
          await server.close();
        }
      });
    });

    test('webpack and esbuild make one file for a server, which is told where the networks are', async () => {
      await consumer.write('node.cjs', webpackConfig('node', 'server.js', 'wp-server.cjs'));
      const { stdout } = await consumer.run(process.execPath, ['run-webpack.cjs', 'node.cjs']);
      expect(stdout.trim()).toBe('');
      const out = '--outfile=out/es-server.cjs';
      await esbuild('server.js', '--platform=node', '--format=cjs', '--external:sharp', out);
      const assets = join(consumer.folder, 'node_modules/multiroi');
      const run = await consumer.run(process.execPath, ['out/es-server.cjs', PHOTO, assets]);
      expect(run.stdout).toBe('1\n');
      const lost = await consumer.run(process.execPath, ['out/es-server.cjs', PHOTO]);
      expect(lost.stdout).toMatch(/^E_CONFIG give MultiRoi\.load\(\{ assets/);
    });
  });

  test('the home is empty after all of it', async () => {
    expect(await readdir(consumer.home)).toEqual([]);
  });
});
