/**
 * @file Every choice on which the paper and its released code differ, as one record of options, and
 * the two records that answer all of them: `paper` and `official`. docs/presets.md gives each option's
 * source. Code asks for an option, never for the name of a preset.
 */

import type { RelationMode } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';

/** The layers of an iterative regressor; see `heads.ts`. */
export interface RegressorOptions {
  /** Corrections added to the starting values; 1 is a single pass. */
  readonly iterations: number;
  /** Outputs of `fc1` and `fc2`. */
  readonly widths: readonly [number, number];
  /** After `fc1` and `fc2`. HMR and all that descends from it have none. */
  readonly activation: 'none' | 'relu';
  /** Residual blocks x + B·relu(A·x) of the second width, after `fc2`. */
  readonly blocks: number;
  /** Probability of dropping a unit after `fc1` and `fc2` in training. */
  readonly dropout: number;
}

/** Factors of the terms of Eq. 19; `total` multiplies their sum, `shape` is the β part of L_smpl. */
export interface LossWeights {
  readonly camera: number;
  readonly contrastive: number;
  readonly pose: number;
  readonly shape: number;
  readonly vertices: number;
  readonly joints3d: number;
  readonly joints2d: number;
  /** Ours: the 24 joints after the best similarity, as PA-MPJPE compares them; in no published loss. */
  readonly alignedJoints: number;
  readonly total: number;
}

/** Eq. 15–16 and their released form; shifts are the x and y of a full camera, spans its b·s. */
export interface CameraConsistencyOptions {
  /** Every pair of RoIs, x and y apart, summed; or RoI 0 against each, x + y together, averaged. */
  readonly pairs: 'all-pairs' | 'first';
  /** Of L_x and L_y. */
  readonly shiftWeight: number;
  /** Of L_s, which is in pixels unless `relativeSpan`. */
  readonly spanWeight: number;
  /** Divide spans by their mean first, so that the term does not depend on the resolution. */
  readonly relativeSpan: boolean;
}

/** Eq. 17 and its released form. */
export interface ContrastiveOptions {
  /** τ. */
  readonly temperature: number;
  /** Other persons alone, or positives too and the whole times τ (SupCon). */
  readonly denominator: 'negatives' | 'all';
}

/** One answer to every disagreement. Row numbers are those of docs/presets.md. */
export interface PresetOptions {
  /** Rows 1 and 3: encode, then subtract (exactly), or subtract, then encode (in float32, with one or two roundings). */
  readonly relation: RelationMode;
  /** Row 2: frequencies 2⁰ … 2^(L−1) of the positional encoding; 0 leaves the raw differences. */
  readonly frequencies: number;
  /** Row 4: what turns a pair (feature, relation) into a fusion weight. */
  readonly scorer: 'linear' | 'tanh-mlp';
  /** Rows 5, 6 and 8: one mesh from the averaged feature and a camera per RoI, or one regressor for both, per RoI. */
  readonly decoders: 'mesh-and-camera' | 'joint';
  /** Row 7: the box information that the decoders see beside the feature. */
  readonly decoderBbox: 'none' | 'own' | 'all';
  /** The layers of each decoder. */
  readonly regressor: RegressorOptions;
  /** Row 9: multiply features by their own sigmoid before they are projected to z. */
  readonly projectionGate: boolean;
  /** Row 10. */
  readonly contrastive: ContrastiveOptions;
  /** Row 11. */
  readonly cameraConsistency: CameraConsistencyOptions;
  /** Row 13. */
  readonly lossWeights: LossWeights;
  /** Row 16: what Human3.6M predictions are scored against. */
  readonly human36mTruth: 'mosh' | 'mosh-and-mocap';
  /** Row 17: factor on the confidence of OpenPose keypoints in training. */
  readonly openposeWeight: number;
  /** Row 18: the body that makes 3DPW's true vertices in training; `gendered` leaves its betas unsupervised. */
  readonly threeDpwBody: 'gendered' | 'neutral';
  /** Row 19: what a training image is rotated about before its RoIs are cut. */
  readonly rotationCentre: 'base-roi' | 'each-roi';
  /** Row 20: one focal length everywhere, or the annotated one for RoI 0 and the estimate for the others. */
  readonly focal: 'one' | 'annotated-for-roi0';
  /** Which RoIs' cameras make the person's (docs/presets.md, after the table). */
  readonly fullCamera: 'mean' | 'roi0';
}

const RELEASED_LOSS_WEIGHTS: LossWeights = {
  camera: 1,
  contrastive: 0.1,
  pose: 1,
  shape: 0.001,
  vertices: 1,
  joints3d: 5,
  joints2d: 5,
  alignedJoints: 0,
  total: 60,
};

/** The equations of the paper where they are explicit and sound. */
const paper: PresetOptions = {
  relation: 'paper',
  frequencies: 32,
  scorer: 'linear',
  decoders: 'mesh-and-camera',
  decoderBbox: 'own',
  regressor: { iterations: 3, widths: [1024, 1024], activation: 'none', blocks: 0, dropout: 0.5 },
  projectionGate: true,
  contrastive: { temperature: 0.5, denominator: 'negatives' },
  cameraConsistency: {
    pairs: 'all-pairs',
    shiftWeight: 0.1,
    spanWeight: 1e-4,
    relativeSpan: false,
  },
  lossWeights: RELEASED_LOSS_WEIGHTS,
  human36mTruth: 'mosh-and-mocap',
  openposeWeight: 0,
  threeDpwBody: 'gendered',
  rotationCentre: 'base-roi',
  focal: 'one',
  fullCamera: 'mean',
};

/** The released code; the only preset in which the authors' checkpoints mean what they were trained to mean. */
const official: PresetOptions = {
  // as PyTorch rounds on a CPU, where everyone can check it; CUDA's rounding is an option
  relation: 'official-fma',
  frequencies: 32,
  scorer: 'tanh-mlp',
  decoders: 'joint',
  decoderBbox: 'all',
  regressor: { iterations: 3, widths: [2048, 1024], activation: 'none', blocks: 0, dropout: 0.5 },
  projectionGate: true,
  contrastive: { temperature: 0.5, denominator: 'all' },
  cameraConsistency: { pairs: 'first', shiftWeight: 1, spanWeight: 1e-8, relativeSpan: false },
  lossWeights: RELEASED_LOSS_WEIGHTS,
  human36mTruth: 'mosh',
  openposeWeight: 0,
  threeDpwBody: 'neutral',
  rotationCentre: 'each-roi',
  focal: 'annotated-for-roi0',
  fullCamera: 'roi0',
};

/** `paper`: the equations as printed. `official`: what the released code computes. */
export const PRESET_NAMES = ['paper', 'official'] as const;
/** One of {@link PRESET_NAMES}; docs/presets.md has every difference. */
export type PresetName = (typeof PRESET_NAMES)[number];

/** The two records, by name. */
export const PRESETS: Readonly<Record<PresetName, PresetOptions>> = { paper, official };

/** The options of a preset by a name that came from outside. @throws E_CONFIG for an unknown name. */
export function presetOptions(name: string): PresetOptions {
  if (!Object.hasOwn(PRESETS, name)) {
    throw new MultiRoiError(
      'E_CONFIG',
      `presetOptions: expected ${PRESET_NAMES.join(' or ')}, got "${name}"`,
    );
  }
  return PRESETS[name as PresetName];
}
