/**
 * @file Every library, from the lock and what is installed: docs/dependencies.md (`tools/generated.ts` writes it, a test compares it). Why
 * each is there, and what it would take to do without, is said here.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

interface Reason {
  readonly why: string;
  /** What it would take to do without it. */
  readonly instead: string;
}

const REASONS: Readonly<Record<string, Reason>> = {
  sharp: {
    why: 'decodes and encodes photographs by libvips: every format, upright, colours converted',
    instead: 'decoders by format in WebAssembly: slower, and formats are lost',
  },
  'onnxruntime-node': {
    why: 'computes the networks and the training steps (ADR 0001)',
    instead: 'its WebAssembly build, which is carried too; several times slower',
  },
  'onnxruntime-web': {
    why: 'the same release in WebAssembly and WebGPU, for browsers and for machines without a native library',
    instead: 'a runtime of our own: no',
  },
  fastify: {
    why: 'HTTP: routes, limits, a graceful close',
    instead: "Node's http and some 600 lines; each limit to be proved again",
  },
  '@fastify/multipart': {
    why: 'forms with files, read as they come, with limits',
    instead: 'a parser of multipart bodies, where hostile input arrives',
  },
  'prom-client': {
    why: "counters and the process's own figures in Prometheus's format",
    instead: 'some 200 lines for the counters; the process figures are work',
  },
  zod: {
    why: 'one definition gives check, type, messages and JSON schema',
    instead: 'hand-written checks beside hand-written types and schemas',
  },
  '@gltf-transform/core': {
    why: 'GLB as the standard wants it: skins, accessors, alignment',
    instead: 'some 500 lines, and the validator to satisfy',
  },
  fflate: {
    why: 'deflate and zip on every platform, synchronous',
    instead: 'streams of the platform, which are asynchronous; or some 800 lines',
  },
  '@bufbuild/protobuf': {
    why: 'its wire reader and writer, for ONNX and TensorBoard files',
    instead: 'some 150 lines for the wire format',
  },
  'ml-matrix': {
    why: 'singular values and linear systems',
    instead: 'a Jacobi method of some 120 lines',
  },
  munkres: {
    why: 'the cheapest pairs of people in two frames (Hungarian algorithm)',
    instead: 'some 100 lines',
  },
  'smol-toml': {
    why: "Pose2Sim's calibrations",
    instead: 'a parser of the few lines such a file has, which others write in other ways',
  },
  yaml: {
    why: "OpenCV's calibrations, hostile ones among them",
    instead: 'a parser of the matrices alone, some 100 lines',
  },
  tinyglobby: {
    why: 'patterns of file names',
    instead: "Node's own glob, once 22 is the oldest Node that is supported",
  },
  three: {
    why: 'the 3D view; reads EXR for a tool',
    instead: 'WebGL by hand for the meshes; orbit controls and wide lines come on top',
  },
  bullmq: {
    why: 'queues on Redis: locks, renewal, what is taken up again (ADR 0010); installed by who wants them',
    instead: 'some 2000 lines with scripts inside Redis, each crash to be proved again',
  },
  ioredis: {
    why: 'the connection of bullmq, and of the books beside it; installed by who wants them',
    instead: 'another client of Redis that bullmq knows',
  },
  '@aws-sdk/client-s3': {
    why: 'buckets: signatures, checksums, lists; installed by who wants them',
    instead: 'some 600 lines for four verbs and signature 4',
  },
  'hyparquet-writer': {
    why: 'writes Parquet, in JavaScript alone; installed by who wants it',
    instead: 'some 1500 lines of encodings',
  },
  '@opentelemetry/api': {
    why: 'the words of traces; prom-client needs it as well',
    instead: 'none: the other three speak them',
  },
  '@opentelemetry/core': {
    why: 'whose trace a request is a part of (W3C Trace Context)',
    instead: 'some 50 lines',
  },
  '@opentelemetry/exporter-trace-otlp-http': {
    why: 'sends traces: batches, retries, headers and certificates by the environment',
    instead: 'some 300 lines, and the protocol to follow',
  },
  '@opentelemetry/resources': {
    why: 'what a service says of itself',
    instead: 'some 60 lines',
  },
  '@opentelemetry/sdk-trace': {
    why: 'spans: identities, sampling, a bounded queue (ADR 0010)',
    instead: 'some 400 lines',
  },
  '@arethetypeswrong/cli': { why: 'the packed types resolve', instead: 'trying by hand' },
  '@mediapipe/pose': { why: 'where BlazePose comes from', instead: 'other pose encoders' },
  '@pmndrs/assets': { why: 'where panoramas come from', instead: 'other panoramas' },
  'axe-core': {
    why: 'what assistive technology stumbles over in the page',
    instead: 'going through the rules by hand, at every change',
  },
  '@pixiv/three-vrm': { why: 'reads humanoids that animations are tried on', instead: 'none' },
  '@pixiv/three-vrm-animation': { why: 'reads the VRMA that is written', instead: 'none' },
  '@types/node': { why: "Node's types", instead: 'none' },
  '@types/three': { why: "three's types", instead: 'none' },
  ajv: { why: 'published schemas accept what they should', instead: 'another validator' },
  'fast-check': { why: 'laws held against random cases', instead: 'generators of our own' },
  flatbuffers: { why: 'writes TFLite files in tests', instead: 'bytes by hand' },
  'gltf-validator': { why: "Khronos's own word on our GLB", instead: 'none' },
  'kubernetes-models': {
    why: "Kubernetes's schemas, for files that are written",
    instead: 'kubeconform',
  },
  '@kubernetes-models/keda': { why: "KEDA's, too", instead: 'its CRDs and ajv' },
  hyparquet: { why: 'reads the Parquet that is written', instead: 'DuckDB, 70 MB' },
  s3rver: { why: "speaks S3's protocol to tests", instead: 'a server of our own' },
  knip: { why: 'finds what nothing uses', instead: 'looking' },
  oxfmt: { why: 'one format', instead: 'another formatter' },
  oxlint: { why: 'the walls between folders, and mistakes', instead: 'another linter, slower' },
  'oxlint-tsgolint': { why: 'lint that knows types', instead: 'another linter, slower' },
  'playwright-core': {
    why: "drives the system's browser in tests",
    instead: 'the protocol by hand',
  },
  publint: { why: 'the packed manifest is right', instead: 'trying by hand' },
  tsx: { why: 'runs TypeScript as it is', instead: "Node's own, once 22 is the oldest" },
  typescript: { why: 'the compiler', instead: 'none' },
  vite: { why: 'bundles the package and the page', instead: 'rolldown by itself' },
  vitest: { why: 'runs the tests', instead: "Node's runner, without projects" },
};

