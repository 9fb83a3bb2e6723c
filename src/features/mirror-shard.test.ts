import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPoser, jointSet, loadBody, POSE_SIZE } from '../body/index.ts';
import { MultiRoiError, Rng } from '../base/index.ts';
import { float16FromFloat32 } from '../format/index.ts';
import { MOVENET_WIDTH } from '../network/index.ts';
import { mirroredShard } from './mirror-shard.ts';
import type { Shard } from './shard.ts';

const body = loadBody(readFileSync(new URL('../../assets/body/open.safetensors', import.meta.url)));
const rng = new Rng('mirror');
const draw = (length: number): Float32Array => Float32Array.from({ length }, () => rng.normal());

const shard: Shard = {
  count: 2,
  M: 3,
  D: MOVENET_WIDTH,
  fields: {
    features: float16FromFloat32(draw(2 * 3 * MOVENET_WIDTH)),
    boxes: draw(18),
    centers: draw(12),
    sizes: draw(6),
    focal: draw(2),
    pose: draw(2 * POSE_SIZE),
    betas: draw(20),
    translation: draw(6),
    confidence: draw(48),
  },
};

test('twice is as before', () => {
  expect(mirroredShard(mirroredShard(shard))).toEqual(shard);
});

test('the true joints of a mirrored person are the mirror images of the other side', () => {
  const mirrored = mirroredShard(shard);
  const { flip } = jointSet('smpl24');
  const poser = createPoser(body);
  const joints = (of: Shard, i: number): Float32Array => {
    const pose = of.fields.pose.subarray(POSE_SIZE * i, POSE_SIZE * (i + 1));
    const out = new Float32Array(72);
    const betas = of.fields.betas.subarray(10 * i, 10 * (i + 1));
    poser.poseJoints({ globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas }, out);
    return out.map((x, j) => x + of.fields.translation[3 * i + (j % 3)]);
  };
  for (const i of [0, 1]) {
    const [before, after] = [joints(shard, i), joints(mirrored, i)];
    for (const [j, other] of flip.entries()) {
      // the open body is symmetric to a few millimetres
      expect(after[3 * j]).toBeCloseTo(-before[3 * other], 1.5);
      expect(after[3 * j + 1]).toBeCloseTo(before[3 * other + 1], 1.5);
      expect(after[3 * j + 2]).toBeCloseTo(before[3 * other + 2], 1.5);
    }
  }
});

test('the shard is left as it was, and BlazePose has no mirror image', () => {
  const before = structuredClone(shard);
  mirroredShard(shard);
  expect(shard).toEqual(before);
  expect(() => mirroredShard({ ...shard, D: 1465 })).toThrow(MultiRoiError);
});
