/**
 * @file Scores weights of `light` on synthetic people that training never saw. Their features are made as the weights
 * say (regions, roll, encoder) and cached like those of a training run; with --poses, held-out clips alone, or with
 * `--split train --seed train` those very people.
 *
 *   npx tsx tools/light/evaluate.ts --weights light.safetensors [--rois 1,3,5] [--poses captured.npz]
 *     [--recipe standard] [--count 1000] [--seed heldout] [--split heldout|train] [--features data/features]
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { scoreLandmarks } from '../../bench/support/landmarks.ts';
import { loadBody } from '../../src/body/index.ts';
import {
  meanOf,
  scoreShard,
  type CameraScore,
  type LimbScore,
  type PersonScore,
} from '../../src/evaluation/index.ts';
import { loadWeights, readWeightsFile, withRois } from '../../src/network/index.ts';
import { nodePlatform } from '../../src/node/index.ts';
import { openFeatures } from '../../src/jobs/index.ts';
import { DETECTOR_JITTER, featureOptions } from '../../src/features/index.ts';

const { values } = parseArgs({
  options: {
    weights: { type: 'string', default: 'assets/weights/light.safetensors' },
    rois: { type: 'string', default: '1,5' },
    poses: { type: 'string' },
    recipe: { type: 'string', default: 'standard' },
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: 'heldout' },
    split: { type: 'string', default: 'heldout' },
    features: { type: 'string', default: 'data/features' },
  },
});
const { split } = values;
if (split !== 'train' && split !== 'heldout')
  throw new Error(`split: heldout or train, got ${split}`);
const { config: stored, tensors } = readWeightsFile(await readFile(values.weights));
const shard = await openFeatures({
  sets: [{ recipe: values.recipe, count: Number(values.count), seed: values.seed }],
  options: featureOptions(stored, DETECTOR_JITTER),
  poses: values.poses === undefined ? null : { file: values.poses, split },
  folder: values.features,
  threads: availableParallelism(),
  onMissing: (people) => console.error(`features of ${people} people are missing`),
});
const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));

for (const M of values.rois.split(',').map(Number)) {
  const config = withRois(stored, M);
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

function limbText(limbs: readonly LimbScore[]): string {
  const mean = (of: (score: LimbScore) => number): string => meanOf(limbs.map(of)).toFixed(1);
  return `12 limb joints ${mean((s) => s.mpjpeMm)} / ${mean((s) => s.paMpjpeMm)} mm`;
}

console.log(`BlazePose's world landmarks: ${limbText(scoreLandmarks(shard, body))}`);
