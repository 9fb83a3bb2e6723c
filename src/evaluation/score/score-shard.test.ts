import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadBody } from '../../body/index.ts';
import { combineFull } from '../../camera/index.ts';
import { float16FromFloat32, float32FromFloat16 } from '../../format/index.ts';

import { axisAngleFromRotmat } from '../../math/index.ts';
import { expectedWeights, networkConfig } from '../../network/index.ts';
import { nodeRuntime } from '../../node/index.ts';
import { Heads } from '../../inference/index.ts';
import { Rng } from '../../base/index.ts';
import { shardOf, type PersonRow } from '../../features/index.ts';
import { scoreShard } from './score-shard.ts';

const M = 2;
const D = 1465;
const FOCAL = 600;
const body = loadBody(
  readFileSync(new URL('../../../assets/body/open.safetensors', import.meta.url)),
);
const config = networkConfig({
  model: 'light',
  rois: M,
  frequencies: 2,
  embedding: { width: 16, blocks: 0, aligned: false },
  regressor: { iterations: 1, widths: [16, 16], activation: 'relu', blocks: 0, dropout: 0 },
});

/** Small random weights: any network that answers. */
function randomWeights(): Map<
  string,
  { type: 'float32'; shape: readonly number[]; data: Float32Array }
> {
  const rng = new Rng('weights');
  const entries = [...expectedWeights(config)].map(([name, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const stream = rng.fork(name);
    const draw = (): number =>
      name === 'light.std' ? 1 : name.startsWith('init_') ? 0 : 0.05 * stream.normal();
    const data = Float32Array.from({ length: size }, draw);
    if (name === 'init_cam') data.set([0.9, 0, 0]);
    if (name === 'init_pose') for (let j = 0; j < 24; j++) data.set([1, 0, 0, 1, 0, 0], 6 * j);
    return [name, { type: 'float32' as const, shape, data }] as const;
  });
  return new Map(entries);
}

test('a network is never wrong about people who are what it says they are', async () => {
  const weights = randomWeights();
  const rng = new Rng('people');
  const features = float16FromFloat32(Float32Array.from({ length: M * D }, () => rng.normal()));
  const boxes = Float32Array.of(0.1, 0.2, 0.3, 0.1, 0.2, 0.5);
  const heads = new Heads(nodeRuntime, { threads: 1 }, config, weights);
  const [{ rotmats, betas, cameras }] = await heads.run(float32FromFloat16(features), boxes, 1);
  await heads.dispose();

  const rois = [200, 300].map((size) => ({ center: [20, -10] as const, size, width: size }));
  const locals = rois.map((_, m) => ({
    scale: cameras[3 * m],
    tx: cameras[3 * m + 1],
    ty: cameras[3 * m + 2],
  }));
  const pinhole = { fx: FOCAL, fy: FOCAL, cx: 0, cy: 0, focalSource: 'given' } as const;
  const { t, consistency } = combineFull(locals, rois, pinhole, 'mean');
  const pose = new Float32Array(72);
  for (let j = 0; j < 24; j++)
    pose.set(axisAngleFromRotmat(rotmats.subarray(9 * j, 9 * j + 9)), 3 * j);
  const row: PersonRow = {
    features,
    boxes,
    centers: Float32Array.of(20, -10, 20, -10),
    sizes: Float32Array.of(200, 300),
    focal: Float32Array.of(FOCAL),
    pose,
    betas,
    translation: Float32Array.from(t),
    confidence: new Float32Array(24).fill(1),
  };
  const options = { runtime: nodeRuntime, session: { threads: 1 }, config, weights, body };
  const [own] = await scoreShard(shardOf([row], M, D), options);
  expect(own.mpjpeMm).toBeLessThan(0.01);
  expect(own.paMpjpeMm).toBeLessThan(0.01);
  expect(own.pveMm).toBeLessThan(0.01);
  expect(own.limbs.mpjpeMm).toBeLessThan(0.01);
  expect(own.camera?.translationMm).toBeLessThan(0.1);
  expect(own.camera?.consistency).toEqual(consistency);

  const moved = { ...row, translation: Float32Array.of(t[0] + 0.3, t[1], t[2] + 0.4) };
  const [other] = await scoreShard(shardOf([moved], M, D), options);
  expect(other.camera?.translationMm).toBeCloseTo(500, 0);
  expect(other.mpjpeMm).toBeLessThan(0.01);

  // a person behind the camera keeps the joints and has no place
  weights.set('init_cam', {
    type: 'float32',
    shape: [...(weights.get('init_cam')?.shape ?? [])],
    data: Float32Array.of(-0.9, 0, 0),
  });
  const [behind] = await scoreShard(shardOf([row], M, D), options);
  expect(behind.camera).toBeNull();
  expect(Number.isFinite(behind.mpjpeMm)).toBe(true);
});
