/**
 * @file The network, one function over graph handles: RoIs and their boxes → pose, shape and cameras
 * (paper Eq. 1, Figure 2). Training, inference and exported graphs all come from it.
 */

import { rotmatsFromRot6d } from '../body/index.ts';
import { relationLength } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { reshape, slice, type Graph, type Tensor } from '../graph/index.ts';
import { dims } from '../base/index.ts';
import { encoderWidth, inputSize, type NetworkConfig } from './config.ts';
import { ENCODERS } from './encoders/index.ts';
import { camerasOfRegions, keypointFeatures, type KeypointFrame } from './encoders/keypoints.ts';
import { lightFeatures } from './encoders/light.ts';
import { fuse, fusionWeights, usesRelation } from './fusion.ts';
import { BETA_COUNT, JOINT_COUNT } from '../body/index.ts';
import { decode } from './heads.ts';
import {
  startBuild,
  type Build,
  type DropoutMask,
  type Fold,
  type Normalisation,
} from './layers.ts';
import { projectFeatures } from './projection.ts';

/** Either images or what the encoder makes of them, and the boxes. */
export interface NetworkInputs {
  /** Normalised images [B, M, 3, H, W]; required unless `features` are given. */
  readonly images?: Tensor;
  /** Encoder outputs [B, M, D]; for `light`, always: key-points of MoveNet, 68, with limbs 99, or outputs of BlazePose, 1465. */
  readonly features?: Tensor;
  /** Box information [B, M, 3]. */
  readonly boxes: Tensor;
  /** [B, M, M, 3 + 6L], made by `relationInput`; needless for the fusions `none` and `feature-only`. */
  readonly relation?: Tensor;
}

/** What of a network is built beside its predictions. */
export interface NetworkMode {
  readonly normalisation: Normalisation;
  /** Build dropout, with masks as further inputs (`Network.masks`); default false. */
  readonly dropout?: boolean;
  /** Build z; default false, because nothing but the contrastive loss reads it. */
  readonly projection?: boolean;
}

/** A training step's forward pass. */
export const TRAINING: NetworkMode = { normalisation: 'batch', dropout: true, projection: true };
/** Inference with batch normalisation folded into the weights by `foldBatchNorm`. */
export const INFERENCE: NetworkMode = { normalisation: 'folded' };

/** What a network computes, as tensors of the graph it was added to. */
export interface Network {
  /** The person's rotations, camera from body at the root, [B, 24, 3, 3]. */
  readonly rotmats: Tensor;
  /** The same as regressed, row-major [B, 24, 6]. */
  readonly rot6d: Tensor;
  /** [B, 10]. */
  readonly betas: Tensor;
  /** Weak-perspective camera (s, tx, ty) of each RoI, [B, M, 3]. */
  readonly cameras: Tensor;
  /** Every mesh that training supervises: K = 1, or K = M where each RoI has its own and RoI 0's is the person's. */
  readonly meshes: {
    /** [B, K, 24, 3, 3]. */
    readonly rotmats: Tensor;
    /** [B, K, 10]. */
    readonly betas: Tensor;
  };
  /** Fusion weights w [B, M, M]. */
  readonly attention: Tensor;
  /** Features h [B, M, D] before fusion. */
  readonly features: Tensor;
  /** Projected features [B, M, D], when the mode asks for them. */
  readonly z?: Tensor;
  /** Dropout masks to feed. */
  readonly masks: readonly DropoutMask[];
  /** What `foldBatchNorm` has to fold. */
  readonly folds: readonly Fold[];
}

/**
 * Adds a network to a graph.
 * @throws E_SHAPE when an input does not fit the configuration, E_CONFIG when one is missing.
 */
