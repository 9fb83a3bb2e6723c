/**
 * @file What one network is: model, number of RoIs, fusion and the options of a preset, resolved into
 * one flat record that is stored beside the weights.
 */

import { z } from 'zod';
import {
  MAX_FREQUENCIES,
  MAX_ROIS,
  RELATION_MODES,
  roiSetFor,
  roiSetSchema,
  type RoiSet,
} from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { checkedAs, parseJson } from '../format/index.ts';
import { ENCODERS, MODEL_NAMES, type ModelName } from './encoders/index.ts';
import type { EmbeddingOptions } from './encoders/light.ts';
import { LIMB_WIDTH } from './pretrained/limbs.ts';
import { MOVENET_WIDTH } from './pretrained/movenet.ts';
import {
  PRESET_NAMES,
  presetOptions,
  type PresetName,
  type PresetOptions,
  type RegressorOptions,
} from './presets.ts';

/** How RoIs are fused: the paper's relative relation, and the variants of its Tables 2 and 3 and Figure 8. */
export type Fusion = 'relative' | 'none' | 'feature-only' | 'absolute' | 'self-attention';

/**
 * Everything that decides a network's graph and its loss: the answers of a preset, and what the preset leaves open.
 * `networkConfig` makes one and checks it; it stands in every file of weights.
 */
export interface NetworkConfig extends PresetOptions {
  readonly model: ModelName;
  /** For reports; the preset's options stand in this record themselves. */
  readonly preset: PresetName;
  /** M: RoIs of a person. */
  readonly rois: number;
  readonly fusion: Fusion;
  /** What a RoI is cut to: height 4/3 of the width, or a square. */
  readonly roiShape: 'rect' | 'square';
  /** The regions, of which the first M are used; null is the published set for M. */
  readonly roiSet: RoiSet | null;
  /** Whether a person is looked at in a view that is rolled until they stand (`findRolls`). */
  readonly roll: 'none' | 'upright';
  /** The light model's pretrained encoder. */
  readonly poseEncoder: PoseEncoder;
  /** Whether a network of key-points sees limb directions beside them (`LIMB_PARTS`). */
  readonly limbs: boolean;
  /** The light model's embedding before fusion; null fuses the standardised features. */
  readonly embedding: EmbeddingOptions | null;
  /** The layers of D_cam where they are not those of D_mesh. */
  readonly cameraRegressor: RegressorOptions | null;
  /** What L_3D is the mean of: squared differences, as published, or distances, as MPJPE is. */
  readonly joints3dError: Joints3dError;
}

/** `squared`: L_3D as published. `distance`: what MPJPE is the mean of. */
export type Joints3dError = 'squared' | 'distance';

/** BlazePose's sizes. */
export const POSE_ENCODER_SIZES = ['full', 'heavy'] as const;
/** One of {@link POSE_ENCODER_SIZES}. */
export type PoseEncoderSize = (typeof POSE_ENCODER_SIZES)[number];
/** BlazePose by its size, or MoveNet Thunder. */
export const POSE_ENCODERS = ['full', 'heavy', 'movenet'] as const;
/** Which frozen encoder `light` stands on: one of {@link POSE_ENCODERS}. */
export type PoseEncoder = (typeof POSE_ENCODERS)[number];

/** The asset that holds an encoder's model. */
export function poseEncoderAsset(name: PoseEncoder): string {
  return name === 'movenet' ? 'movenet-thunder.onnx' : `blazepose-${name}.onnx`;
}

/** What a caller may choose; everything else comes from the preset and the model. */
export type NetworkChoice = Partial<NetworkConfig> & { readonly model: ModelName };

/** What each model changes in a preset. */
const MODEL_DEFAULTS: Readonly<Record<ModelName, Partial<NetworkConfig>>> = {
  // training never shapes the features of a frozen encoder for the linear regressor of HMR
  light: {
    roiShape: 'square',
    embedding: { width: 512, blocks: 1, aligned: false },
    regressor: { iterations: 3, widths: [1024, 512], activation: 'relu', blocks: 1, dropout: 0.2 },
  },
  resnet50: {},
  'hrnet-w48': {},
};

const whole = (low: number, high: number): z.ZodNumber => z.int().min(low).max(high);
const factor = z.number().min(0);
/** Four times the widest layer of the released code. */
const layerWidth = whole(1, 8192);
const depth = whole(0, 16);

const regressor: z.ZodType<RegressorOptions> = z.strictObject({
  iterations: whole(1, 16),
  widths: z.tuple([layerWidth, layerWidth]),
  activation: z.enum(['none', 'relu']),
  blocks: depth,
  dropout: z.number().min(0).lt(1),
});

