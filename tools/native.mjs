/**
 * @file Builds the native training engine (native/) into native/build, with g++ or what CXX names, OpenMP and oneDNN (Debian:
 * libdnnl-dev). Plain JavaScript without dependencies; nothing is downloaded.
 *
 *   node tools/native.mjs          the add-on that `src/native` looks for
 *   node tools/native.mjs check    its kernels alone, under the address and undefined-behaviour sanitizers, and runs them
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const native = join(root, 'native');
const build = join(native, 'build');
const compiler = process.env['CXX'] ?? 'g++';
const task = process.argv[2] ?? 'addon';

const KERNELS = ['kernels.cpp', 'convolution.cpp', 'network.cpp'];
const FLAGS = [
  '-std=c++17',
  '-fopenmp',
  '-Wall',
  '-Wextra',
  '-Wno-psabi',
  '-Wno-ignored-attributes',
];
/** Wider instructions are oneDNN's own affair; what stands here is limited by memory. */
const MACHINE = process.arch === 'x64' ? ['-march=x86-64-v3'] : [];

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: native, stdio: 'inherit' });
  if (error !== undefined) {
    process.stderr.write(`native: expected ${command}, got ${error.message}\n`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}

/** The headers that came with this Node, or with Debian's. */
function nodeHeaders() {
  const places = [join(dirname(process.execPath), '..', 'include', 'node'), '/usr/include/node'];
  const found = places.find((place) => existsSync(join(place, 'node_api.h')));
  if (found === undefined) {
    process.stderr.write(`native: expected node_api.h in ${places.join(' or ')}, got none\n`);
    process.exit(1);
  }
  return found;
}

mkdirSync(build, { recursive: true });
if (task === 'addon') {
  const made = join(build, 'multiroi.node.new');
  // no arithmetic changes its meaning by these two: they only say that nobody looks at errno or traps
  const speed = ['-O3', '-fno-math-errno', '-fno-trapping-math', ...MACHINE];
  const headers = ['-isystem', nodeHeaders()];
  run(compiler, [
    ...FLAGS,
    ...speed,
    ...headers,
    '-fPIC',
    '-shared',
    '-fvisibility=hidden',
    ...KERNELS,
    'addon.cpp',
    '-ldnnl',
    '-o',
    made,
  ]);
  renameSync(made, join(build, 'multiroi.node'));
} else if (task === 'check') {
  const made = join(build, 'check');
  const sanitizers = ['-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  run(compiler, [
    ...FLAGS,
    ...sanitizers,
    ...MACHINE,
    ...KERNELS,
    'check.cpp',
    '-ldnnl',
    '-o',
    made,
  ]);
  run(made, []);
} else {
  process.stderr.write(`native: expected addon or check, got "${task}"\n`);
  process.exit(2);
}
