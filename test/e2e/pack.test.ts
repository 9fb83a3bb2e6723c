/** @file What `npm pack` makes, installed in an empty folder: it imports, type-checks, and finds people. */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBuilt, packTarball } from '../support/consumer.ts';

const exec = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

const SCRIPT = `
import { readFile } from 'node:fs/promises';
import { parseResult, MultiRoiError } from 'multiroi';
import { MultiRoi } from 'multiroi/node';
const hmr = await MultiRoi.load();
const result = await hmr.reconstruct(await readFile(process.argv[2]));
await hmr.dispose();
parseResult(JSON.stringify(result));
console.log(JSON.stringify({ people: result.people.length, kind: typeof MultiRoiError }));
`;

const TYPES = `
import { parseResult, type Reconstruction, type Person } from 'multiroi';
import { MultiRoi } from 'multiroi/node';
const hmr = await MultiRoi.load({ rois: 3 });
const result: Reconstruction = await hmr.reconstruct(new Uint8Array(), { persons: 'largest' });
export const first: Person | undefined = result.people[0];
export const again: Reconstruction = parseResult('{}');
// @ts-expect-error there is no such choice
await hmr.reconstruct(new Uint8Array(), { persons: 'tallest' });
`;

describe.skipIf(!isBuilt)('the packed package', () => {
  let folder = '';
  let tarball = '';
  let installed = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiroi-pack-'));
    tarball = await packTarball(folder);
    const modules = join(folder, 'app', 'node_modules');
    installed = join(modules, 'multiroi');
    await mkdir(installed, { recursive: true });
    await exec('tar', ['xzf', tarball, '-C', installed, '--strip-components=1']);
    // the dependencies as they are here, so that the test needs no network
    const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const name of [...Object.keys(dependencies), '@types/node']) {
      await mkdir(dirname(join(modules, name)), { recursive: true });
      await symlink(join(root, 'node_modules', name), join(modules, name));
    }
    await writeFile(join(folder, 'app', 'package.json'), '{ "type": "module" }');
  }, 600_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('finds the astronaut', async () => {
    await writeFile(join(folder, 'app', 'try.js'), SCRIPT);
    const photo = join(root, 'test/fixtures/astronaut.png');
    const { stdout, stderr } = await exec(process.execPath, ['try.js', photo], {
      cwd: join(folder, 'app'),
    });
    expect(JSON.parse(stdout)).toEqual({ people: 1, kind: 'function' });
    expect(stderr).toBe('');
  });

  test('its command answers', async () => {
    const main = join(installed, 'dist/cli/main.js');
    const { stdout } = await exec(process.execPath, [main, '--help']);
    expect(stdout).toContain('predict');
  });

  test('its types serve a strict consumer', async () => {
    const app = join(folder, 'app');
    await writeFile(join(app, 'use.ts'), TYPES);
    const options = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
    };
    await writeFile(
      join(app, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['use.ts'] }),
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await expect(exec(process.execPath, [tsc, '-p', app])).resolves.toMatchObject({ stdout: '' });
  });

  test('publint and "are the types wrong" have nothing to say', async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true });
    expect(messages).toEqual([]);
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    await exec(process.execPath, [attw, tarball, '--profile', 'esm-only']);
  });

  test('it carries its notices and no tests', async () => {
    const { stdout } = await exec('tar', ['tzf', tarball]);
    expect(stdout).toContain('package/NOTICE');
    expect(stdout).toContain('package/models/NOTICE');
    expect(stdout).toContain('package/models/blazepose-full.onnx');
    expect(stdout).toContain('package/dist/ort/NOTICE');
    const known = await readFile(join(root, 'docs/dependencies.md'), 'utf8');
    for (const name of ['licences/node', 'licences/web', 'bundles/licences', 'app/licences']) {
      const licences = await readFile(join(installed, 'dist', `${name}.md`), 'utf8');
      const inside = [...licences.matchAll(/^## (\S+) - (\S+)( \(.*\))?$/gm)];
      expect(inside.length).toBeGreaterThan(0);
      for (const [, library, version] of inside) {
        expect(known).toContain(`| ${library} | ${version} |`);
      }
    }
    expect(stdout).not.toMatch(/\.test\.|tsbuildinfo|\.stamp|\.map$/m);
  });
});
