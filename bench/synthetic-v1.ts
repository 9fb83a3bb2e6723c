/**
 * @file Scores on the frozen benchmark, by stratum: BlazePose's own world landmarks, and weights of `light` with as
 * many regions as are asked for. Rows go to docs/results/synthetic-v1.json, replacing those of the same name, and the
 * tables of docs/results/synthetic-v1.md are written from it.
 *
 *   npx tsx src/cli/main.ts synth --benchmark synthetic-v1 --out v1
 *   npx tsx bench/synthetic-v1.ts --data v1 --features features [--landmarks full,heavy]
 *     [--weights name=light.safetensors,…] [--rois 1,3,5] [--roll none|upright] [--refine] [--mirror]
 *     [--out docs/results]
 *     [--prepare full:wide5:upright,heavy:paper5:none]
 *
 * With `--refine` everybody is scored again, refined; with `--mirror` once more, from both looks, and refined. The looks (regions, roll, encoder) are those stored with the weights. Each further weights is compared, person by
 * person, with the first ones. Without `--weights` and `--landmarks` the tables are written again.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBody } from '../src/body/index.ts';
import { PAPER5, WIDE5, type RoiSet } from '../src/camera/index.ts';
import { bootstrapMean, meanOf, scoreShard, type LimbScore } from '../src/evaluation/index.ts';
import { readSafetensors } from '../src/format/index.ts';
import {
  loadWeights,
  parseNetworkConfig,
  regionsOf,
  withRois,
  type NetworkConfig,
} from '../src/network/index.ts';
import { nodePlatform } from '../src/node/index.ts';
import { scoreLandmarks } from './support/landmarks.ts';
import {
  readResults,
  writeResults,
  type Comparison,
  type Errors,
  type Interval,
  type Row,
} from './support/v1-report.ts';
import { featuresOf, type BenchmarkFeatures } from './support/v1-features.ts';

const DRAWS = 2000;

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'v1' },
    features: { type: 'string', default: 'features' },
    weights: { type: 'string', default: '' },
    landmarks: { type: 'string', default: '' },
    rois: { type: 'string', default: '1,3,5' },
    roll: { type: 'string' },
    refine: { type: 'boolean', default: false },
    mirror: { type: 'boolean', default: false },
    prepare: { type: 'string', default: '' },
    out: { type: 'string', default: 'docs/results' },
  },
});

const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));
const list = (text: string): string[] => text.split(',').filter((part) => part !== '');
const features = new Map<string, Promise<BenchmarkFeatures>>();

function look(
  config: Pick<NetworkConfig, 'poseEncoder' | 'limbs' | 'roll' | 'roiSet'>,
  mirrored = false,
): Promise<BenchmarkFeatures> {
  const { poseEncoder, limbs, roll, roiSet } = config;
  const regions = roiSet ?? PAPER5;
  const key = `${poseEncoder} ${limbs} ${roll} ${mirrored} ${JSON.stringify(regions)}`;
  const found = features.get(key);
  if (found !== undefined) return found;
  const made = featuresOf(
    { poseEncoder, limbs, roll, regions, mirrored },
    values.data,
    values.features,
  );
  features.set(key, made);
  return made;
}

/** The errors of one method on every person. */
interface Scored {
  readonly name: string;
  /** What was made better in this; absent for answers as the network gave them. */
  readonly madeFrom?: Scored;
  readonly strata: readonly string[];
  readonly joints24: readonly LimbScore[] | null;
  readonly limbs: readonly LimbScore[];
  readonly look: string;
  readonly weights?: string;
}

/** Of a pose encoder by itself: the box and nothing else. */
const BOX: RoiSet = { id: 'box', offsets: [[0, 0]], scales: [1] };

/** The encoder's own 3D landmarks of the box. */
async function scoreEncoder(size: 'full' | 'heavy'): Promise<Scored> {
  const roll = values.roll === 'upright' ? 'upright' : 'none';
  const { strata, shard } = await look({ poseEncoder: size, limbs: false, roll, roiSet: BOX });
  const rolled = roll === 'upright' ? ', rolled' : '';
  return {
    name: `BlazePose-${size}${rolled}`,
    strata,
    joints24: null,
    limbs: scoreLandmarks(shard, body),
    look: `${size}, box, roll ${roll}`,
  };
}

interface How {
  readonly refine?: boolean;
  readonly mirror?: boolean;
}