export function buildNetwork(
  graph: Graph,
  config: NetworkConfig,
  inputs: NetworkInputs,
  mode: NetworkMode,
): Network {
  const { B, M } = dims('buildNetwork boxes', inputs.boxes.shape, '[B, M, 3]', { M: config.rois });
  const build = startBuild(graph, mode.normalisation, mode.dropout);
  const relation = relationOf(config, inputs, B);
  const { rows, frame } = encode(build, config, inputs, B);
  const D = rows.shape[1];
  const features = reshape(rows, [B, M, D]);
  const attention = fusionWeights(build, config, features, relation);
  const decoded = decode(build, config, fuse(attention, features), inputs.boxes);
  const { rot6d, betas } = decoded;
  const cameras = frame === null ? decoded.cameras : camerasOfRegions(decoded.cameras, frame);
  const meshes = { rotmats: rotmatsFromRot6d(rot6d, 'rowMajor'), betas };
  const person = (x: Tensor, shape: readonly number[]): Tensor =>
    reshape(slice(x, [0], [1], [1]), [B, ...shape]);
  const network = {
    rotmats: person(meshes.rotmats, [JOINT_COUNT, 3, 3]),
    rot6d: person(rot6d, [JOINT_COUNT, 6]),
    betas: person(betas, [BETA_COUNT]),
    cameras,
    meshes,
    attention,
    features,
    masks: build.masks,
    folds: build.folds,
  };
  if (mode.projection !== true) return network;
  return { ...network, z: reshape(projectFeatures(build, rows, config.projectionGate), [B, M, D]) };
}

/**
 * Adds an encoder alone to a graph.
 * @param images normalised [N, 3, H, W].
 * @returns features [N, D].
 * @throws E_CONFIG for `light`, whose encoder is another network.
 */
export function buildEncoder(
  graph: Graph,
  { model }: Pick<NetworkConfig, 'model'>,
  images: Tensor,
  normalisation: Normalisation,
): Tensor {
  const { encode: encoder } = ENCODERS[model];
  if (encoder === null) {
    throw new MultiRoiError(
      'E_CONFIG',
      `buildEncoder: expected an encoder of pixels, got ${model}`,
    );
  }
  return encoder(startBuild(graph, normalisation), images);
}

/** Features [B·M, D] to fuse, and the frame in which cameras are regressed where it is not each region's own. */
function encode(
  build: Build,
  config: NetworkConfig,
  inputs: NetworkInputs,
  B: number,
): { readonly rows: Tensor; readonly frame: KeypointFrame | null } {
  const M = config.rois;
  const { encode: encoder } = ENCODERS[config.model];
  const width = encoderWidth(config);
  if (inputs.features !== undefined) {
    dims('buildNetwork features', inputs.features.shape, '[B, M, D]', { B, M, D: width });
    const rows = reshape(inputs.features, [B * M, width]);
    if (config.model !== 'light') return { rows, frame: null };
    const { embedding } = config;
    if (config.poseEncoder === 'movenet' && embedding !== null) {
      return keypointFeatures(build, rows, inputs.boxes, embedding);
    }
    return { rows: lightFeatures(build, rows, inputs.boxes, embedding), frame: null };
  }
  if (inputs.images === undefined || encoder === null) {
    const wanted = encoder === null ? 'features' : 'images or features';
    throw new MultiRoiError(
      'E_CONFIG',
      `buildNetwork: expected ${wanted} as input of ${config.model}, got none`,
    );
  }
  const [H, W] = inputSize(config);
  dims('buildNetwork images', inputs.images.shape, '[B, M, 3, H, W]', { B, M, H, W });
  return { rows: encoder(build, reshape(inputs.images, [B * M, 3, H, W])), frame: null };
}

function relationOf(config: NetworkConfig, inputs: NetworkInputs, B: number): Tensor | undefined {
  if (!usesRelation(config.fusion)) return undefined;
  if (inputs.relation === undefined) {
    throw new MultiRoiError(
      'E_CONFIG',
      `buildNetwork: expected a relation input for fusion ${config.fusion}, got none`,
    );
  }
  const M = config.rois;
  const E = relationLength(config.frequencies);
  dims('buildNetwork relation', inputs.relation.shape, '[B, M, M, E]', { B, M, E });
  return inputs.relation;
}
