/**
 * @file One door to a working tree: installs, builds and converts what is out of date, by hash,
 * then does what was asked. Plain JavaScript without dependencies, since it runs before `npm ci`.
 *
 *   node tools/setup.mjs install | build | start <photo…> | test [vitest arguments…] | docs [--base /path/]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [task = 'build', ...rest] = process.argv.slice(2);

/** Every file of a path, sorted, so that a hash does not depend on the order a disk lists them in. */
function filesOf(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  const entries = readdirSync(full, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .toSorted();
}

function hashOf(paths, extra) {
  const hash = createHash('sha256').update(JSON.stringify(extra));
  for (const path of paths)
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path));
  return hash.digest('hex');
}

function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
  });
  if (error !== undefined) throw error;
  if (signal !== null) process.kill(process.pid, signal);
  return status ?? 1;
}

/** Does `work` unless the stamp already carries `hash`; the stamp is written only after success. */
function unlessDone(what, stamp, hash, work) {
  const path = join(root, stamp);
  if (existsSync(path) && readFileSync(path, 'utf8') === hash) return;
  const began = performance.now();
  process.stderr.write(`${what} …\n`);
  const status = work();
  if (status !== 0) {
    process.stderr.write(`${what}: failed with exit code ${status}\n`);
    process.exit(status);
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, hash);
  process.stderr.write(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}

const lock = join(root, 'package-lock.json');
const machine = [process.versions.modules, process.platform, process.arch];
const code = (path) => /\.(ts|mjs|json)$/.test(path) && !path.endsWith('.test.ts');
const sources = (paths) => paths.flatMap(filesOf).filter(code);

/** What the lock of a folder names. */
function installIn(folder, what) {
  const hash = hashOf([join(root, folder, 'package-lock.json')], machine);
  unlessDone(what, join(folder, 'node_modules/.multiroi'), hash, () =>
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: join(root, folder),
      shell: process.platform === 'win32',
    }),
  );
}

const install = () => installIn('.', 'Installing packages');

const packPart = (name) =>
  run(process.execPath, ['--import', 'tsx', join('tools', 'build-package.ts'), name]);

/** What a photograph needs: the program, the networks, what runs them. @returns what the rest is made of. */
function buildProgram() {
  install();
  const packers = ['build-package.ts', 'layers.ts', 'package-types.ts'].map((name) =>
    join(root, 'tools', name),
  );
  const configs = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  const inputs = [
    ...sources(['src']),
    ...packers,
    ...configs.map((name) => join(root, name)).toSorted(),
    lock,
  ];
  unlessDone('Building', 'dist/.stamp', hashOf(inputs, machine), () => {
    // a removed source would otherwise leave its output behind, and be packed
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    const status = packPart('node');
    // npx makes it executable only when it first meets the package, and the compiler's output is not
    if (status === 0) chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755);
    return status;
  });
  const converter = [
    ...sources(['src/format', 'src/graph']),
    ...['src/network/pretrained/blazepose.ts', 'tools/convert-models.ts'].map((path) =>
      join(root, path),
    ),
    lock,
  ];
  unlessDone('Converting models', 'models/.stamp', hashOf(converter, machine), () =>
    run(process.execPath, ['--import', 'tsx', join('tools', 'convert-models.ts')]),
  );
  const runtime = [join(root, 'tools/build-runtime.ts'), lock];
  unlessDone('Copying the runtime', 'dist/ort/.stamp', hashOf(runtime, machine), () =>
    run(process.execPath, ['--import', 'tsx', join('tools', 'build-runtime.ts')]),
  );
  return inputs;
}

/** All of what is packed. */
function build() {
  const inputs = buildProgram();
  unlessDone(
    'Building for browsers and compilers',
    'dist/types/.stamp',
    hashOf(inputs, machine),
    () => {
      const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
      const status = run(process.execPath, [
        compiler,
        '-b',
        'tsconfig.node.json',
        'tsconfig.web.json',
      ]);
      return status === 0 ? packPart('web') : status;
    },
  );
  const viewer = [...inputs, join(root, 'tools/build-viewer.ts')];
  unlessDone('Building the viewer', 'dist/bundles/.stamp', hashOf(viewer, machine), () =>
    run(process.execPath, ['--import', 'tsx', join('tools', 'build-viewer.ts')]),
  );
  const listed = [
    ...inputs,
    ...filesOf('assets'),
    ...['tools/build-assets.ts', 'tools/list-assets.ts', 'models/manifest.json'].map((path) =>
      join(root, path),
    ),
  ];
  unlessDone('Listing what browsers fetch', 'dist/.assets-stamp', hashOf(listed, machine), () =>
    run(process.execPath, ['--import', 'tsx', join('tools', 'build-assets.ts')]),
  );
  const page = [
    ...inputs,
    ...filesOf('app'),
    ...filesOf('assets'),
    ...['tools/build-page.ts', 'tools/list-assets.ts', 'models/manifest.json'].map((path) =>
      join(root, path),
    ),
  ];
  unlessDone('Building the page', 'dist/app/.stamp', hashOf(page, machine), () =>
    run(process.execPath, ['--import', 'tsx', join('tools', 'build-page.ts')]),
  );
}

const tasks = {
  install: () => 0,
  build: () => 0,
  start: () =>
    run(process.execPath, [join(root, 'dist', 'cli', 'main.js'), 'predict', ...rest], {
      cwd: process.env.INIT_CWD ?? process.cwd(),
    }),
  docs: () => {
    installIn('site', 'Installing what makes the site');
    return run(process.execPath, ['--import', 'tsx', join('tools', 'site.ts'), ...rest]);
  },
  test: () => {
    const status = run(process.execPath, [
      join('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...rest,
    ]);
    // the sources in numbers, once everything is built
    const house = run(process.execPath, ['--import', 'tsx', join('tools', 'house.ts'), '--check']);
    return status === 0 ? house : status;
  },
};

if (!Object.hasOwn(tasks, task)) {
  process.stderr.write(`setup: expected one of ${Object.keys(tasks).join(', ')}, got "${task}"\n`);
  process.exit(2);
}
if (task === 'install' || task === 'docs') install();
else if (task === 'start') buildProgram();
else build();
process.exitCode = tasks[task]();
