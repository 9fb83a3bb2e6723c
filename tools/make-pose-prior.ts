/**
 * @file Learns `assets/synthetic/pose-prior.safetensors` from captured poses, or its counterpart for the benchmark,
 * `pose-prior-heldout.safetensors`, from the clips that training never meets:
 * `npx tsx tools/make-pose-prior.ts ../shared/poses/cmu_poses.npz train|heldout`.
 *
 * A mixture of low-rank Gaussians over rotation vectors: poses of one side's clips are grouped by k-means, and each group keeps its mean, its leading principal components and the rest as independent
 * noise. The groups' weights are tempered, because captured people mostly stand and walk. Only
 * statistics are stored; no captured pose can be read back.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { float16FromFloat32, writeSafetensors } from '../src/format/index.ts';
import { parseCapturedPoses, PRIOR_JOINTS, removeHeading } from '../src/synthetic/index.ts';
import type { HostTensor } from '../src/platform/index.ts';
import { Rng } from '../src/base/index.ts';

/** The held-out clips are a ninth of the others: fewer groups, so that each still holds enough poses. */
const GROUPS = { train: 96, heldout: 36 } as const;
const FILES = { train: 'pose-prior', heldout: 'pose-prior-heldout' } as const;
type Side = keyof typeof FILES;
const RANK = 12;
const ROUNDS = 25;
/** A group of n poses weighs n^TEMPER. */
const TEMPER = 0.5;
/** A group must hold this many poses, or its covariance means nothing. */
const SMALLEST_GROUP = { train: 40, heldout: 24 } as const;
/** Range of each rotation-vector component that is kept, and the room added on both sides, radians. */
const LIMIT_QUANTILE = 0.005;
const LIMIT_ROOM = 0.1;

const FREE_JOINTS = PRIOR_JOINTS;
const D = 3 * FREE_JOINTS.length;

/** Rows of [D]: the root's tilt, then the joints that move. */
function features(bytes: Uint8Array, side: Side): Float64Array[] {
  const captured = parseCapturedPoses(bytes, side);
  return Array.from({ length: captured.count }, (_, i) => {
    const pose = captured.pose(i);
    const row = new Float64Array(D);
    FREE_JOINTS.forEach((joint, k) => row.set(pose.subarray(3 * joint, 3 * joint + 3), 3 * k));
    removeHeading(pose.subarray(0, 3), row.subarray(0, 3));
    return row;
  });
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < D; d++) sum += (a[d] - b[d]) ** 2;
  return sum;
}

/** k-means++ (Arthur and Vassilvitskii 2007), then Lloyd's rounds. */
function cluster(rows: readonly Float64Array[], side: Side, rng: Rng): Float64Array[][] {
  const centres = [rows[rng.int(rows.length)].slice()];
  const nearest = new Float64Array(rows.length).fill(Infinity);
  while (centres.length < GROUPS[side]) {
    const last = centres[centres.length - 1];
    let total = 0;
    rows.forEach((row, i) => {
      nearest[i] = Math.min(nearest[i], squaredDistance(row, last));
      total += nearest[i];
    });
    let rest = rng.uniform() * total;
    let next = 0;
    while (next < rows.length - 1 && (rest -= nearest[next]) > 0) next++;
    centres.push(rows[next].slice());
  }
  let groups: Float64Array[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    groups = centres.map(() => []);
    for (const row of rows) {
      let best = 0;
      let bestDistance = Infinity;
      centres.forEach((centre, k) => {
        const distance = squaredDistance(row, centre);
        if (distance < bestDistance) [best, bestDistance] = [k, distance];
      });
      groups[best].push(row);
    }
    groups.forEach((group, k) => centres[k].set(meanOf(group, centres[k])));
  }
  return groups.filter((group) => group.length >= SMALLEST_GROUP[side]);
}

