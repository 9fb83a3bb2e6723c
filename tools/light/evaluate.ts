/**
 * @file Scores weights of `light` on shards of features of people that training never saw.
 *
 *   npx tsx tools/light/evaluate.ts --features dir --weights light.safetensors [--rois 1,3,5]
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createPosedBody, createPoser, loadBody } from '../../src/body/index.ts';
import {
  LIMB_JOINTS,
  meanOf,
  pickPoints,
  scoreLimbs,
  scoreShard,
  type CameraScore,
  type LimbScore,
  type PersonScore,
} from '../../src/evaluation/index.ts';
import { float32FromFloat16, readSafetensors } from '../../src/format/index.ts';
import { LIGHT_PARTS, loadWeights, parseNetworkConfig } from '../../src/network/index.ts';
import { nodePlatform } from '../../src/node/index.ts';
import { readShards } from './shards.ts';

const { values } = parseArgs({
  options: {
    features: { type: 'string' },
    weights: { type: 'string' },
    rois: { type: 'string', default: '1,5' },
  },
});
const shard = await readShards(values.features ?? '');
const { tensors, metadata } = readSafetensors(await readFile(values.weights ?? ''));
const stored = parseNetworkConfig(metadata['multiroi.config'] ?? '');
const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));

for (const M of values.rois.split(',').map(Number)) {
  const config = { ...stored, rois: M };
  const { weights } = loadWeights(config, tensors);
  const scores = await scoreShard(shard, { runtime: nodePlatform.runtime, config, weights, body });
  const mean = (of: (score: PersonScore) => number): string => meanOf(scores.map(of)).toFixed(1);
  const cameras = scores.flatMap(({ camera }) => camera ?? []);
  const meanCamera = (of: (score: CameraScore) => number): string =>
    meanOf(cameras.map(of)).toFixed(1);
  console.log(
    `M = ${M}: ${scores.length} people, MPJPE ${mean((s) => s.mpjpeMm)} mm, PA-MPJPE ${mean((s) => s.paMpjpeMm)} mm, ` +
      `PVE ${mean((s) => s.pveMm)} mm, ${limbText(scores.map(({ limbs }) => limbs))}, depth ${meanCamera((s) => 100 * s.depthRatio)} %, ` +
      `consistency x ${meanCamera((s) => 1000 * s.consistency.x)} mm, y ${meanCamera((s) => 1000 * s.consistency.y)} mm, s ${meanCamera((s) => 100 * s.consistency.s)} % (${scores.length - cameras.length} without a camera)`,
  );
}

/** BlazePose's landmarks of `LIMB_JOINTS`. */
const LIMB_LANDMARKS = [23, 24, 25, 26, 27, 28, 11, 12, 13, 14, 15, 16];

/** The encoder's own 3D landmarks of region 0 on the same people. */
function scoreLandmarks(): LimbScore[] {
  const poser = createPoser(body);
  const posed = createPosedBody(body);
  const pose = shard.fields.pose as Float32Array;
  const betas = shard.fields.betas as Float32Array;
  return Array.from({ length: shard.count }, (_, i) => {
    const row = shard.fields.features.subarray(i * shard.M * shard.D, (i * shard.M + 1) * shard.D);
    const world = float32FromFloat16(row).subarray(LIGHT_PARTS.feature + LIGHT_PARTS.landmarks);
    const truth = {
      globalOrient: pose.subarray(72 * i, 72 * i + 3),
      bodyPose: pose.subarray(72 * i + 3, 72 * (i + 1)),
      betas: betas.subarray(10 * i, 10 * (i + 1)),
    };
    poser.poseJoints(truth, posed.joints);
    return scoreLimbs(pickPoints(world, LIMB_LANDMARKS), pickPoints(posed.joints, LIMB_JOINTS));
  });
}

function limbText(limbs: readonly LimbScore[]): string {
  const mean = (of: (score: LimbScore) => number): string => meanOf(limbs.map(of)).toFixed(1);
  return `12 limb joints ${mean((s) => s.mpjpeMm)} / ${mean((s) => s.paMpjpeMm)} mm`;
}

console.log(`BlazePose's world landmarks: ${limbText(scoreLandmarks())}`);