/** Needed by the JavaScript of packages of which a binary is carried, and by their install scripts. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'adm-zip',
  'flatbuffers',
  'global-agent',
  'guid-typescript',
  'long',
  'platform',
  'protobufjs',
]);

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  /** Installed on some platforms only. */
  readonly os?: readonly string[];
}

type Lock = Readonly<Record<string, Locked>>;

/** Where npm finds `name` from the package at `from`: beside it, or in a folder above. */
function resolved(lock: Lock, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules') - 1))) {
    const path = join(at, 'node_modules', name);
    if (lock[path] !== undefined) return path;
    if (at === '') return undefined;
  }
}

/** What packages need, and what that needs: path in the lock → the name of who needs it first. */
function closure(lock: Lock, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const waiting = names.map((name) => ({ from: '', name, by: '' }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const path = resolved(lock, next.from, next.name);
    if (path === undefined || found.has(path)) continue;
    found.set(path, next.by);
    const { dependencies = {}, optionalDependencies = {} } = lock[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (!LEFT_OUT.has(name)) waiting.push({ from: path, name, by: next.name });
    }
  }
  return found;
}

function kilobytes(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const bytes = entries
    .filter(
      (entry) =>
        entry.isFile() && !/\/node_modules(\/|$)/.test(entry.parentPath.slice(folder.length)),
    )
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  return Math.ceil(bytes / 1000);
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 13);

function row(root: string, lock: Lock, path: string, by: string): string {
  const { version, license = 'unknown', os } = lock[path] ?? { version: '?' };
  const name = nameOf(path);
  const folder = join(root, path);
  // what differs from platform to platform would differ in this file
  const size = os !== undefined || !existsSync(folder) ? 'by platform' : `${kilobytes(folder)} kB`;
  const { why, instead } =
    by !== '' ? { why: `needed by ${by}`, instead: '' } : (REASONS[name] ?? UNSAID);
  return `| ${name} | ${version} | ${license} | ${size} | ${why} | ${instead} |`;
}

const UNSAID: Reason = { why: '**unsaid**', instead: '**unsaid**' };
const HEAD =
  '| name | version | licence | installed | why | instead |\n| --- | --- | --- | --- | --- | --- |';

function table(root: string, lock: Lock, found: ReadonlyMap<string, string>): string {
  const rows = [...found].toSorted(([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return [HEAD, ...rows.map(([path, by]) => row(root, lock, path, by))].join('\n');
}

/** Packages that the sources import by name. */
function imported(root: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const folder of ['src', 'app']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.name.endsWith('.ts') || /\.(test|config)\.ts$/.test(entry.name)) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      // a helper of tests
      if (text.includes("from 'vitest'")) continue;
      for (const [, name = ''] of text.matchAll(
        /(?:from|import\()\s*'(@[\w-]+\/[\w.-]+|[\w][\w.-]*)/g,
      )) {
        names.add(name);
      }
    }
  }
  return names;
}

/** docs/dependencies.md. */
export function dependencyTables(root: string): string {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
  const manifest = read('package.json') as Record<string, Readonly<Record<string, string>>>;
  const lock = (read('package-lock.json') as { packages: Lock }).packages;
  const installed = Object.keys(manifest['dependencies'] ?? {});
  const others = Object.keys(manifest['devDependencies'] ?? {});
  const used = imported(root);
  // a runtime is carried, and one beside the package goes first
  const wanted = Object.keys(manifest['peerDependencies'] ?? {}).filter(
    (name) => name !== 'onnxruntime-node',
  );
  // named in code that runs from source alone
  const inside = others.filter(
    (name) => used.has(name) && name !== 'tsx' && !wanted.includes(name),
  );
  const tools = others.filter((name) => !inside.includes(name) && !wanted.includes(name));
  const direct = new Map(tools.map((name) => [`node_modules/${name}`, '']));
  return `# Dependencies

Written by \`npx tsx tools/generated.ts\` from package-lock.json and node_modules; reasons stand in tools/dependencies.ts. Versions are exact, install
scripts do not run here. What an installation weighs and how long it takes: [installs](results/installs.md).

## Installed with the package

${table(root, lock, closure(lock, installed))}

## Installed by who wants them

Optional peers: nothing is fetched unless it is asked for, and a command that needs one says the line that installs it (ADR 0010).

${table(root, lock, closure(lock, wanted))}

## Inside the package

Bundled by \`tools/build-package.ts\`, as far as it is used: an installation does not fetch these. The texts of their licences are in the \`licences.md\` beside the scripts. ONNX
Runtime's libraries lie in \`dist/ort\` as they are; an \`onnxruntime-node\` that is installed beside the package goes before the one inside.

${table(root, lock, closure(lock, inside))}

## For development

${table(root, lock, direct)}
`;
}
