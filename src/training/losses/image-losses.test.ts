import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPosedBody, createPoser, loadBody } from '../../body/index.ts';
import { localFromFull, PAPER5, resolveIntrinsics } from '../../camera/index.ts';
import { createRecorder, type SyntheticPerson } from '../../synthetic/index.ts';
import { cutSample, sampleOptions } from '../augment/sample.ts';
import { type PersonRecord } from '../../dataset/index.ts';
import { Graph, toOnnx, type Tensor } from '../../graph/index.ts';
import { networkConfig, type NetworkConfig } from '../../network/index.ts';
import { nodeRuntime } from '../../node/index.ts';
import type { HostTensor } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { imageLosses } from './image-losses.ts';
import { imageLabels } from '../step/image-labels.ts';
import { createPersonEncoder, type PersonArrays } from '../step/person.ts';
import { imageBatch } from '../step/image-stepper.ts';

const body = loadBody(
  readFileSync(new URL('../../../assets/body/open.safetensors', import.meta.url)),
);
const SIZE = { width: 320, height: 240 };
const STRIDE = 400;

function someone(seed: string): SyntheticPerson & { readonly record: PersonRecord } {
  const rng = new Rng(seed);
  const pose = Float32Array.from({ length: 72 }, () => rng.normal(0, 0.15));
  pose[0] += Math.PI;
  const betas = Float32Array.from({ length: 10 }, () => rng.normal(0, 0.5));
  const posed = createPosedBody(body);
  createPoser(body).pose(
    { globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas },
    posed,
  );
  const person: SyntheticPerson = {
    kind: 'upright',
    pose,
    betas,
    t: [0.3, -0.1, 4],
    joints3d: posed.joints as SyntheticPerson['joints3d'],
    joints2d: new Float32Array(48) as SyntheticPerson['joints2d'],
    visibility: new Uint8Array(24),
    pixels: 1,
  };
  const intrinsics = resolveIntrinsics({ ...SIZE, focalPx: 420 });
  return { ...person, record: createRecorder(body)({ intrinsics }, person, 'nobody.jpg') };
}

function arraysOf(config: NetworkConfig, record: PersonRecord): PersonArrays {
  const picture = { ...SIZE, data: new Uint8Array(3 * SIZE.width * SIZE.height) };
  const sample = cutSample(record, picture, sampleOptions(config, PAPER5), new Rng(0));
  return createPersonEncoder(config, { neutral: body }, STRIDE)(record, 'synthetic', sample);
}

/** The losses of a network that answers `rotmats`, `betas` and the cameras that the true `t` implies. */
async function lossesOf(
  config: NetworkConfig,
  people: readonly PersonArrays[],
  t: readonly [number, number, number],
  answer: { readonly rotmats: Float32Array; readonly betas: Float32Array },
): Promise<Record<string, number>> {
  const M = config.rois;
  const B = people.length;
  const K = config.decoders === 'joint' ? M : 1;
  const graph = new Graph('losses');
  const options = { config, body, people: B, vertexStride: STRIDE };
  const labels = imageLabels.declare(graph, { ...options, maxGradientNorm: null });
  const each = (data: Float32Array, shape: readonly number[]): Tensor =>
    graph.constant(
      Float32Array.from({ length: data.length * B * K }, (_, i) => data[i % data.length]),
      [B, K, ...shape],
    );
  const cameras = Float32Array.from(people.flatMap((person) => localCameras(person, M, t)));
  const terms = imageLosses(options, labels, {
    meshes: { rotmats: each(answer.rotmats, [24, 3, 3]), betas: each(answer.betas, [10]) },
    cameras: graph.constant(cameras, [B, M, 3]),
  });
  const session = await nodeRuntime.createSession(toOnnx(graph, { outputs: { ...terms } }), {
    threads: 1,
  });
  const feeds: Record<string, HostTensor> = {};
  const batch = imageBatch(config, people);
  for (const name of session.inputNames) feeds[name] = batch[name];
  const values = await session.run(feeds);
  await session.dispose();
  return Object.fromEntries(
    Object.entries(values).map(([name, { data }]) => [name, Number(data[0])]),
  );
}

