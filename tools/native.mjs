/**
 * @file Builds the native training engine (native/) into native/build, with g++ or what CXX names, OpenMP and oneDNN (Debian:
 * libdnnl-dev). Plain JavaScript without dependencies; nothing is downloaded.
 *
 *   node tools/native.mjs          the add-on that `src/native` looks for
 *   node tools/native.mjs check    its kernels alone, under the address and undefined-behaviour sanitizers, and runs them
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const native = join(root, 'native');
const build = join(native, 'build');
const compiler = process.env['CXX'] ?? 'g++';
const task = process.argv[2] ?? 'addon';

const FLAGS = [
  '-std=c++17',
  '-fopenmp',
  '-Wall',
  '-Wextra',
  '-Wno-psabi',
  '-Wno-ignored-attributes',
];
const X64 = process.arch === 'x64';
/**
 * What is compiled, each with its flags. Kernels twice on x64, for registers of 8 and of 16 numbers, of which the network
 * takes one when it runs. What two objects share is linked from the first that has it, so that the wider come last.
 */
const SOURCES = [
  { source: 'kernels.cpp', flags: ['-DLANES=8', ...(X64 ? ['-march=x86-64-v3'] : [])] },
  { source: 'convolution.cpp', flags: [] },
  { source: 'network.cpp', flags: [] },
];
const WIDE = {
  source: 'kernels.cpp',
  flags: ['-DLANES=16', ...(X64 ? ['-march=x86-64-v4', '-mprefer-vector-width=512'] : [])],
};

function start(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: native, stdio: 'inherit' });
    child.on('error', ({ message }) => {
      process.stderr.write(`native: expected ${command}, got ${message}\n`);
      process.exit(1);
    });
    child.on('close', (status) => (status === 0 ? done() : process.exit(status ?? 1)));
  });
}

const run = (args) => start(compiler, args);

/** The sources in a digest, which the add-on carries: src/native/addon.ts takes none that was built from others. */
function sourcesDigest() {
  const hash = createHash('sha256');
  const names = readdirSync(native).filter((name) => /\.[ch]pp$/.test(name));
  for (const name of names.toSorted())
    hash.update(`${name}\n`).update(readFileSync(join(native, name)));
  return hash.digest('hex');
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

/** Compiles the sources side by side and links them. */
async function make(sources, flags, link, made) {
  const objects = sources.map((_, i) => `${made}-${i}.o`);
  await Promise.all(
    sources.map(({ source, flags: own }, i) =>
      run([...FLAGS, ...flags, ...own, '-c', source, '-o', objects[i]]),
    ),
  );
  await run([...FLAGS, ...link, ...objects, '-ldnnl', '-o', made]);
  for (const object of objects) rmSync(object);
}

mkdirSync(build, { recursive: true });
if (task === 'addon') {
  const made = join(build, 'multiroi.node.new');
  // no arithmetic changes its meaning by these two: they only say that nobody looks at errno or traps
  const speed = ['-O3', '-fno-math-errno', '-fno-trapping-math', '-fPIC', '-fvisibility=hidden'];
  const addon = {
    source: 'addon.cpp',
    flags: ['-isystem', nodeHeaders(), `-DSOURCES="${sourcesDigest()}"`],
  };
  await make([...SOURCES, addon, WIDE], speed, ['-shared'], made);
  renameSync(made, join(build, 'multiroi.node'));
} else if (task === 'check') {
  const made = join(build, 'check');
  const sanitizers = ['-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  await make([...SOURCES, { source: 'check.cpp', flags: [] }, WIDE], sanitizers, sanitizers, made);
  await start(made, []);
} else {
  process.stderr.write(`native: expected addon or check, got "${task}"\n`);
  process.exit(2);
}
