/** @file The configurations by name: those of the paper's tables, its baseline, and one for our own people. */

import { PAPER5, WIDE5 } from '../../camera/index.ts';
import { MIXES } from '../../dataset/index.ts';
import { PRESETS, type NetworkConfig } from '../../network/index.ts';
import type { FeatureSet } from '../../features/index.ts';
import type { Issue } from '../../base/index.ts';
import type { RunChoice, RunConfig } from './run-config.ts';

/** A configuration that ships, with what is expected of it. */
export interface NamedRun {
  readonly name: string;
  /** What it trains, on what. */
  readonly about: string;
  readonly command: string;
  /** The numbers that whoever published it reports; MPJPE / PA-MPJPE (/ PVE), mm. */
  readonly expected: string;
  /** What it ran on there, and for how long. */
  readonly hardware: string;
  readonly choice: RunChoice;
}

const resnet50: RunChoice = {
  network: { model: 'resnet50' },
  data: { mix: MIXES['without-3dpw'] },
  batch: { people: 48, parts: 6 },
  length: { epochs: 25 },
  learningRate: 1e-4,
};

const hrnet48: RunChoice = {
  network: { model: 'hrnet-w48' },
  data: { mix: MIXES['without-3dpw'] },
  batch: { people: 20, parts: 5 },
  length: { epochs: 15 },
  learningRate: 5e-5,
};

/** What `light` is trained with (ADR 0006): losses that a frozen encoder and features without pixels ask for. */
export const LIGHT_LOSSES: Pick<NetworkConfig, 'cameraConsistency' | 'lossWeights'> = {
  // the span term in pixels would weigh a photograph by its resolution
  cameraConsistency: {
    ...PRESETS.paper.cameraConsistency,
    spanWeight: 0.1,
    relativeSpan: true,
  },
  // z has nothing to teach a frozen encoder; with the released 0.001 betas become a knob for the size of the joints
  lossWeights: { ...PRESETS.paper.lossWeights, contrastive: 0, shape: 0.05 },
};

const LIGHT_NETWORK: RunChoice['network'] = {
  model: 'light',
  ...LIGHT_LOSSES,
  // distances are what is scored; squared, the few people whom nobody can see decide
  joints3dError: 'distance',
  lossWeights: { ...LIGHT_LOSSES.lossWeights, pose: 0.5, joints3d: 1 },
  roiSet: WIDE5,
  roll: 'upright',
  embedding: { width: 512, blocks: 1, aligned: true },
};

/** From weights that were trained so: half the dropout, and what PA-MPJPE compares. */
const LIGHT_FINISH: RunChoice['network'] = {
  ...LIGHT_NETWORK,
  lossWeights: { ...LIGHT_LOSSES.lossWeights, pose: 0.5, joints3d: 1, alignedJoints: 2 },
  regressor: { iterations: 3, widths: [1024, 512], activation: 'relu', blocks: 1, dropout: 0.1 },
};

/** The light model on MoveNet: five regions' key-points, which all sit in one frame before they are fused. */
const KEYPOINT_NETWORK: RunChoice['network'] = {
  model: 'light',
  ...LIGHT_LOSSES,
  joints3dError: 'distance',
  lossWeights: { ...LIGHT_LOSSES.lossWeights, pose: 0.5, joints3d: 1, alignedJoints: 2 },
  roiSet: PAPER5,
  poseEncoder: 'movenet',
  // the differences of five boxes of one person have no finer parts
  frequencies: 8,
  embedding: { width: 256, blocks: 1, aligned: true },
  regressor: { iterations: 1, widths: [512, 512], activation: 'relu', blocks: 1, dropout: 0 },
  cameraRegressor: {
    iterations: 1,
    widths: [128, 128],
    activation: 'relu',
    blocks: 0,
    dropout: 0,
  },
};

const KEYPOINT_RUN = {
  network: KEYPOINT_NETWORK,
  batch: { people: 128 },
  regions: [5, 1, 5, 3],
  vertexStride: 160,
  checkpoint: { every: 500 },
  logEvery: 100,
} as const;

/** Those whose errors the simulated people borrow, and on whom the network is corrected. */
const KEYPOINT_SETS = (standard: number, varied: number, others = 1000): readonly FeatureSet[] => [
  { recipe: 'standard', count: standard, seed: 'train' },
  { recipe: 'varied', count: varied, seed: 'train' },
  { recipe: 'upright', count: others, seed: 'train' },
  { recipe: 'truncated', count: others, seed: 'train' },
  { recipe: 'occluded', count: others, seed: 'train' },
  { recipe: 'seated', count: others, seed: 'train' },
  { recipe: 'floor', count: others, seed: 'train' },
  { recipe: 'tilted', count: others, seed: 'train' },
];

