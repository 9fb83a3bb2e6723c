/** @file `multiroi doctor`: what is installed, what is missing, what to do about it. */

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { loadBody } from '../../body/index.ts';
import { messageOf, MultiRoiError } from '../../base/index.ts';
import { Graph, relu, toOnnx } from '../../graph/index.ts';
import { weightsAsset } from '../../reconstruct/index.ts';
import type { Platform, RuntimeFacts } from '../../platform/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import type { Io } from '../shared/io.ts';
import { painter } from '../shared/io.ts';

interface Check {
  readonly what: string;
  readonly state: 'ok' | 'missing' | 'warning';
  readonly found: string;
  /** What to do. */
  readonly advice?: string;
}

/** The oldest Node that is supported, as package.json's `engines` says. */
const LEAST_NODE = [20, 9] as const;
const GIB = 2 ** 30;

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const found = `${process.versions.node} on ${process.platform} ${process.arch}`;
  return ok
    ? { what: 'Node', state: 'ok', found }
    : {
        what: 'Node',
        state: 'missing',
        found,
        advice: `install Node ${LEAST_NODE.join('.')} or newer`,
      };
}

function checkMachine(): Check {
  const found = `${availableParallelism()} cores, ${(freemem() / GIB).toFixed(1)} of ${(totalmem() / GIB).toFixed(1)} GB free`;
  return freemem() > 0.7 * GIB
    ? { what: 'Machine', state: 'ok', found }
    : {
        what: 'Machine',
        state: 'warning',
        found,
        advice: 'close other programs: a run takes 0.5 GB and more',
      };
}

/** Turns what a probe throws into a check that failed. */
async function probe(what: string, advice: string, find: () => Promise<string>): Promise<Check> {
  try {
    return { what, state: 'ok', found: await find() };
  } catch (error) {
    const hint = error instanceof MultiRoiError ? error.hint : undefined;
    return { what, state: 'missing', found: messageOf(error), advice: hint ?? advice };
  }
}

/** Compiles and runs the smallest model there is. @returns the provider. */
async function runtimeWorks({ runtime }: Platform): Promise<string> {
  const graph = new Graph('doctor');
  const y = relu(graph.input('x', [2]));
  const session = await runtime.createSession(
    toOnnx(graph, { outputs: { y }, weights: new Map() }),
  );
  try {
    const x = { type: 'float32', shape: [2], data: Float32Array.of(-1, 2) } as const;
    const outputs = await session.run({ x });
    const [a, b] = outputs['y']?.data ?? [];
    if (a !== 0 || b !== 2) {
      throw new MultiRoiError('E_INTERNAL', `internal: relu(-1, 2) is ${String(a)}, ${String(b)}`);
    }
    return session.provider;
  } finally {
    await session.dispose();
  }
}

async function checkRuntime(platform: Platform): Promise<Check> {
  let facts: RuntimeFacts | undefined;
  const check = await probe('Runtime', 'install the package again, for this platform', async () => {
    const provider = await runtimeWorks(platform);
    facts = platform.runtime.facts?.();
    const version = facts === undefined ? '' : ` ${facts.version}`;
    return `ONNX Runtime${version} on ${provider} computes`;
  });
  const { why, remedy } = facts ?? {};
  if (check.state !== 'ok' || why === undefined) return check;
  const found = `${check.found}, several times slower than native code: ${why}`;
  return { ...check, state: 'warning', found, ...(remedy !== undefined && { advice: remedy }) };
}

async function imagesWork({ images }: Platform): Promise<string> {
  const pixel = { width: 1, height: 1, data: Uint8Array.of(200, 100, 50) };
  const { data } = await images.decode(await images.encodePng(pixel), 'a pixel');
  if (data.join() !== pixel.data.join()) {
    throw new MultiRoiError('E_INTERNAL', `internal: a pixel came back as ${data.join()}`);
  }
  return 'libvips decodes and encodes';
}

const megabytes = (bytes: Uint8Array): string => `${(bytes.length / 1e6).toFixed(1)} MB`;

async function checks(io: Io): Promise<Check[]> {
  const platform = await io.platform();
  const asset = (what: string, name: string, advice: string): Promise<Check> =>
    probe(what, advice, async () => `${name}, ${megabytes(await platform.files.asset(name))}`);
  const reinstall = 'install the package again';
  const build = 'convert the models with: npm run build';
  const probes = await Promise.all([
    checkRuntime(platform),
    probe('Images', 'install the package again, for this platform', () => imagesWork(platform)),
    probe('Body', reinstall, async () => {
      const { id, vertexCount } = loadBody(await platform.files.asset('body/open.safetensors'));
      return `${id}, ${vertexCount} vertices`;
    }),
    asset('Weights', weightsAsset(), reinstall),
    asset('Limbs in depth', 'blazepose-full.onnx', build),
    asset('Person detector', 'nanodet.onnx', build),
    asset('Key-points', 'movenet-thunder.onnx', build),
    probe('Folder', 'change to a folder you may write to, or use --out', async () => {
      await access(io.cwd, constants.W_OK);
      return `${io.cwd} can be written to`;
    }),
  ]);
  return [checkNode(), checkMachine(), ...probes];
}

export const doctor: Command = defineCommand({
  name: 'doctor',
  summary: 'What is installed, what is missing, what to do',
  description:
    'Looks at Node, the machine, the native libraries (by using them), the shipped files and the folder you are in. Exit code 0 means that `multiroi predict photo.jpg` has what it needs.',
  operands: { usage: '', min: 0, max: 0 },
  options: {},
  examples: [
    ['multiroi doctor', 'tells what is there and what is not'],
    ['multiroi doctor --json', 'tells it to a program, or to an issue report'],
  ],
  run: async ({ values, io, json }) => {
    const found = await checks(io);
    if (values.json) for (const each of found) json.push(each);
    else {
      const paint = painter(io.stdout, io.env);
      const mark = {
        ok: paint('cyan', 'ok     '),
        warning: paint('yellow', 'warning'),
        missing: paint('red', 'missing'),
      };
      const width = Math.max(...found.map(({ what }) => what.length));
      for (const { what, state, found: fact, advice } of found) {
        const todo = advice === undefined ? '' : `\n${' '.repeat(width + 10)}→ ${advice}`;
        io.stdout.write(`${mark[state]} ${what.padEnd(width)}  ${fact}${todo}\n`);
      }
    }
    return found.some(({ state }) => state === 'missing') ? 1 : 0;
  },
});
