import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { Graph, relu, toOnnx } from '../graph/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { nodeFiles } from './files.ts';
import { packageRoot, RUNTIME_FOLDER } from './package-root.ts';
import { createNodeRuntime, nodeRuntime } from './session.ts';

const built = existsSync(join(packageRoot(), RUNTIME_FOLDER, 'wasm'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-runtime-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A package's folder with some of the runtime's files. */
async function packageWith(...parts: string[]): Promise<string> {
  await mkdir(join(folder, 'dist', 'ort'), { recursive: true });
  for (const part of parts) {
    await symlink(join(packageRoot(), RUNTIME_FOLDER, part), join(folder, RUNTIME_FOLDER, part));
  }
  return folder;
}

function smallModel(): Uint8Array {
  const graph = new Graph('small');
  return toOnnx(graph, { outputs: { y: relu(graph.input('x', [2])) }, weights: new Map() });
}

test('native code computes where it is installed', async () => {
  expect(nodeRuntime.facts()).toMatchObject({ kind: 'native' });
  expect(nodeRuntime.facts().providers[0]).toBe('cpu');
  const session = await nodeRuntime.createSession(smallModel());
  expect(session.provider).toBe('cpu');
  await session.dispose();
});

test('a package without its runtime says what is missing', async () => {
  const runtime = createNodeRuntime(() => folder);
  await expect(runtime.createSession(smallModel())).rejects.toMatchObject({ code: 'E_IO' });
});

describe.skipIf(!built)('the WebAssembly build', () => {
  test('takes over without a native library, and says why and what helps', async () => {
    const root = await packageWith('wasm');
    const runtime = createNodeRuntime(() => root);
    expect(runtime.facts()).toEqual({
      kind: 'wasm',
      version: nodeRuntime.facts().version,
      providers: ['wasm'],
      why: `none for ${process.platform} ${process.arch} is installed`,
      remedy: 'npm install onnxruntime-node@1.30.0',
    });
    const session = await runtime.createSession(smallModel());
    expect(session.provider).toBe('wasm');
    const x = { type: 'float32', shape: [2], data: Float32Array.of(-1, 2) } as const;
    expect((await session.run({ x }))['y']?.data).toEqual(Float32Array.of(0, 2));
    await session.dispose();
    // what was asked for by name is not replaced by something else
    await expect(runtime.createSession(smallModel(), { provider: 'cpu' })).rejects.toMatchObject({
      code: 'E_UNSUPPORTED',
      hint: expect.stringContaining('npm install onnxruntime-node') as string,
    });
  });

  test('a native library that does not load is no end', async () => {
    const root = await packageWith('wasm');
    const broken = join(root, RUNTIME_FOLDER, 'native');
    await mkdir(join(broken, 'bin', 'napi-v6', process.platform, process.arch), {
      recursive: true,
    });
    const facts = createNodeRuntime(() => root).facts();
    expect(facts.kind).toBe('wasm');
    expect(facts.why).toContain('index.cjs');
  });

  test('the pose encoder says the same as in native code', async () => {
    const model = await nodeFiles.asset('movenet-thunder.onnx');
    const answers: Float32Array[] = [];
    for (const provider of ['cpu', 'wasm']) {
      const session = await nodeRuntime.createSession(model, { provider, threads: 1 });
      const [name = ''] = session.inputNames;
      const shape = (session.inputShapes[name] ?? []).map((length) => length ?? 1);
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).map((_, i) => (i * 37) % 255);
      const feeds: Record<string, HostTensor> = { [name]: { type: 'float32', shape, data } };
      const outputs = await session.run(feeds);
      answers.push(Object.values(outputs)[0]?.data as Float32Array);
      await session.dispose();
    }
    const [native, wasm] = answers;
    expect(native?.length).toBeGreaterThan(50);
    // other kernels add in another order
    expectClose(wasm ?? [], native ?? [], 1e-3);
  });
});

test.skipIf(!built || process.platform !== 'linux' || process.arch !== 'x64')(
  'the package carries the native library of linux-x64',
  async () => {
    const root = await packageWith('native');
    expect(createNodeRuntime(() => root).facts()).toMatchObject({ kind: 'native' });
  },
);