function localCameras(
  person: PersonArrays,
  M: number,
  t: readonly [number, number, number],
): number[] {
  const pinhole = {
    fx: person.focal[0],
    fy: person.focal[0],
    cx: 0,
    cy: 0,
    focalSource: 'given',
  } as const;
  return Array.from({ length: M }, (_, m) => {
    const size = person.sizes[m];
    const center = [person.centers[2 * m], person.centers[2 * m + 1]] as const;
    const { scale, tx, ty } = localFromFull(t, { center, size, width: 0.75 * size }, pinhole);
    return [scale, tx, ty];
  }).flat();
}

const NAMES = ['pose', 'shape', 'vertices', 'joints3d', 'joints2d', 'camera'];

test.each(['paper', 'official'] as const)('the truth costs nothing (%s)', async (preset) => {
  const config = networkConfig({ model: 'resnet50', preset, rois: 3 });
  const { record, t } = someone('a');
  const arrays = arraysOf(config, record);
  const losses = await lossesOf(config, [arrays], t, arrays);
  expect(Object.keys(losses).toSorted()).toEqual(NAMES.toSorted());
  for (const name of NAMES) expect(losses[name], name).toBeLessThan(1e-6);
  // and it is the true t that does it: a pixel of 256 is (2/256)² of L_2D
  const beside = await lossesOf(config, [arrays], [t[0] + 0.05, t[1], t[2]], arrays);
  expect(beside.joints2d).toBeGreaterThan(1e-4);
  expect(beside.camera).toBeLessThan(1e-6);
});

test('aligned joints are compared where they weigh something', async () => {
  const config = networkConfig({ model: 'resnet50', rois: 2 });
  const aligned = { ...config, lossWeights: { ...config.lossWeights, alignedJoints: 1 } };
  const { record, t } = someone('d');
  const arrays = arraysOf(config, record);
  expect((await lossesOf(aligned, [arrays], t, arrays)).alignedJoints).toBeLessThan(2e-3);
  const wrong = { ...arrays, rotmats: arraysOf(config, someone('e').record).rotmats };
  expect((await lossesOf(aligned, [arrays], t, wrong)).alignedJoints).toBeGreaterThan(0.02);
  expect(await lossesOf(config, [arrays], t, wrong)).not.toHaveProperty('alignedJoints');
});

test('labels that a person lacks weigh nothing, and those of others keep their weight', async () => {
  const config = networkConfig({ model: 'resnet50', rois: 2 });
  const { record, t } = someone('b');
  const whole = arraysOf(config, record);
  const flat = arraysOf(config, {
    ...record,
    joints24: null,
    pose: null,
    betas: null,
    openpose25: new Float32Array(75).fill(50),
  });
  expect([flat.hasPose[0], flat.hasBetas[0], flat.hasVertices[0], flat.hasJoints3d[0]]).toEqual([
    0, 0, 0, 0,
  ]);
  // OpenPose's joints weigh nothing in either preset
  expect(flat.keypointConfidence.subarray(0, 25).every((c) => c === 0)).toBe(true);

  const wrong = {
    rotmats: arraysOf(config, someone('c').record).rotmats,
    betas: new Float32Array(10),
  };
  const alone = await lossesOf(config, [whole], t, wrong);
  const beside = await lossesOf(config, [whole, flat], t, wrong);
  for (const name of ['pose', 'shape', 'vertices', 'joints3d', 'joints2d']) {
    expect(alone[name], name).toBeGreaterThan(1e-6);
    expect(beside[name], name).toBeCloseTo(alone[name], 6);
  }
  const nobody = await lossesOf(config, [flat], t, wrong);
  expect(nobody).toMatchObject({ pose: 0, shape: 0, vertices: 0, joints3d: 0 });
  expect(nobody.joints2d).toBeCloseTo(alone.joints2d, 6);
});
