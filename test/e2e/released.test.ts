/**
 * @file The authors' checkpoints through the commands: convert → network → the numbers of the authors'
 * modules in PyTorch; ONNX exports in a session that knows nothing of this package.
 */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runMain } from '../../src/cli/_run.ts';
import {
  readNpz,
  readOnnx,
  readSafetensors,
  writeNpz,
  type NdArray,
} from '../../src/format/index.ts';
import { networkConfig, relationInput } from '../../src/network/index.ts';
import { expectClose } from '../support/close.ts';
import { hashArray } from '../support/hash.ts';
import { testIo } from '../support/io.ts';
import {
  jittorCheckpoint,
  legacyCheckpoint,
  releasedStateDict,
  zippedCheckpoint,
  type StateDict,
} from '../support/released-checkpoint.ts';
import hrnet from '../golden/model_hrnet_w48.json' with { type: 'json' };
import resnet from '../golden/model_resnet50.json' with { type: 'json' };

/** What is asked of the whole way from a checkpoint; measured: 4e-6. */
const WHOLE = 1e-4;
/** float16 keeps 11 bits of every weight. */
const HALF = 2e-2;

let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterAll(() => rm(cwd, { recursive: true }));

/** Runs a command line; its words hold no spaces. */
async function run(line: string): Promise<{ out: string; err: string }> {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '0', line.split(' '), io);
  expect({ code, err: code === 0 ? '' : io.err() }).toEqual({ code: 0, err: '' });
  return { out: io.out(), err: io.err() };
}

/** One person of five 256×192 regions, as the golden numbers were made. */
const images = hashArray('input', 15 * 256 * 192, 1.5);

const NETWORK = 'network --weights w.safetensors --inputs in.npz --outputs out.npz';

async function writeInputs(golden: typeof resnet): Promise<void> {
  const boxes = Float32Array.from(golden.bbox_info);
  const arrays: Record<string, NdArray> = {
    images: { type: 'float32', shape: [1, 5, 3, 256, 192], data: images },
    boxes: { type: 'float32', shape: [1, 5, 3], data: boxes },
  };
  await writeFile(join(cwd, 'in.npz'), writeNpz(arrays));
}

async function outputs(file: string): Promise<(name: string) => number[]> {
  const arrays = readNpz(await readFile(join(cwd, file)));
  return (name) => Array.from(arrays.get(name)?.data as Float32Array);
}

const keysOf = (json: string) =>
  (
    JSON.parse(json) as [
      { keys: Record<'matched' | 'unread' | 'missing' | 'unexpected', string[]> },
    ]
  )[0].keys;

