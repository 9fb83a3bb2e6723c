/** @file The package as its users get it: packed, and installed into a project of theirs. */

import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** Whether there is something to pack. */
export const isBuilt: boolean = ['dist/cli/main.js', 'dist/ort/NOTICE', 'models/manifest.json']
  .map((name) => join(root, name))
  .every(existsSync);

/** Whether a registry answers; an installation needs one. */
export function registryAnswers(): boolean {
  try {
    const args = ['view', 'sharp', 'name', '--fetch-retries=0', '--fetch-timeout=20000'];
    execFileSync('npm', args, { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

/** A project of somebody else, with a home of its own that begins empty. */
export interface Consumer {
  readonly folder: string;
  readonly home: string;
  run(program: string, args: readonly string[], env?: Readonly<NodeJS.ProcessEnv>): Promise<Ran>;
  write(name: string, text: string): Promise<void>;
}

/** Packs into a folder. @returns the path of the tarball. */
export async function packTarball(folder: string): Promise<string> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await exec('npm', args, { cwd: root, maxBuffer: 2 ** 26 });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return join(folder, filename);
}

/** Makes an empty project. Variables of the environment that speak of this repository are left out. */
export async function createConsumer(manifest: object = { type: 'module' }): Promise<Consumer> {
  const base = await mkdtemp(join(tmpdir(), 'multiroi-consumer-'));
  const [folder, home] = [join(base, 'app'), join(base, 'home')];
  for (const each of [folder, home]) await mkdir(each);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_ENV|VITEST|INIT_CWD|ORT_|XDG_)/.test(name),
  );
  const consumer: Consumer = {
    folder,
    home,
    run: (program, args, env = {}) =>
      exec(program, [...args], {
        cwd: folder,
        env: { ...Object.fromEntries(inherited), HOME: home, ...env },
        maxBuffer: 2 ** 26,
      }),
    write: (name, text) => writeFile(join(folder, name), text),
  };
  await consumer.write('package.json', JSON.stringify(manifest));
  return consumer;
}