const LIGHT_SETS: readonly FeatureSet[] = [
  { recipe: 'standard', count: 9000, seed: 'train' },
  { recipe: 'varied', count: 6000, seed: 'train' },
  { recipe: 'truncated', count: 6000, seed: 'train' },
  { recipe: 'occluded', count: 4000, seed: 'train' },
  { recipe: 'tilted', count: 3500, seed: 'train' },
  { recipe: 'floor', count: 3000, seed: 'train' },
  { recipe: 'seated', count: 2500, seed: 'train' },
  { recipe: 'small', count: 2500, seed: 'train' },
  { recipe: 'upright', count: 2500, seed: 'train' },
];

/** All five every other time, and fewer, so that the same weights serve any M. */
const LIGHT_REGIONS = [5, 1, 5, 3, 5, 1];

/** Those that ship, in the order in which `train --help` lists them. */
export const RUNS: readonly NamedRun[] = [
  {
    name: 'paper-r50',
    about: 'ResNet-50 with five regions on Human3.6M, COCO, MPII and MPI-INF-3DHP (Table 1)',
    command:
      'multiroi train paper-r50 --data data --out runs/r50 --set init.encoder=pose_resnet.pth',
    expected: 'Human3.6M 45.4 / 33.0; after finetune-3dpw, 3DPW 68.2 / 43.2 / 81.9',
    hardware: 'the authors: one RTX 3090, about a day',
    choice: resnet50,
  },
  {
    name: 'paper-hr48',
    about: 'HRNet-W48 with five regions on the same data (Table 1)',
    command:
      'multiroi train paper-hr48 --data data --out runs/hr48 --set init.encoder=pose_hrnet_w48_256x192.pth',
    expected: 'Human3.6M 42.2 / 30.7; after finetune-3dpw, 3DPW 64.1 / 40.4 / 78.6',
    hardware: 'the authors: one RTX 3090, about two days',
    choice: hrnet48,
  },
  {
    name: 'finetune-3dpw',
    about: 'HRNet-W48 from its weights, five epochs on 3DPW (Table 1)',
    command:
      'multiroi train finetune-3dpw --data data --out runs/hr48-3dpw --set init.weights=runs/hr48/weights.safetensors',
    expected: '3DPW 64.1 / 40.4 / 78.6',
    hardware: 'the authors: one RTX 3090, hours',
    choice: {
      ...hrnet48,
      data: { mix: MIXES['3dpw'] },
      length: { epochs: 5 },
      learningRate: 1e-5,
    },
  },
  {
    name: 'cliff-r50',
    about:
      'the baseline: ResNet-50 with one region, its box information and no fusion (Table 4, M = 1)',
    command:
      'multiroi train cliff-r50 --data data --out runs/cliff --set init.encoder=pose_resnet.pth',
    expected: 'trained on COCO alone, 3DPW MPJPE 84.6 (Table 4); five regions reach 80.8',
    hardware: 'a fifth of paper-r50',
    choice: {
      ...resnet50,
      network: { model: 'resnet50', rois: 1, fusion: 'none', decoderBbox: 'own' },
      data: { mix: MIXES.coco },
      batch: { people: 48, parts: 1 },
    },
  },
  {
    name: 'synthetic-r50',
    about:
      'ResNet-50 with five regions on the open body and our synthetic people; needs no licence',
    command:
      'multiroi synth --count 10000 --out data/synthetic && multiroi train synthetic-r50 --out runs/synthetic',
    expected: 'nothing published',
    hardware: 'any; a step of eight people takes some ten seconds on two cores',
    choice: {
      network: { model: 'resnet50' },
      body: 'open',
      data: { mix: MIXES.synthetic },
      batch: { people: 8, parts: 2 },
      length: { epochs: 10 },
      vertexStride: 4,
      checkpoint: { every: 100 },
      logEvery: 10,
    },
  },
  {
    name: 'light-synthetic',
    about:
      'the light model, first part: five regions of synthetic people through the frozen BlazePose, whose features are cached',
    command: 'multiroi train light-synthetic --poses captured.npz --out runs/light-first',
    expected: 'assets/weights/README.md',
    hardware: 'two cores: features 55 minutes, training 25 minutes on one (measured)',
    choice: {
      network: LIGHT_NETWORK,
      data: { sets: LIGHT_SETS },
      length: { steps: 3600 },
      regions: LIGHT_REGIONS,
    },
  },
  {
    name: 'light-finish',
    about:
      'the light model of 0.3.0, second part: the same people, half the dropout, and a loss on joints after the best similarity',
    command:
      'multiroi train light-finish --poses captured.npz --out runs/light --set init.weights=runs/light-first/weights.safetensors',
    expected: 'assets/weights/README.md',
    hardware: 'two cores: 24 minutes on one (measured), beside other work',
    choice: {
      network: LIGHT_FINISH,
      data: { sets: LIGHT_SETS },
      length: { steps: 3600 },
      regions: LIGHT_REGIONS,
    },
  },
  {
    name: 'light-simulated',
    about:
      'the light model on MoveNet, first part: people who are only simulated, with the errors that MoveNet makes on some who are rendered',
    command: 'multiroi train light-simulated --poses captured.npz --out runs/light-simulated',
    expected: 'assets/weights/README.md',
    hardware: 'assets/weights/README.md',
    choice: {
      ...KEYPOINT_RUN,
      data: { sets: KEYPOINT_SETS(3000, 2000), simulated: { share: 1, bodies: 300_000 } },
      length: { steps: 5500 },
      learningRate: 1.5e-3,
    },
  },
  {
    name: 'light-correct',
    about:
      'the light model on MoveNet, second part, which ships: corrected on rendered people, with as many simulated ones beside them',
    command:
      'multiroi train light-correct --poses captured.npz --out runs/light --set init.weights=runs/light-simulated/weights.safetensors',
    expected: 'assets/weights/README.md',
    hardware: 'assets/weights/README.md',
    choice: {
      ...KEYPOINT_RUN,
      data: { sets: KEYPOINT_SETS(4500, 3000), simulated: { share: 0.5, bodies: 300_000 } },
      batch: { people: 256 },
      length: { steps: 2000 },
      learningRate: 1e-3,
    },
  },
  {
    name: 'light-limbs',
    about:
      'the light model on MoveNet, third part, which ships: limb directions of BlazePose beside the key-points, from weights that saw none',
    command:
      'multiroi train light-limbs --poses captured.npz --out runs/light --set init.weights=runs/light-correct/weights.safetensors',
    expected: 'assets/weights/README.md',
    hardware: 'assets/weights/README.md',
    choice: {
      ...KEYPOINT_RUN,
      network: { ...KEYPOINT_NETWORK, limbs: true },
      data: {
        sets: KEYPOINT_SETS(3000, 1500, 500),
        mirrored: true,
        simulated: { share: 0.85, bodies: 200_000 },
      },
      batch: { people: 256 },
      length: { steps: 16_000 },
      learningRate: 1.2e-3,
    },
  },
  {
    name: 'light-best-synthetic',
    about:
      'the same people through BlazePose-heavy, from the weights of light: the better one of 0.3.0, no longer shipped',
    command:
      'multiroi train light-best-synthetic --poses captured.npz --out runs/light-best --set init.weights=assets/weights/light.safetensors',
    expected: 'assets/weights/README.md',
    hardware:
      'two cores: features of 30 500 people an hour and a half, training 35 minutes on one (measured)',
    choice: {
      network: { ...LIGHT_FINISH, poseEncoder: 'heavy' },
      data: {
        sets: [
          { recipe: 'upright', count: 5000, seed: 'train' },
          { recipe: 'seated', count: 3000, seed: 'train' },
          { recipe: 'floor', count: 2500, seed: 'train' },
          { recipe: 'tilted', count: 2500, seed: 'train' },
          { recipe: 'truncated', count: 4000, seed: 'train' },
          { recipe: 'occluded', count: 3000, seed: 'train' },
          { recipe: 'small', count: 1500, seed: 'train' },
          { recipe: 'varied', count: 4000, seed: 'train' },
          { recipe: 'standard', count: 5000, seed: 'train' },
        ],
      },
      length: { steps: 5400 },
      regions: LIGHT_REGIONS,
    },
  },
];