function meanOf(group: readonly Float64Array[], fallback: Float64Array): Float64Array {
  if (group.length === 0) return fallback;
  const mean = new Float64Array(D);
  for (const row of group) for (let d = 0; d < D; d++) mean[d] += row[d] / group.length;
  return mean;
}

interface Component {
  readonly mean: Float64Array;
  /** [RANK, D], each row scaled by its standard deviation. */
  readonly factor: Float64Array;
  /** Standard deviation that the factors leave over, [D]. */
  readonly noise: Float64Array;
}

function component(group: readonly Float64Array[]): Component {
  const mean = meanOf(group, new Float64Array(D));
  const centred = new Matrix(group.map((row) => Array.from(row, (value, d) => value - mean[d])));
  const covariance = centred
    .transpose()
    .mmul(centred)
    .div(group.length - 1);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const factor = new Float64Array(RANK * D);
  const noise = Float64Array.from({ length: D }, (_, d) => covariance.get(d, d));
  for (let r = 0; r < RANK; r++) {
    const sd = Math.sqrt(Math.max(0, realEigenvalues[order[r]]));
    for (let d = 0; d < D; d++) {
      const value = sd * eigenvectorMatrix.get(d, order[r]);
      factor[r * D + d] = value;
      noise[d] -= value * value;
    }
  }
  return { mean, factor, noise: noise.map((variance) => Math.sqrt(Math.max(0, variance))) };
}

/** Per component of [D] the kept range, the same for left and right after mirroring is the sampler's work. */
function limits(rows: readonly Float64Array[]): { lower: Float64Array; upper: Float64Array } {
  const lower = new Float64Array(D);
  const upper = new Float64Array(D);
  for (let d = 0; d < D; d++) {
    const sorted = Float64Array.from(rows, (row) => row[d]).sort();
    lower[d] = sorted[Math.floor(LIMIT_QUANTILE * rows.length)] - LIMIT_ROOM;
    upper[d] = sorted[Math.floor((1 - LIMIT_QUANTILE) * rows.length)] + LIMIT_ROOM;
  }
  return { lower, upper };
}

function half(shape: number[], parts: readonly Float64Array[]): HostTensor {
  const data = Uint16Array.from(parts.flatMap((part) => [...float16FromFloat32(part)]));
  return { type: 'float16', shape, data };
}

const [source, side] = process.argv.slice(2);
if (source === undefined || (side !== 'train' && side !== 'heldout')) {
  throw new Error('usage: make-pose-prior.ts <poses.npz> train|heldout');
}
const rows = features(new Uint8Array(readFileSync(source)), side);
const groups = cluster(rows, side, new Rng('pose-prior'));
const components = groups.map(component);
const weights = groups.map((group) => group.length ** TEMPER);
const total = weights.reduce((a, b) => a + b, 0);
const { lower, upper } = limits(rows);
const K = groups.length;
const bytes = writeSafetensors(
  new Map<string, HostTensor>([
    ['weight', half([K], [Float64Array.from(weights, (weight) => weight / total)])],
    [
      'mean',
      half(
        [K, D],
        components.map((c) => c.mean),
      ),
    ],
    [
      'factor',
      half(
        [K, RANK, D],
        components.map((c) => c.factor),
      ),
    ],
    [
      'noise',
      half(
        [K, D],
        components.map((c) => c.noise),
      ),
    ],
    ['lower', half([D], [lower])],
    ['upper', half([D], [upper])],
  ]),
  {
    learnedFrom: `CMU motion capture (mocap.cs.cmu.edu, NSF EIA-0196217), ${side === 'train' ? 'training' : 'held-out'} clips only`,
    poses: String(rows.length),
    joints: FREE_JOINTS.join(','),
  },
);
writeFileSync(new URL(`../assets/synthetic/${FILES[side]}.safetensors`, import.meta.url), bytes);
console.log(`${rows.length} poses, ${K} groups, ${(bytes.length / 1024).toFixed(0)} kB`);