async function scoreWeights(name: string, path: string): Promise<Scored[]> {
  const bytes = await readFile(path);
  const { tensors, metadata } = readSafetensors(bytes);
  const stored = parseNetworkConfig(metadata['multiroi.config'] ?? '');
  const roll = values.roll === 'upright' || values.roll === 'none' ? values.roll : stored.roll;
  const { strata, shard } = await look({ ...stored, roll });
  const mirrored = values.mirror ? (await look({ ...stored, roll }, true)).shard : undefined;
  const score = async (M: number, how: How, madeFrom?: Scored): Promise<Scored> => {
    const config = withRois({ ...stored, roll }, M);
    const { weights } = loadWeights(config, tensors);
    const { refine = false, mirror = false } = how;
    const scores = await scoreShard(shard, {
      runtime: nodePlatform.runtime,
      config,
      weights,
      body,
      refine,
      ...(mirror && mirrored !== undefined && { mirrored }),
    });
    return {
      name: `${name}, M = ${M}${mirror ? ', mirrored' : ''}${refine ? ', refined' : ''}`,
      ...(madeFrom !== undefined && { madeFrom }),
      strata,
      joints24: scores,
      limbs: scores.map(({ limbs }) => limbs),
      look: `${config.poseEncoder}, ${regionsOf(config).id}, roll ${roll}`,
      weights: createHash('sha256').update(bytes).digest('hex').slice(0, 12),
    };
  };
  const scored: Scored[] = [];
  for (const M of list(values.rois).map(Number)) {
    const plain = await score(M, {});
    scored.push(plain);
    if (values.refine) scored.push(await score(M, { refine: true }, plain));
    if (!values.mirror) continue;
    const both = await score(M, { mirror: true }, plain);
    scored.push(both);
    if (values.refine) scored.push(await score(M, { mirror: true, refine: true }, both));
  }
  return scored;
}

/** A mean over people with its 95 % interval; everyone is alone in their picture. */
function interval(values: readonly number[]): Interval {
  const own = values.map((_, i) => String(i));
  const [low, high] = bootstrapMean(values, own, { draws: DRAWS, seed: 'synthetic-v1' }) ?? [];
  return [meanOf(values), low ?? NaN, high ?? NaN];
}

function errorsOf(scores: readonly LimbScore[], strata: readonly string[]): Record<string, Errors> {
  const groups = [...new Set(strata)].map((name) => [name, (s: string) => s === name] as const);
  const all = ['all', () => true] as const;
  return Object.fromEntries(
    [...groups, all].map(([name, holds]) => {
      const some = scores.filter((_, i) => holds(strata[i]));
      return [
        name,
        {
          mpjpeMm: interval(some.map(({ mpjpeMm }) => mpjpeMm)),
          paMpjpeMm: interval(some.map(({ paMpjpeMm }) => paMpjpeMm)),
        },
      ];
    }),
  );
}

function rowOf({ name, strata, joints24, limbs, look: seen, weights }: Scored): Row {
  return {
    name,
    look: seen,
    ...(weights !== undefined && { weights }),
    ...(joints24 !== null && { joints24: errorsOf(joints24, strata) }),
    limbs: errorsOf(limbs, strata),
  };
}

/** What `b` is better by, person by person; on 24 joints where both have them. */
function compare(a: Scored, b: Scored): Comparison {
  const on24 = a.joints24 !== null && b.joints24 !== null;
  const [first, second] = on24 ? [a.joints24 ?? [], b.joints24 ?? []] : [a.limbs, b.limbs];
  const gains = first.map((score, i) => ({
    mpjpeMm: score.mpjpeMm - second[i].mpjpeMm,
    paMpjpeMm: score.paMpjpeMm - second[i].paMpjpeMm,
  }));
  const joints = on24 ? 24 : 12;
  return { from: a.name, to: b.name, joints, gain: errorsOf(gains, a.strata) };
}

const plainOf = (rows: readonly Scored[]): Scored[] =>
  rows.filter(({ madeFrom }) => madeFrom === undefined);

for (const entry of list(values.prepare)) {
  const [poseEncoder, regions, roll] = entry.split(':');
  if (
    (poseEncoder !== 'full' && poseEncoder !== 'heavy' && poseEncoder !== 'movenet') ||
    (regions !== 'paper5' && regions !== 'wide5') ||
    (roll !== 'none' && roll !== 'upright')
  ) {
    throw new Error(`prepare: full|heavy|movenet:paper5|wide5:none|upright, got ${entry}`);
  }
  await look({
    poseEncoder,
    limbs: false,
    roll,
    roiSet: regions === 'paper5' ? PAPER5 : WIDE5,
  });
}
const landmarks: Scored[] = [];
for (const size of list(values.landmarks)) {
  if (size !== 'full' && size !== 'heavy') throw new Error(`landmarks: full or heavy, got ${size}`);
  landmarks.push(await scoreEncoder(size));
}
const networks: Scored[][] = [];
for (const entry of list(values.weights)) {
  const [name, path] = entry.includes('=') ? entry.split('=') : [basename(entry), entry];
  networks.push(await scoreWeights(name, path));
}
const comparisons = networks.flatMap((all, i) => {
  const better = all.flatMap((row) =>
    row.madeFrom === undefined ? [] : [compare(row.madeFrom, row)],
  );
  const scored = plainOf(all);
  const [fewest] = scored;
  const most = scored[scored.length - 1];
  const within = fewest === most ? [] : [compare(fewest, most)];
  const before = i > 0 ? [compare(plainOf(networks[0]).at(-1) ?? most, most)] : [];
  return [...landmarks.map((own) => compare(own, most)), ...within, ...before, ...better];
});
const results = await readResults(join(values.out, 'synthetic-v1.json'));
await writeResults(values.out, results, [...landmarks, ...networks.flat()].map(rowOf), comparisons);