/** People that a quick run renders. */
export const QUICK_PEOPLE = 4;

/**
 * The same configuration cut down to a trial on a few synthetic people: all its parts run, nothing is learned. For
 * `trainRun` with `quick`.
 */
export function quickly(choice: RunChoice): RunChoice {
  const rois = Math.min(choice.network.rois ?? 5, 2);
  const small = {
    ...choice,
    network: { ...choice.network, rois },
    body: 'open',
    init: { weights: null, encoder: null },
    length: { steps: 2 },
    batch: { people: 2, parts: 1 },
    checkpoint: { every: 1, keep: 1 },
    logEvery: 1,
  };
  if (choice.network.model !== 'light') {
    return { ...small, data: { ...choice.data, mix: MIXES.synthetic } };
  }
  return {
    ...small,
    data: {
      ...choice.data,
      poses: null,
      sets: [{ recipe: 'upright', count: QUICK_PEOPLE, seed: 'quick' }],
    },
    ...(choice.regions && { regions: choice.regions.map((M) => Math.min(M, rois)) }),
  };
}

/** What of a configuration is too much for a quick run, which makes its people by itself and on one thread. */
export function quickIssues({ kind, data }: RunConfig): Issue[] {
  const cutDown = 'cut the choice down with quickly() first';
  if (kind === 'images') {
    const others = data.mix.flatMap(({ datasets }) => datasets).filter((id) => id !== 'synthetic');
    if (others.length === 0) return [];
    const message = `expected synthetic people alone in a quick run, got ${others.join(', ')}; ${cutDown}`;
    return [{ path: 'data.mix', message }];
  }
  const people = data.sets.reduce((sum, { count }) => sum + count, 0);
  if (people <= QUICK_PEOPLE) return [];
  const message = `expected at most ${QUICK_PEOPLE} people in a quick run, got ${people}; ${cutDown}`;
  return [{ path: 'data.sets', message }];
}
