/**
 * @file The authors' checkpoints through the commands: convert → network → the numbers of the authors'
 * modules in PyTorch; ONNX exports in a session that knows nothing of this package.
 */
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadBody } from '../../src/body/index.ts';
import { cropTransform } from '../../src/camera/index.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runMain } from '../../src/cli/run.ts';
import {
  readNpz,
  readOnnx,
  readSafetensors,
  writeNpz,
  type NdArray,
} from '../../src/format/index.ts';
import { cropPlanes, IMAGENET, warpCrop } from '../../src/imaging/index.ts';
import { axisAngleFromRotmat } from '../../src/math/index.ts';
import { networkConfig, relationInput } from '../../src/network/index.ts';
import { nodeImages } from '../../src/node/index.ts';
import { parseResult } from '../../src/result/index.ts';
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
import { madeUpSmpl, originalPickle } from '../support/smpl-files.ts';
import hrnet from '../golden/model_hrnet_w48.json' with { type: 'json' };
import resnet from '../golden/model_resnet50.json' with { type: 'json' };

/** What is asked of the whole way from a checkpoint; measured: 4e-6. */
const WHOLE = 1e-4;
/** float16 keeps 11 bits of every weight. */
const HALF = 2e-2;

let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
  vi.stubEnv('MULTIROI_HOME', join(cwd, 'home'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(cwd, { recursive: true });
});

/** Runs a command line; its words hold no spaces. */
async function run(line: string): Promise<{ out: string; err: string }> {
  const io = testIo({ cwd, env: process.env });
  const code = await runMain(COMMANDS, '0', line.split(' '), io);
  expect({ code, err: code === 0 ? '' : io.err() }).toEqual({ code: 0, err: '' });
  return { out: io.out(), err: io.err() };
}

/** Where the person of the photograph is. */
const BOX = [60, 20, 420, 500] as const;

/**
 * Crops and box information of a photograph's person as the released code makes them, from the formulas:
 * b = 1.1 max(4/3 w, h) of a detector's box, 256×192 crops of five shifted and scaled regions.
 */
async function cropsOf(path: string) {
  const photo = await nodeImages.decode(await readFile(path), path);
  const [x0, y0, x1, y1] = BOX;
  const b = 1.1 * Math.max((4 / 3) * (x1 - x0), y1 - y0);
  const f = Math.sqrt(photo.width ** 2 + photo.height ** 2);
  const offsets = [[0, 0], [0.1, 0], [-0.1, 0], [0, 0.1], [0, -0.1]]; // oxfmt-ignore
  const planes = new Float32Array(15 * 256 * 192);
  const boxes = new Float32Array(15);
  for (const [m, scale] of [1, 1.5, 1.25, 0.8, 0.65].entries()) {
    const [dx = 0, dy = 0] = offsets[m] ?? [];
    const center = [(x0 + x1) / 2 + dx * b, (y0 + y1) / 2 + dy * b] as const;
    const roi = { center, size: scale * b, width: 0.75 * scale * b };
    const crop = warpCrop(photo, cropTransform(roi, 192, 256), 192, 256);
    cropPlanes(crop, IMAGENET, planes, m * 3 * 256 * 192);
    const [x, y] = center;
    boxes.set(
      [
        ((x - photo.width / 2) / f) * 2.8,
        ((y - photo.height / 2) / f) * 2.8,
        (scale * b - 0.24 * f) / (0.06 * f),
      ],
      3 * m,
    );
  }
  return { planes, boxes, b, f, photo };
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

  test('predict runs it on a photograph, on an imported SMPL body', async () => {
    await writeFile(join(cwd, 'SMPL_NEUTRAL.pkl'), originalPickle(madeUpSmpl()));
    await run('body import SMPL_NEUTRAL.pkl');
    await copyFile('test/fixtures/astronaut.png', join(cwd, 'photo.png'));
    await run(
      `predict photo.png --box ${BOX.join(',')} --model ${model} --preset official --weights w.safetensors --save json,glb --no-refine --out ${model}`,
    );
    const result = parseResult(await readFile(join(cwd, model, 'photo.json'), 'utf8'));
    expect(result.model).toMatchObject({ name: model, body: 'smpl-neutral', fullCamera: 'roi0' });
    const [person] = result.people;
    expect(person?.camera.focalSource).toBe('estimate');

    const { planes, boxes, b, f, photo } = await cropsOf(join(cwd, 'photo.png'));
    await writeFile(
      join(cwd, 'in.npz'),
      writeNpz({
        images: { type: 'float32', shape: [1, 5, 3, 256, 192], data: planes },
        boxes: { type: 'float32', shape: [1, 5, 3], data: boxes },
      }),
    );
    await run(NETWORK);
    const of = await outputs('out.npz');
    expectClose(person?.body.betas ?? [], of('betas').slice(0, 10), WHOLE);
    expectClose(
      person?.body.globalOrient ?? [],
      axisAngleFromRotmat(of('rotmat').slice(0, 9)),
      WHOLE,
    );
    const [s = 0, tx = 0, ty = 0] = of('cam');
    const [x0, y0, x1, y1] = BOX;
    const t = [
      tx + (2 * ((x0 + x1) / 2 - photo.width / 2)) / (b * s),
      ty + (2 * ((y0 + y1) / 2 - photo.height / 2)) / (b * s),
      (2 * f) / (b * s),
    ];
    expectClose(person?.camera.t ?? [], t, 0, WHOLE);
    const body = loadBody(await readFile(join(cwd, 'home', 'body', 'smpl-neutral.safetensors')));
    const pelvis = [0, 1, 2].map((k) =>
      of('betas')
        .slice(0, 10)
        .reduce(
          (sum, beta, i) => sum + beta * (body.jointShapeDirs[k * 10 + i] ?? 0),
          (body.jointTemplate[k] ?? 0) + (t[k] ?? 0),
        ),
    );
    expectClose(person?.joints3d.smpl24[0] ?? [], pelvis, 1e-3);
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
