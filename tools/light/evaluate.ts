/**
 * @file Scores weights of `light` on shards of features of people that training never saw.
 *
 *   npx tsx tools/light/evaluate.ts --features dir --weights light.safetensors [--rois 1,3,5]
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadBody } from '../../src/body/index.ts';
import { scoreShard, type PersonScore } from '../../src/evaluation/index.ts';
import { readSafetensors } from '../../src/format/index.ts';
import { loadWeights, parseNetworkConfig } from '../../src/network/index.ts';
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
  const mean = (of: (score: PersonScore) => number): string =>
    (scores.reduce((sum, score) => sum + of(score), 0) / scores.length).toFixed(1);
  console.log(
    `M = ${M}: ${scores.length} people, MPJPE ${mean((s) => s.mpjpeMm)} mm, PA-MPJPE ${mean((s) => s.paMpjpeMm)} mm, ` +
      `PVE ${mean((s) => s.pveMm)} mm, depth ${mean((s) => 100 * s.depthRatio)} %, ` +
      `consistency x ${mean((s) => 1000 * s.consistency.x)} mm, y ${mean((s) => 1000 * s.consistency.y)} mm, s ${mean((s) => 100 * s.consistency.s)} %`,
  );
}