const configSchema: z.ZodType<NetworkConfig> = z.strictObject({
  model: z.enum(MODEL_NAMES),
  preset: z.enum(PRESET_NAMES),
  rois: whole(1, MAX_ROIS),
  fusion: z.enum(['relative', 'none', 'feature-only', 'absolute', 'self-attention']),
  roiShape: z.enum(['rect', 'square']),
  // what came after the first weights has what those were trained with as its default
  roiSet: roiSetSchema.nullable().default(null),
  roll: z.enum(['none', 'upright']).default('none'),
  poseEncoder: z.enum(POSE_ENCODERS).default('full'),
  limbs: z.boolean().default(false),
  embedding: z
    .strictObject({ width: layerWidth, blocks: depth, aligned: z.boolean().default(false) })
    .nullable(),
  joints3dError: z.enum(['squared', 'distance']).default('squared'),
  relation: z.enum(RELATION_MODES),
  frequencies: whole(0, MAX_FREQUENCIES),
  scorer: z.enum(['linear', 'tanh-mlp']),
  decoders: z.enum(['mesh-and-camera', 'joint']),
  decoderBbox: z.enum(['none', 'own', 'all']),
  regressor,
  cameraRegressor: regressor.nullable().default(null),
  projectionGate: z.boolean(),
  contrastive: z.strictObject({
    temperature: z.number().gt(0),
    denominator: z.enum(['negatives', 'all']),
  }),
  cameraConsistency: z.strictObject({
    pairs: z.enum(['all-pairs', 'first']),
    shiftWeight: factor,
    spanWeight: factor,
    relativeSpan: z.boolean(),
  }),
  lossWeights: z.strictObject({
    camera: factor,
    contrastive: factor,
    pose: factor,
    shape: factor,
    vertices: factor,
    joints3d: factor,
    joints2d: factor,
    alignedJoints: factor.default(0),
    total: factor,
  }),
  human36mTruth: z.enum(['mosh', 'mosh-and-mocap']),
  openposeWeight: factor,
  threeDpwBody: z.enum(['gendered', 'neutral']),
  rotationCentre: z.enum(['base-roi', 'each-roi']),
  focal: z.enum(['one', 'annotated-for-roi0']),
  fullCamera: z.enum(['mean', 'roi0']),
});

/** Checks a whole record, and what no field shows by itself. */
function checkConfig(who: string, value: unknown): NetworkConfig {
  const data = checkedAs(who, configSchema, value, { code: 'E_CONFIG', root: 'configuration' });
  if (data.embedding !== null && data.model !== 'light') {
    throw new MultiRoiError(
      'E_CONFIG',
      `${who}: expected no embedding for ${data.model}, got one; its encoder is trained through the fusion`,
    );
  }
  if (data.poseEncoder === 'movenet' && data.embedding === null) {
    throw new MultiRoiError(
      'E_CONFIG',
      `${who}: expected an embedding for key-points of movenet, got none`,
    );
  }
  if (data.limbs && !seesKeypoints(data)) {
    throw new MultiRoiError(
      'E_CONFIG',
      `${who}: expected no limb directions for a network without key-points, got them`,
    );
  }
  const { roiSet, rois } = data;
  if (roiSet !== null && roiSet.scales.length < rois) {
    throw new MultiRoiError(
      'E_CONFIG',
      `${who}: expected at most the ${roiSet.scales.length} regions of the set "${roiSet.id}", got ${rois}`,
    );
  }
  return data;
}

/**
 * The complete configuration of a network.
 * @throws E_CONFIG with every field that is unknown or out of range.
 */
export function networkConfig(choice: NetworkChoice): NetworkConfig {
  const { model, preset = 'paper' } = choice;
  return checkConfig('networkConfig', {
    rois: 5,
    fusion: 'relative',
    roiShape: 'rect',
    roiSet: null,
    roll: 'none',
    poseEncoder: 'full',
    limbs: false,
    embedding: null,
    cameraRegressor: null,
    joints3dError: 'squared',
    ...presetOptions(preset),
    ...(Object.hasOwn(MODEL_DEFAULTS, model) ? MODEL_DEFAULTS[model] : {}),
    ...choice,
    preset,
  });
}

/**
 * The configuration stored beside weights, as JSON; every field must be there.
 * @throws E_FORMAT when it is not JSON, E_CONFIG as `networkConfig`.
 */
export function parseNetworkConfig(text: string): NetworkConfig {
  return checkConfig('parseNetworkConfig', parseJson('parseNetworkConfig', text));
}

/**
 * The same network for another number of regions.
 * @throws E_CONFIG when the number is part of the weights' shapes: the released scorer sees all pairs of a
 * row at once, and `decoderBbox: all` all boxes.
 */
export function withRois(config: NetworkConfig, rois: number): NetworkConfig {
  const scoresRows = config.fusion !== 'none' && config.fusion !== 'self-attention';
  const fixed = (config.scorer === 'tanh-mlp' && scoresRows) || config.decoderBbox === 'all';
  if (fixed && rois !== config.rois) {
    throw new MultiRoiError(
      'E_CONFIG',
      `withRois: expected ${config.rois} regions, with which these weights were trained, got ${rois}`,
    );
  }
  return checkConfig('withRois', { ...config, rois });
}

/** The M regions of a network. */
export function regionsOf({ roiSet, rois }: Pick<NetworkConfig, 'roiSet' | 'rois'>): RoiSet {
  const { id, offsets, scales } = roiSet ?? roiSetFor(rois);
  return { id, offsets: offsets.slice(0, rois), scales: scales.slice(0, rois) };
}

/** Whether what the encoder gives of a region is MoveNet's key-points (`MOVENET_PARTS`). */
export function seesKeypoints({
  model,
  poseEncoder,
}: Pick<NetworkConfig, 'model' | 'poseEncoder'>): boolean {
  return model === 'light' && poseEncoder === 'movenet';
}

/** Length of what is seen of one region: the encoder's numbers, and limb directions where they are seen. */
export function encoderWidth(
  config: Pick<NetworkConfig, 'model' | 'poseEncoder' | 'limbs'>,
): number {
  if (!seesKeypoints(config)) return ENCODERS[config.model].width;
  return MOVENET_WIDTH + (config.limbs ? LIMB_WIDTH : 0);
}

/** Length D of the features that are fused. */
export function featureWidth(config: NetworkConfig): number {
  return config.embedding?.width ?? encoderWidth(config);
}

/** Height and width of the images, pixels. */
export function inputSize(config: NetworkConfig): readonly [number, number] {
  if (config.model === 'light') return [256, 256];
  return config.roiShape === 'rect' ? [256, 192] : [224, 224];
}
