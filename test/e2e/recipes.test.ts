/**
 * @file The recipes of the guides: shell, TypeScript and Python that are marked `run`, page by page, in order, in a folder with a photograph, a folder of
 * photographs and a motion; against the built package. What stands behind a `console.log` is what it prints.
 */

import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { motionText } from '../../src/result/index.ts';
import { fencesOf } from '../../tools/site/markdown.ts';
import { sampleMotion } from '../support/motion.ts';
import { toyBody } from '../support/toy-body.ts';

const exec = promisify(execFile);
const built = existsSync('dist/entry/node.js') && existsSync('models/manifest.json');
const PHOTO = resolve('test/fixtures/astronaut.png');
const SCRIPTS = resolve('.cache/recipes');
const GUIDES = readdirSync('docs/guide').filter((name) => name.endsWith('.md'));
/** Guides whose commands need what may not be passed on. */
const NOT_RUN = ['researchers.md'];

const recipes = GUIDES.map((page) => ({
  page,
  parts: fencesOf(readFileSync(join('docs/guide', page), 'utf8')).filter(
    ({ info }) => info === 'run',
  ),
}));

test('every guide has recipes that run, but for those of the licensed files', () => {
  const bare = recipes.filter(({ parts }) => parts.length === 0).map(({ page }) => page);
  expect(bare).toEqual(NOT_RUN);
});

/** `npx multiroi` without a registry: the program that was built. */
const NPX = `#!/bin/sh
[ "$1" = multiroi ] && shift
exec "${process.execPath}" "${resolve('dist/cli/main.js')}" "$@"
`;

describe.skipIf(!built)('in a folder of their own', () => {
  let bin = '';

  beforeAll(async () => {
    bin = await mkdtemp(join(tmpdir(), 'multiroi-bin-'));
    await writeFile(join(bin, 'npx'), NPX);
    chmodSync(join(bin, 'npx'), 0o755);
    await rm(SCRIPTS, { recursive: true, force: true });
    await mkdir(SCRIPTS, { recursive: true });
  });

  afterAll(() => rm(bin, { recursive: true, force: true }));

  /** A reader's folder. */
  async function prepared(): Promise<string> {
    const cwd = await mkdtemp(join(tmpdir(), 'multiroi-recipe-'));
    await mkdir(join(cwd, 'photos'));
    await copyFile(PHOTO, join(cwd, 'photo.jpg'));
    await copyFile(PHOTO, join(cwd, 'photos/a.png'));
    await copyFile(PHOTO, join(cwd, 'photos/b.png'));
    const motion = sampleMotion({ ...toyBody(), id: 'open' });
    await writeFile(join(cwd, 'clip.motion.json'), motionText(motion));
    const main = resolve('dist/cli/main.js');
    await exec(process.execPath, [main, 'predict', 'photo.jpg', '--out', '.', '--save', 'json'], {
      cwd,
    });
    return cwd;
  }

  const withRecipes = recipes.filter(({ parts }) => parts.length > 0);
  test.each(withRecipes)('$page', async ({ page, parts }) => {
    const cwd = await prepared();
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
    const run = (program: string, ...args: string[]) => exec(program, args, { cwd, env });
    try {
      for (const [i, { language, code }] of parts.entries()) {
        if (language === 'sh') await run('bash', '-euo', 'pipefail', '-c', code);
        else {
          expect(language).toBe('ts');
          // below the repository, where `multiroi` is the package itself
          const script = join(SCRIPTS, `${page}-${i}.ts`);
          await writeFile(script, code);
          const { stdout } = await run(
            process.execPath,
            '--import',
            import.meta.resolve('tsx'),
            script,
          );
          const said = [...code.matchAll(/console\.log\(.*\);? \/\/ (.+)$/gm)].map(
            ([, text]) => text,
          );
          expect(stdout.split('\n')).toEqual(expect.arrayContaining(said));
        }
      }
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  });
});
