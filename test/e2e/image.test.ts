/**
 * The container image without an engine: the steps of the Dockerfile that `multiroi cluster k8s` writes, done in a folder that
 * stands for its root, with the packed package in the place of the published one. What is started is started by a user without rights.
 */

import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runMain } from '../../src/cli/run.ts';
import {
  createConsumer,
  isBuilt,
  packTarball,
  registryAnswers,
  type Consumer,
} from '../support/consumer.ts';
import { testIo } from '../support/io.ts';
import { freePort, HAS_REDIS, startRedis } from '../support/redis.ts';

const PHOTO = fileURLToPath(new URL('../fixtures/astronaut.png', import.meta.url));
const isRoot = process.getuid?.() === 0;

interface Step {
  readonly instruction: string;
  readonly rest: string;
}

const stepsOf = (text: string): Step[] =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => {
      const [, instruction = '', rest = ''] = /^(\S+) +(.*)$/.exec(line) ?? [];
      return { instruction, rest };
    });

/** What is known of the image once all steps are done. */
interface Image {
  /** The folder that stands for its root. */
  readonly root: string;
  readonly env: Record<string, string>;
  readonly user: number;
  readonly workdir: string;
  readonly entrypoint: readonly string[];
  readonly health: readonly string[];
}

let consumer: Consumer;
let image: Image;

/** Does the steps; a stage is a folder of its own. */
async function build(steps: readonly Step[], tarball: string): Promise<Image> {
  const stages = new Map<string, string>();
  let [root, workdir, user] = ['', '/', 0];
  let env: Record<string, string> = {};
  let [entrypoint, health]: string[][] = [[], []];
  for (const { instruction, rest } of steps) {
    const words = rest.split(/\s+/);
    if (instruction === 'FROM') {
      root = join(consumer.folder, `stage${stages.size}`);
      stages.set(/ AS (\S+)$/.exec(rest)?.[1] ?? '', root);
      [workdir, user, env] = ['/', 0, {}];
      await mkdir(root);
    } else if (instruction === 'WORKDIR') {
      workdir = rest;
      await mkdir(join(root, rest), { recursive: true });
    } else if (instruction === 'RUN') {
      const command = rest.replace(/multiroi@[\d.]+/, tarball);
      await consumer.run('sh', ['-ec', `cd '${join(root, workdir)}'; ${command}`], env);
    } else if (instruction === 'COPY') {
      const from = stages.get(/^--from=(\S+)$/.exec(words[0] ?? '')?.[1] ?? '');
      if (from === undefined) throw new Error(`COPY from nowhere: ${rest}`);
      await cp(join(from, words[1] ?? ''), join(root, words[2] ?? ''), { recursive: true });
    } else if (instruction === 'ENV') {
      env = {
        ...env,
        ...Object.fromEntries(words.map((word) => word.split('=') as [string, string])),
      };
    } else if (instruction === 'USER') user = Number(words[0]?.split(':')[0]);
    else if (instruction === 'ENTRYPOINT') entrypoint = JSON.parse(rest) as string[];
    else if (instruction === 'HEALTHCHECK') {
      health = JSON.parse(/CMD (\[.*\])$/.exec(rest)?.[1] ?? '[]') as string[];
    }
  }
  return { root, env, user, workdir, entrypoint, health };
}

/** A process of the image: its files, its variables, its user. */
function start(command: readonly string[], args: readonly string[], env = {}) {
  const { root, env: own, user, workdir } = image;
  const [program = '', ...given] = command;
  const placed = given.map((arg) => arg.replace(/^\/app\//, `${root}/app/`));
  const child = spawn(program, [...placed, ...args], {
    cwd: join(root, workdir),
    env: { PATH: process.env['PATH'], ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot && { uid: user, gid: user }),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  return {
    child,
    ended: new Promise<{ code: number | null; said: string }>((settle) => {
      child.once('close', (code) => settle({ code, said }));
    }),
  };
}

const canBuild = isBuilt && registryAnswers();

describe.skipIf(!canBuild)('the image', () => {
  beforeAll(async () => {
    consumer = await createConsumer({});
    const packed = await mkdtemp(join(tmpdir(), 'multiroi-image-'));
    const io = testIo({ cwd: consumer.folder });
    const places = ['--input', '/data/photos', '--out', '/data/out'];
    expect(await runMain(COMMANDS, '9.9.9', ['cluster', 'k8s', ...places], io)).toBe(0);
    const text = await readFile(join(consumer.folder, 'cluster/Dockerfile'), 'utf8');
    image = await build(stepsOf(text), await packTarball(packed));
    await rm(packed, { recursive: true });
    // what stands above is root's alone; whoever runs it only reads it
    for (const folder of [join(consumer.folder, '..'), consumer.folder]) await chmod(folder, 0o755);
  }, 600_000);
  afterAll(() => rm(join(consumer.folder, '..'), { recursive: true, force: true }));

  test('holds the package, and writes nothing of itself', async () => {
    expect(image.user).toBe(1000);
    expect((await start(image.entrypoint, ['--help']).ended).said).toContain('queue');
    const before = await readdir(join(image.root, 'app'), { recursive: true });
    const out = await mkdtemp(join(tmpdir(), 'multiroi-image-out-'));
    await chmod(out, 0o777);
    const args = ['predict', PHOTO, '--out', out, '--rois', '1', '--save', 'json'];
    const { code, said } = await start(image.entrypoint, args).ended;
    expect(said).toContain('1 person');
    expect(code).toBe(0);
    expect(await readdir(out)).toContain('astronaut.json');
    expect(await readdir(join(image.root, 'app'), { recursive: true })).toEqual(before);
    await rm(out, { recursive: true });
  }, 120_000);

  test.skipIf(!HAS_REDIS)(
    'is well while its worker works, and ill when it is gone',
    async () => {
      const redis = await startRedis();
      const port = await freePort();
      const health = image.health.map((word) => word.replace(':9464', `:${port}`));
      const ask = async () => (await start(health, []).ended).code;
      expect(await ask()).toBe(1);
      const work = ['queue', 'work', '--out', tmpdir(), '--workers', '1', '--rois', '1'];
      const watched = ['--metrics', `127.0.0.1:${port}`, '--redis', redis.url];
      const worker = start(image.entrypoint, [...work, ...watched]);
      await expect.poll(ask, { timeout: 60_000, interval: 500 }).toBe(0);
      worker.child.kill('SIGTERM');
      await worker.ended;
      expect(await ask()).toBe(1);
      await redis.end();
    },
    120_000,
  );
});