describe.each([
  {
    model: 'resnet50' as const,
    table: 'state_dict_resnet50.tsv' as const,
    golden: resnet,
    write: zippedCheckpoint,
    format: 'zip',
    unread: 2,
  },
  {
    model: 'hrnet-w48' as const,
    table: 'state_dict_hrnet_w48.tsv' as const,
    golden: hrnet,
    write: legacyCheckpoint,
    format: 'legacy',
    unread: 4,
  },
])('$model, $format file', ({ model, table, golden, write, unread }) => {
  let state: StateDict;
  beforeAll(async () => {
    state = releasedStateDict(table);
    await writeFile(join(cwd, 'in.pt'), write(state));
    await writeInputs(golden);
  });

  test('convert accounts for every key, and says what the network is', async () => {
    const { out, err } = await run('convert in.pt --out w.safetensors --json');
    const keys = keysOf(out);
    const counters = keys.unread.filter((name) => name.endsWith('num_batches_tracked'));
    expect([keys.missing, keys.unexpected]).toEqual([[], []]);
    expect([...keys.matched, ...keys.unread].toSorted()).toEqual([...state.keys()].toSorted());
    expect(keys.unread.length - counters.length).toBe(unread);
    expect(err).toContain(`in.pt: ${model}, preset official, 5 regions, 32 frequencies`);
    expect(err).toContain('under "model.", epoch 16');
    const { metadata, tensors } = readSafetensors(await readFile(join(cwd, 'w.safetensors')));
    expect(tensors.size).toBe(keys.matched.length);
    expect(metadata['multiroi.body']).toBe('smpl-neutral');
    expect(JSON.parse(metadata['multiroi.source'] ?? '')).toEqual({
      file: 'in.pt',
      epoch: 16,
      batch_idx: 6000,
      batch_size: 20,
      total_step_count: 123456,
    });
  });

  test('network gives the numbers of the authors’ modules on a CPU', async () => {
    await run(`${NETWORK} --z`);
    const of = await outputs('out.npz');
    expectClose(of('features'), golden.features.flat(), WHOLE);
    expectClose(of('attention'), golden.attention.flat(), WHOLE);
    expect(of('rotmat')).toHaveLength(5 * 24 * 9);
    expectClose(of('rotmat').slice(0, 27), golden.rotmat_roi0_first3joints, WHOLE);
    expectClose(of('betas'), golden.betas.flat(), WHOLE);
    expectClose(of('cam'), golden.cam.flat(), WHOLE);
    const width = golden.features[0].length;
    const z = golden.cam.flatMap((_, m) => of('z').slice(m * width, m * width + 8));
    expectClose(z, golden.z_first8_per_roi.flat(), WHOLE);
  });

  test('the rounding of CUDA moves fusion weights by a hundredth, the pose by far less', async () => {
    await run(`${NETWORK} --relation official-two-rounding`);
    const of = await outputs('out.npz');
    expectClose(of('attention'), golden.attention.flat(), 2e-2);
    expectClose(of('rotmat').slice(0, 27), golden.rotmat_roi0_first3joints, 1e-3);
    const moved = of('attention').map((w, i) => Math.abs(w - (golden.attention.flat()[i] ?? NaN)));
    expect(Math.max(...moved)).toBeGreaterThan(WHOLE);
    expect(() => of('z')).toThrow();
  });

  test.each([
    { precision: 'fp32', tolerance: WHOLE },
    { precision: 'fp16', tolerance: HALF },
  ])(
    'export-onnx $precision runs in a plain session as its report says',
    async ({ precision, tolerance }) => {
      await run(`export-onnx --weights w.safetensors --out f.onnx --precision ${precision}`);
      const report = JSON.parse(await readFile(join(cwd, 'f.parity.json'), 'utf8')) as {
        parity: { output: string; maxAbsDifference: number }[];
      };
      for (const { maxAbsDifference } of report.parity)
        expect(maxAbsDifference).toBeLessThan(tolerance);
      const path = join(cwd, 'f.onnx');
      const session = await InferenceSession.create(path);
      const config = networkConfig({ model, preset: 'official' });
      const boxes = Float32Array.from(golden.bbox_info);
      const { data, shape } = relationInput(config, boxes, 1);
      const result = await session.run({
        images: new Tensor('float32', images, [1, 5, 3, 256, 192]),
        boxes: new Tensor('float32', boxes, [1, 5, 3]),
        relation: new Tensor('float32', data as Float32Array, shape),
      });
      await session.release();
      const of = (name: string): Float32Array => result[name]?.data as Float32Array;
      expectClose(of('cameras'), golden.cam.flat(), tolerance);
      expectClose(of('attention'), golden.attention.flat(), tolerance);
      expectClose(of('betas'), golden.betas[0], tolerance);
      const size = (await stat(path)).size;
      expect(size / (await stat(join(cwd, 'w.safetensors'))).size).toBeLessThan(
        precision === 'fp16' ? 0.55 : 1.05,
      );
      const { metadata } = readOnnx(await readFile(path));
      const notes = JSON.parse(metadata['multiroi.inputs'] ?? '') as Record<
        string,
        { shape: string }
      >;
      expect(Object.keys(notes)).toEqual(['images', 'boxes', 'relation']);
      expect(notes['images']?.shape).toBe('[B, 5, 3, 256, 192]');
    },
  );
});

test('a Jittor pickle becomes the same weights', async () => {
  const state = releasedStateDict('state_dict_resnet50.tsv');
  await writeFile(join(cwd, 'in.pkl'), jittorCheckpoint(state));
  const { out } = await run('convert in.pkl --json');
  expect(keysOf(out).unread).toEqual(['pos_enc.freq']);
  const { tensors } = readSafetensors(await readFile(join(cwd, 'in.safetensors')));
  for (const [name, tensor] of tensors) {
    // whole arrays by their bytes: a matcher would compare 40 million elements one by one
    const theirs = state.get(name)?.data as Float32Array;
    expect(
      Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength).equals(
        Buffer.from(theirs.buffer, theirs.byteOffset, theirs.byteLength),
      ),
    ).toBe(true);
  }
  expect(tensors.size).toBe(keysOf(out).matched.length);
});
